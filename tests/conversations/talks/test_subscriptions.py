"""Who joined which topic where; leaving keeps the evidence, joining anew begins it anew."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from conversations.talks.effects import Asked
from conversations.talks.subscriptions import subscribe
from conversations.transactions import writing
from flows.effects import Subscribe
from models import Conversation, Subscription
from tests.conversations.office import Office, a_text

NOW = datetime(2026, 11, 22, tzinfo=UTC)


@pytest.fixture
def begun(office: Office) -> Office:
    office.deliver(a_text("hi"), a_text("hi", phone="85255550124"))
    return office


def _subscribe(office: Office, *wanted: str, at: datetime = NOW, node: str = "a") -> None:
    """Take turns such as ``1+typhoon``: the first citizen joins."""
    talks = office.rows(Conversation)
    asked: list[Asked[Subscribe]] = []
    for one in wanted:
        talk = talks[int(one[0]) - 1]
        lane = type("Lane", (), {})()
        lane.contact_id, lane.department_id = talk.contact_id, talk.department_id
        turn: Any = type("Turn", (), {"lane": lane})()
        asked.append(Asked(Subscribe(one[2:], one[1] == "+", "main", node, "f" * 64), turn))
    with office.app.app_context(), writing() as connection:
        subscribe(connection, asked, at)


def _who(office: Office) -> list[tuple[str, datetime, datetime | None, str]]:
    return [(one.topic, one.joined_at, one.left_at, one.node) for one in office.rows(Subscription)]


def test_several_people_and_topics_at_once(begun: Office) -> None:
    _subscribe(begun, "1+typhoon", "2+typhoon", "2+jobs")
    rows = begun.rows(Subscription)
    first, second = (talk.contact_id for talk in begun.rows(Conversation))
    assert sorted((row.contact_id, row.topic) for row in rows) == [
        (first, "typhoon"), (second, "jobs"), (second, "typhoon"),
    ]  # fmt: skip
    assert {(row.flow, row.node, row.version, row.left_at) for row in rows} == {
        ("main", "a", "f" * 64, None)
    }
    assert {row.department_id for row in rows} == {begun.department_id}


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        pytest.param("1+typhoon", "1+typhoon", ("typhoon", 0, None, "a"), id="joined already"),
        pytest.param("1+typhoon", "1-typhoon", ("typhoon", 0, 1, "a"), id="left, evidence kept"),
        pytest.param("1+t 1-t", "1+t", ("t", 1, None, "b"), id="joined anew"),
        pytest.param("1+t 1-t", "1-t", ("t", 0, 0, "a"), id="left already"),
        pytest.param("1+t", "1-t 1+t", ("t", 1, None, "b"), id="left and joined in one go"),
    ],
)
def test_second_thoughts(
    begun: Office, before: str, after: str, expected: tuple[str, int, int | None, str]
) -> None:
    _subscribe(begun, *before.split())
    _subscribe(begun, *after.split(), at=NOW + timedelta(days=1), node="b")
    topic, joined, left, node = expected
    assert _who(begun) == [
        (
            topic,
            NOW + timedelta(days=joined),
            None if left is None else NOW + timedelta(days=left),
            node,
        )
    ]


def test_there_is_nothing_to_leave_for_whoever_never_joined(begun: Office) -> None:
    _subscribe(begun, "1-typhoon")
    assert not begun.rows(Subscription)
