"""Questions that a department keeps: changing them, and answering citizens with them at once."""

from typing import Any

import msgspec
import pytest

from conversations.department import questions
from conversations.department.questions import StaleQuestionError
from extensions import db
from flows import messages
from flows.documents.faults import ShapeError
from models import AuditEvent, Consultation, Department, Message, Question
from tests.conversations.graph_api import GraphApi
from tests.conversations.office import Office

DOGS: dict[str, Any] = {
    "question": {"en": "May I bring my dog to the park?"},
    "answer": {"en": "To pet gardens, {{ contact.name | default: 'please' }}."},
}


def keep(office: Office, name: str = "dogs", document: Any = DOGS, *, live: bool = True) -> int:
    with office.open() as session:
        owner = session.get_one(Department, office.department_id)
        row = questions.add(owner, name, document, live, "terminal")
        session.commit()
        return row.id


def said(office: Office) -> list[str]:
    rows = office.rows(Message, Message.direction == "out")
    decoder = msgspec.json.Decoder(messages.Message)
    return [messages.words(decoder.decode(row.content)) for row in rows]


def test_a_question_answers_from_the_next_turn_on_and_not_when_it_rests(office: Office) -> None:
    asked = "may I bring my dog to the park"
    office.say(asked)
    assert said(office) == ["How can we help?"]
    id = keep(office)
    office.say(asked)
    assert said(office)[1] == "To pet gardens, please."
    with office.open() as session:
        questions.change(session.get_one(Question, id), DOGS, False, "terminal")  # noqa: FBT003
        session.commit()
    office.say(asked)
    assert said(office)[3:] == ["Sorry, I did not understand that.\n\nHow can we help?"]


def test_what_was_asked_is_kept_without_its_words(office: Office) -> None:
    keep(office)
    office.say("may I bring my dog to the park")
    office.say("where is my umbrella")
    rows = office.rows(Consultation)
    assert [row.entry for row in rows] == ["dogs", ""]
    heard = office.rows(Message, Message.direction == "in")
    assert [row.wamid for row in rows] == [row.wamid for row in heard]
    assert {row.department_id for row in rows} == {office.department_id}


def test_a_change_is_on_the_trail_by_what_changed(office: Office) -> None:
    id = keep(office)
    with office.open() as session:
        row = session.get_one(Question, id)
        assert questions.change(row, {**DOGS, "topic": "dogs"}, False, "terminal")  # noqa: FBT003
        assert not questions.change(row, {**DOGS, "topic": "dogs"}, False, "terminal")  # noqa: FBT003
        session.commit()
    found = [
        (one.action, one.details)
        for one in office.rows(AuditEvent)
        if one.action.startswith("question")
    ]
    assert found == [
        ("question.added", {"question": "dogs"}),
        ("question.changed", {"question": "dogs", "revision": 2, "fields": ["topic", "live"]}),
    ]


def test_who_saw_an_older_revision_changes_nothing(office: Office) -> None:
    id = keep(office)
    with office.open() as session:
        row = session.get_one(Question, id)
        questions.change(row, {**DOGS, "topic": "dogs"}, True, "terminal", seen=1)  # noqa: FBT003
        with pytest.raises(StaleQuestionError):
            questions.change(row, DOGS, True, "terminal", seen=1)  # noqa: FBT003


@pytest.mark.parametrize(
    ("changed", "path"),
    [
        ({"answer": {"en": "{{ answers.a }}"}}, "answer.en"),
        ({"answer": {"en": "{{ a"}}, "answer.en"),
        ({"answer": {"en": "🌳" * 2049}}, "answer.en"),
        ({"question": {}}, ""),
        ({"link": "ftp://example.org"}, "link"),
    ],
)
def test_what_could_not_be_said_is_refused(
    office: Office, changed: dict[str, Any], path: str
) -> None:
    with pytest.raises(ShapeError) as refusal:
        keep(office, document={**DOGS, **changed})
    assert [fault.path for fault in refusal.value.faults] == [path]
    assert office.count(Question) == 0


def test_an_id_is_taken_once_and_found_free(office: Office) -> None:
    keep(office)
    with pytest.raises(ShapeError):
        keep(office)
    keep(office, "may-i-bring-my-dog-to", DOGS)
    with office.open():
        assert (
            questions.free_name(office.department_id, DOGS["question"]) == "may-i-bring-my-dog-to-1"
        )
        assert questions.free_name(office.department_id, {"zh-Hant": "帶狗"}) == "q-1"
        assert db.session.query(Question).count() == 2


def test_nothing_reaches_whatsapp_twice(office: Office, graph_api: GraphApi) -> None:
    keep(office)
    office.say("may I bring my dog to the park")
    assert len(graph_api.words()) == len(said(office)) == 2
