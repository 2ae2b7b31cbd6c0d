from datetime import timedelta

import time_machine

from conversations import timers
from conversations.engine import drain
from models import AuditEvent, Conversation, InboxRow, Timer
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
