from datetime import UTC, datetime
from typing import Any

import pytest

from cases.filing import file_cases
from conversations.talks.effects import Asked, TakeAgainError
from conversations.talks.turns import Turn
from conversations.transactions import writing
from flows.effects import Answered, FileCase
from flows.state import State
from models import Case, Contact, Conversation
from tests.conversations.conftest import graph_api, office
from tests.conversations.office import Office, a_text

__all__ = ["graph_api", "office"]
NOW = datetime(2026, 11, 22, tzinfo=UTC)


def _asked(office: Office, reference: str) -> Asked[FileCase]:
    [conversation] = office.rows(Conversation)
    lane: Any = type("Lane", (), {})()
    lane.conversation_id, lane.department_id = conversation.id, conversation.department_id
    lane.contact_id = office.rows(Contact)[0].id
    effect = FileCase(
        reference=reference,
        type="fallen-tree",
        flow="main",
        node="filed",
        language="en",
        answers=(
            Answered("where", "text", "Where?", "Example Park 🌳", {"x": [1, None]}, mask=True),
        ),
        version="f" * 64,
    )
    row: Any = type("Row", (), {"id": 1})()
    return Asked(effect, Turn(lane, row, 1, "", State(), (effect,)))


@pytest.fixture
def begun(office: Office) -> Office:
    office.deliver(a_text("hi"))
    return office


def _file(office: Office, *references: str) -> None:
    wanted = [_asked(office, reference) for reference in references]
    with office.app.app_context(), writing() as connection:
        file_cases(connection, wanted, NOW)


def test_answers_are_kept_as_words_and_as_data(begun: Office) -> None:
    _file(begun, "PARKS-AAAA-BBBB")
    [case] = begun.rows(Case)
    assert case.answers == [
        {
            "field": "where",
            "type": "text",
            "question": "Where?",
            "words": "Example Park 🌳",
            "value": {"x": [1, None]},
            "mask": True,
            "keep": "",
        }
    ]
    assert (case.version, case.created_at, case.status) == ("f" * 64, NOW, "open")


@pytest.mark.parametrize("second", [("B-1", "A-1"), ("B-1", "B-1")])
def test_a_reference_is_given_once(begun: Office, second: tuple[str, ...]) -> None:
    _file(begun, "A-1")
    with pytest.raises(TakeAgainError) as raised:
        _file(begun, *second)
    assert len(raised.value.turns) == 1
    assert begun.count(Case) == 1, "the transaction is the caller's to undo"
