import csv
import io
from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from extensions import db
from models import AuditEvent, Case, InboxRow, scope
from tests.admin.conftest import Town

Events = Callable[[], list[tuple[str, str]]]


def test_a_case_shows_its_answers(small_town: Town, trail: Events) -> None:
    id = small_town.parks.case
    page = small_town.visitor("agent").page(f"/admin/cases/details/?id={id}")
    assert "What happened?" in page
    assert "=1+1" in page
    assert f'src="/admin/media/{small_town.parks.media}"' in page
    assert "22.28191, 114.18875" in page
    assert f"/admin/conversations/details/?id={small_town.parks.conversation}" in page
    assert ("case.opened", f"case:{id}") in trail()


def test_a_case_is_closed_and_opened_again(town: Town) -> None:
    visitor = town.visitor("agent")
    path = f"/admin/cases/status/?id={town.parks.case}"
    for wanted in ("closed", "open"):
        assert visitor.post(path, status=wanted).status_code == 302
        with town.app.app_context(), scope.system():
            case = db.session.get(Case, town.parks.case)
            assert case is not None
            assert case.status == wanted
    assert visitor.post(path, status="burnt").status_code == 400
    visitor.post(path, status="closed")
    with town.app.app_context(), scope.system():
        told = db.session.scalars(select(InboxRow).where(InboxRow.kind == "occasion")).all()
        assert [(row.key, row.conversation_id) for row in told] == [
            (f"o:case:{town.parks.case}", town.parks.conversation)
        ]


def test_any_other_status_moves_no_talk(small_town: Town) -> None:
    small_town.visitor("agent").post(
        f"/admin/cases/status/?id={small_town.parks.case}", status="done"
    )
    with small_town.app.app_context(), scope.system():
        assert db.session.scalars(select(InboxRow)).all() == []


def _case(town: Town) -> Case:
    with town.app.app_context(), scope.system():
        case = db.session.get_one(Case, town.parks.case)
        db.session.expunge(case)
        return case


def test_staff_say_how_a_case_stands_and_what_the_citizen_may_read(town: Town) -> None:
    visitor = town.visitor("agent")
    path = f"/admin/cases/status/?id={town.parks.case}"
    before = _case(town).updated_at
    note = {"note-en": "A team comes on Friday.", "note-zh-Hant": "星期五處理。"}
    assert visitor.post(path, status="in_progress", **note).status_code == 302
    case = _case(town)
    assert (case.status, case.updated_at > before) == ("in_progress", True)
    assert case.note == {"en": "A team comes on Friday.", "zh-Hant": "星期五處理。"}
    assert "A team comes on Friday." in visitor.page(f"/admin/cases/details/?id={town.parks.case}")
    visitor.post(path, status="done")
    assert _case(town).note == case.note, "what is not sent stays"
    visitor.post(path, status="done", **{"note-en": "", "note-zh-Hant": "星期五處理。"})
    assert _case(town).note == {"zh-Hant": "星期五處理。"}
    with town.app.app_context(), scope.system():
        rows = db.session.scalars(select(AuditEvent).order_by(AuditEvent.id))
        told = [(one.action, one.details) for one in rows if one.action.startswith("case.")]
    assert [one for one in told if one[0] != "case.opened"] == [
        ("case.status_changed", {"before": "open", "after": "in_progress"}),
        ("case.note_changed", {"languages": ["en", "zh-Hant"]}),
        ("case.status_changed", {"before": "in_progress", "after": "done"}),
        ("case.note_changed", {"languages": ["en"]}),
    ]


def test_what_did_not_change_leaves_no_trace(small_town: Town, trail: Events) -> None:
    visitor = small_town.visitor("agent")
    before = _case(small_town).updated_at
    visitor.post(f"/admin/cases/status/?id={small_town.parks.case}", status="open")
    assert _case(small_town).updated_at == before
    assert not [one for one in trail() if one[0].startswith("case.")]


def test_a_note_that_is_too_long_is_kept_on_the_page(small_town: Town) -> None:
    visitor = small_town.visitor("agent")
    path = f"/admin/cases/status/?id={small_town.parks.case}"
    answer = visitor.post(path, status="done", **{"note-en": "x" * 601})
    assert answer.status_code == 200
    assert "longer than 600" in answer.text
    assert "x" * 601 in answer.text
    assert _case(small_town).status == "open"


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", True),
        ("status=open", True),
        ("status=closed", False),
        ("status=nonsense", True),
        ("type=fallen-tree", True),
        ("type=other", False),
        ("since=2020-01-01&until=2100-01-01", True),
        ("until=2020-01-01", False),
        ("since=never&until=9999-12-31", True),
        ("department=99999999999999999999", False),
    ],
)
def test_the_list_is_filtered(small_town: Town, query: str, found: bool) -> None:
    page = small_town.visitor("agent").page(f"/admin/cases/?{query}")
    assert ("PARKS-7Q2K" in page) is found


def test_a_type_is_shown_in_words(small_town: Town) -> None:
    visitor = small_town.visitor("agent")
    page = visitor.page("/admin/cases/")
    assert '<option value="fallen-tree">Fallen tree</option>' in page
    assert '<td data-label="Type">Fallen tree</td>' in page
    assert "Fallen tree" in visitor.page(f"/admin/cases/details/?id={small_town.parks.case}")


def test_a_day_is_the_departments_day(small_town: Town) -> None:
    with small_town.app.app_context(), scope.system():
        case = db.session.get(Case, small_town.parks.case)
        assert case is not None
        case.created_at = datetime(2026, 3, 4, 17, 0, tzinfo=UTC)  # 01:00 on the 5th in Hong Kong
        db.session.commit()
    visitor = small_town.visitor("agent")
    assert "PARKS-7Q2K" in visitor.page("/admin/cases/?since=2026-03-05&until=2026-03-05")
    assert "PARKS-7Q2K" not in visitor.page("/admin/cases/?until=2026-03-04")


def test_the_file_runs_nothing_and_holds_the_own_department(town: Town) -> None:
    answer = town.visitor("supervisor").get("/admin/cases/export/csv/")
    assert answer.status_code == 200
    assert answer.headers["Content-Disposition"].startswith("attachment; filename=cases-")
    head, *rows = csv.reader(io.StringIO(answer.get_data().decode("utf-8-sig")))
    assert head == [
        "Reference", "Type", "Status", "Filed", "Language", "What happened?", "Photos", "Where?",
        "Test",
    ]  # fmt: skip
    assert [row[0] for row in rows] == ["PARKS-7Q2K"]
    assert rows[0][1:3] == ["Fallen tree", "Open"]
    assert rows[0][4] == "English"
    assert rows[0][5] == "'=1+1"
    assert rows[0][7] == "Victoria Park (22.28191, 114.18875)"


def test_the_file_speaks_the_language_of_the_page(small_town: Town) -> None:
    visitor = small_town.visitor("supervisor")
    answer = visitor.get("/admin/cases/export/csv/", headers={"Accept-Language": "zh-HK"})
    _, row = csv.reader(io.StringIO(answer.get_data().decode("utf-8-sig")))
    assert row[2] == "未結束"


def test_many_cases_are_all_in_the_file(small_town: Town, trail: Events) -> None:
    with small_town.app.app_context(), scope.system():
        first = db.session.get(Case, small_town.parks.case)
        assert first is not None
        for number in range(450):
            db.session.add(
                Case(
                    department_id=first.department_id, reference=f"MANY-{number:03d}", type="x",
                    conversation_id=first.conversation_id, contact_id=first.contact_id, flow="front",
                    version="", node="file", language="en", answers=[],
                )
            )  # fmt: skip
        db.session.commit()
    answer = small_town.visitor("supervisor").get("/admin/cases/export/csv/")
    references = [row[0] for row in csv.reader(io.StringIO(answer.text))][1:]
    assert len(references) == len(set(references)) == 451
    assert ("cases.exported", "case:list") in trail()


def test_only_who_may_export_does(small_town: Town) -> None:
    agent = small_town.visitor("agent")
    assert "Download as CSV" not in agent.page("/admin/cases/")
    assert agent.get("/admin/cases/export/csv/").status_code == 403
    assert small_town.visitor("supervisor").get("/admin/cases/export/xlsx/").status_code == 404
