"""The pages about questions: written, searched, tried, taken away and brought back."""

import io
import re
from typing import Any

import msgspec
import pytest

from conversations.department import questions
from extensions import db
from flows.events import Words
from models import AuditEvent, Consultation, Department, Message, Question, scope
from models.columns import utc_now
from tests.admin.conftest import Town, Visitor

POOL: dict[str, Any] = {
    "question": {"en": "When does the pool open?", "zh-Hant": "泳池幾點開？"},
    "also": {"en": ["pool hours"]},
    "answer": {"en": "At <b>6:30</b>."},
    "valid_from": "2026-01-02",
}
FORM = {
    "question-en": "May I bring my dog?",
    "question-zh-Hant": "可以帶狗嗎？",
    "also-en": "dog rules\n\n dogs ",
    "answer-en": "To pet gardens.",
    "live": "y",
}


def keep(town: Town, place: str = "parks", document: Any = POOL) -> int:
    with town.app.app_context(), scope.system():
        owner = db.session.get_one(Department, getattr(town, place).department)
        row = questions.add(owner, "pool", document, True, "terminal")  # noqa: FBT003
        db.session.commit()
        return row.id


def rows(town: Town) -> list[Question]:
    with town.app.app_context(), scope.system():
        found = db.session.query(Question).order_by(Question.id).all()
        db.session.expunge_all()
        return found


def actions(town: Town) -> list[str]:
    with town.app.app_context(), scope.system():
        found = db.session.query(AuditEvent.action).order_by(AuditEvent.id)
        return [one for (one,) in found if one.startswith("question")]


def test_a_question_is_written_and_changed(town: Town) -> None:
    editor = town.visitor("content-editor")
    assert "No questions yet" in editor.page("/admin/questions/")
    assert editor.post("/admin/questions/new/", **FORM).status_code == 302
    (row,) = rows(town)
    assert (row.name, row.live, row.revision) == ("may-i-bring-my-dog", True, 1)
    assert row.document["also"] == {"en": ["dog rules", "dogs"]}
    page = editor.page(f"/admin/questions/edit/?id={row.id}")
    assert "dog rules\ndogs" in page
    changed = {key: value for key, value in FORM.items() if key != "live"}
    answer = editor.post(f"/admin/questions/edit/?id={row.id}", **changed, seen="1", topic="dogs")
    assert answer.status_code == 302
    (row,) = rows(town)
    assert (row.live, row.revision, row.document["topic"]) == (False, 2, "dogs")
    assert actions(town) == ["question.added", "question.changed"]


def test_what_it_was_valid_for_is_shown_and_stays(town: Town) -> None:
    id = keep(town)
    editor = town.visitor("content-editor")
    page = editor.page(f"/admin/questions/edit/?id={id}")
    assert 'value="2026-01-02"' in page
    fields = {"question-en": "When?", "answer-en": "Now", "valid_from": "2026-01-02", "seen": "1"}
    assert editor.post(f"/admin/questions/edit/?id={id}", **fields).status_code == 302
    assert rows(town)[0].document["valid_from"] == "2026-01-02"


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"question-en": "", "question-zh-Hant": ""}, "The question is empty."),
        ({"answer-en": ""}, "The answer is empty."),
        ({"answer-en": "{{ answers.x }}"}, "Nothing is known as answers.x"),
        ({"link": "javascript:alert(1)"}, "begins with https://"),
        ({"topic": "two words"}, "Letters, digits"),
        ({"valid_from": "2026-02-02", "valid_until": "2026-02-01"}, "stops answering before"),
        ({"valid_from": "soon"}, "Not a valid date"),
    ],
)
def test_what_cannot_be_kept_is_told_where_it_stands(
    small_town: Town, changed: dict[str, str], sentence: str
) -> None:
    editor = small_town.visitor("content-editor")
    answer = editor.post("/admin/questions/new/", **{**FORM, **changed})
    assert answer.status_code == 200
    assert sentence in answer.text
    assert "To pet gardens." in answer.text or "answer-en" in changed
    assert rows(small_town) == []


def test_two_people_do_not_overwrite_each_other(small_town: Town) -> None:
    id = keep(small_town)
    editor = small_town.visitor("content-editor")
    assert editor.post(f"/admin/questions/edit/?id={id}", **FORM, seen="1").status_code == 302
    answer = editor.post(
        f"/admin/questions/edit/?id={id}", **{**FORM, "answer-en": "Mine"}, seen="1"
    )
    assert "Somebody else changed this question" in answer.text
    assert "Mine" in answer.text
    assert rows(small_town)[0].document["answer"] == {"en": "To pet gardens."}


@pytest.mark.parametrize(
    ("query", "found"),
    [("words=pool", True), ("words=泳池", True), ("words=泳池几点", True), ("words=dog", False),
     ("state=kept", False), ("state=live", True), ("words=HOURS", True)],
)  # fmt: skip
def test_the_list_is_searched_in_either_script(small_town: Town, query: str, found: bool) -> None:
    keep(small_town)
    page = small_town.visitor("content-editor").page(f"/admin/questions/?{query}")
    assert ("When does the pool open?" in page) is found


def test_the_list_says_what_lacks_a_language(small_town: Town) -> None:
    keep(small_town)
    assert "Not in zh-Hant, zh-Hans" in small_town.visitor("content-editor").page(
        "/admin/questions/"
    )


@pytest.mark.parametrize(
    ("said", "parts"),
    [
        ("pool hours", ["This answers by itself", "told by: pool, hour", "100% alike", "&lt;b&gt;6:30"]),
        ("泳池", ["asked which was meant", "told by: 泳池"]),
        ("umbrella", ["Nothing answers"]),
        ("<script>x</script>", ["Nothing answers", "&lt;script&gt;"]),
    ],
)  # fmt: skip
def test_what_answers_can_be_tried(small_town: Town, said: str, parts: list[str]) -> None:
    keep(small_town)
    answer = small_town.visitor("content-editor").post("/admin/questions/try/", said=said)
    assert answer.status_code == 200
    for part in parts:
        assert part in answer.text
    assert "<script>x" not in answer.text


def ask(town: Town, words: str) -> None:
    with town.app.app_context(), scope.system():
        for place in (town.parks, town.tax):
            common = {"conversation_id": place.conversation, "department_id": place.department}
            wamid = f"wamid.{place.department}"
            event = msgspec.json.encode(Words(f"{words} {place.department}", id=wamid))
            db.session.add(
                Message(ulid=f"01HZ{place.department:022}", direction="in", wamid=wamid,
                        kind="words", content=event, status="received", **common)
            )  # fmt: skip
            db.session.add(Consultation(wamid=wamid, entry="", asked_at=utc_now(), **common))
            db.session.add(Consultation(wamid=None, entry="", asked_at=utc_now(), **common))
        db.session.commit()


def test_what_nobody_answered_is_for_those_who_read_conversations(town: Town) -> None:
    ask(town, "my <i>umbrella</i>")
    page = town.visitor("department-admin").page("/admin/questions/unanswered/")
    assert f"my &lt;i&gt;umbrella&lt;/i&gt; {town.parks.department}" in page
    assert f"umbrella&lt;/i&gt; {town.tax.department}" not in page
    assert "No longer here" in page
    assert f"/admin/conversations/details/?id={town.parks.conversation}" in page
    assert actions(town) == ["questions.unanswered_opened"]
    editor = town.visitor("content-editor")
    assert editor.get("/admin/questions/unanswered/").status_code == 403
    assert "umbrella" not in editor.page("/admin/questions/")


def sheet(visitor: Visitor, content: str) -> Any:
    file = (io.BytesIO(content.encode()), "questions.csv")
    return visitor.post("/admin/questions/import/", file=file)


def test_a_spreadsheet_goes_out_and_comes_in(town: Town) -> None:
    keep(town)
    editor = town.visitor("content-editor")
    out = editor.get(f"/admin/questions/file/?department={town.parks.department}")
    assert out.status_code == 200
    file = (io.BytesIO(out.data), "questions.xlsx")
    answer = editor.post("/admin/questions/import/", file=file)
    assert answer.status_code == 302
    assert "0 added, 0 changed, 1 as they were" in editor.page("/admin/questions/")
    assert sheet(editor, "question (en),answer (en)\nNew?,Yes\n").status_code == 302
    assert [row.name for row in rows(town)] == ["pool", "new"]
    assert "questions.exported" in actions(town)


def test_a_spreadsheet_with_a_fault_stores_nothing_and_says_which_row(small_town: Town) -> None:
    editor = small_town.visitor("content-editor")
    answer = sheet(editor, "question (en),answer (en)\nNew?,Yes\nOld?,\n")
    assert re.search(r"Row 3: .*The answer is empty", answer.text)
    assert rows(small_town) == []
    assert "Choose a file first." in editor.post("/admin/questions/import/").text


def test_another_departments_questions_do_not_exist(small_town: Town) -> None:
    id = keep(small_town, "tax")
    editor = small_town.visitor("content-editor")
    assert "When does the pool open?" not in editor.page("/admin/questions/")
    assert editor.get(f"/admin/questions/edit/?id={id}").status_code == 404
    assert editor.post(f"/admin/questions/edit/?id={id}", **FORM).status_code == 404
    away = f"/admin/questions/file/?department={small_town.tax.department}"
    assert editor.get(away).status_code == 404


@pytest.mark.parametrize("role", ["agent", "auditor", "supervisor"])
def test_who_may_not_change_them_does_not(small_town: Town, role: str) -> None:
    id = keep(small_town)
    visitor = small_town.visitor(role)
    assert visitor.get("/admin/questions/new/").status_code in {302, 403}
    assert visitor.get("/admin/questions/import/").status_code in {302, 403}
    answer = visitor.post(f"/admin/questions/edit/?id={id}", **FORM)
    assert answer.status_code in {302, 403, 404}
    assert rows(small_town)[0].revision == 1
