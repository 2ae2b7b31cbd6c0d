from collections.abc import Callable
from datetime import timedelta
from typing import Any

import orjson
import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from conversations.engine import drain
from conversations.talks import timers
from conversations.talks.effects import Asked
from conversations.transactions import writing
from flows import state
from flows.effects import StopTimer
from flows.walk import MOST_ASIDE
from models import AuditEvent, Conversation, InboxRow, Message, Timer
from tests.conversations.graph_api import GraphApi
from tests.conversations.office import Office, a_text, now


def _fire(office: Office, **delta: float) -> list[int]:
    with office.app.app_context():
        return timers.fire(now() + timedelta(**delta))


def test_silence_takes_its_exit(office: Office, graph_api: GraphApi) -> None:
    office.say("hi")
    with time_machine.travel(now() + timedelta(hours=23, minutes=1), tick=True):
        drain(office.app)
    [conversation] = office.rows(Conversation)
    assert (conversation.turn, conversation.node) == (2, "")
    assert not office.count(Timer)
    assert office.rows(InboxRow)[-1].key == f"t:{conversation.id}:1"


def test_a_timer_does_not_open_the_window(office: Office) -> None:
    office.say("hi")
    before = office.rows(Conversation)[0].last_inbound_at
    _fire(office, hours=24)
    office.drain()
    assert office.rows(Conversation)[0].last_inbound_at == before


def test_it_is_not_early(office: Office) -> None:
    office.say("hi")
    assert not _fire(office, hours=22)
    assert office.count(Timer) == 1


def test_a_timer_that_the_person_forestalled_moves_nothing(
    office: Office, graph_api: GraphApi
) -> None:
    office.say("hi")
    [conversation] = office.rows(Conversation)
    assert _fire(office, hours=24) == [conversation.id]
    office.deliver(a_text("hours", at=int(now().timestamp()) - 60))
    office.drain()
    assert len(graph_api.sent) == 3
    assert office.rows(Conversation)[0].node == "welcome"
    noted = [event for event in office.rows(AuditEvent) if event.action == "turn.noted"]
    assert [event.details["reasons"] for event in noted] == [["stale_timer"]]


def test_it_fires_once_however_often_it_is_looked_for(office: Office) -> None:
    office.say("hi")
    assert len(_fire(office, hours=24)) == 1
    assert not _fire(office, hours=24)
    assert office.count(InboxRow, InboxRow.kind == "timer") == 1


WAITING: dict[str, Any] = {
    "format": 1,
    "name": "main",
    "languages": ["en"],
    "triggers": [{"by": "anything"}],
    "start": "later",
    "nodes": {
        "later": {"kind": "wait", "for": "2d", "exits": {"next": "said"}},
        "said": {"kind": "message", "text": {"en": "Two days on."}, "exits": {"next": "over"}},
        "over": {"kind": "end"},
    },
}


@pytest.fixture
def patient(make_app: Callable[..., Flask], database_url: str, graph_api: GraphApi) -> Office:
    """A department whose flow goes on by itself after two days."""
    return Office(make_app(database_url, GRAPH_API_URL=graph_api.url), WAITING)


def _waits(office: Office) -> list[str]:
    return [timer.purpose for timer in office.rows(Timer)]


def test_a_wait_brings_the_talk_back_in_its_time(patient: Office) -> None:
    patient.say("hi")
    [timer] = patient.rows(Timer)
    assert timer.purpose.startswith("wait:")
    before = patient.rows(Conversation)[0].last_inbound_at
    assert not _fire(patient, hours=47)
    [conversation] = patient.rows(Conversation)
    with time_machine.travel(now() + timedelta(hours=49), tick=True):
        drain(patient.app)
    row = patient.rows(InboxRow)[-1]
    assert row.key == f"w:{conversation.id}:{timer.purpose.removeprefix('wait:')}"
    said = [one.content["body"] for one in _said(patient)]
    assert said == ["Two days on."]
    assert patient.rows(Conversation)[0].last_inbound_at == before
    assert not patient.count(Timer)


def test_a_talk_has_its_silence_beside_its_waits(patient: Office) -> None:
    patient.say("hi")
    patient.sql(
        "INSERT INTO timer (conversation_id, purpose, due_at, turn) "
        "SELECT conversation_id, 'silence', due_at, turn FROM timer"
    )
    [conversation] = patient.rows(Conversation)
    with patient.app.app_context(), writing() as connection:
        lane: Any = type("Lane", (), {"conversation_id": conversation.id})()
        turn: Any = type("Turn", (), {"lane": lane})()
        timers.set_silence(connection, [Asked(StopTimer(), turn)], now())
    assert [one.split(":")[0] for one in _waits(patient)] == ["wait"]


def test_waits_that_the_talk_let_go_are_dropped(patient: Office) -> None:
    for _ in range(MOST_ASIDE + 4):
        patient.say("hi")
    [conversation] = patient.rows(Conversation)
    aside = [f"wait:{one.wait}" for one in state.load(conversation.state).aside]
    assert _waits(patient) == aside
    assert len(aside) == MOST_ASIDE


def _said(office: Office) -> list[Any]:
    with office.open() as session:
        rows = session.scalars(select(Message).where(Message.direction == "out")).all()
        return [type("Said", (), {"content": orjson.loads(row.content)}) for row in rows]
