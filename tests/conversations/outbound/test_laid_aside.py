"""What the closed window stopped: kept, sent when the person writes again, or judged by staff."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from sqlalchemy import update

from conversations.engine import drain
from conversations.inbound.arrivals import dump_content
from conversations.outbound import laid_aside
from flows.messages import Text
from models import AuditEvent, Conversation, Message, OutboxRow
from tests.conversations.graph_api import GraphApi, refused
from tests.conversations.office import Office, now

NEWS = "Your tree has been cut."


def _write(office: Office, words: str = NEWS) -> None:
    """A member of staff's words, on their way."""
    with office.open() as session:
        talk = session.query(Conversation).one()
        said = Message(
            department_id=talk.department_id, ulid=f"staff{session.query(Message).count():021}",
            conversation_id=talk.id, direction="out", kind="text",
            content=dump_content(Text(words)), status="queued",
        )  # fmt: skip
        session.add(said)
        session.flush()
        session.add(
            OutboxRow(message_id=said.id, conversation_id=talk.id, channel_id=talk.channel_id)
        )
        session.commit()


def _close_window(office: Office) -> None:
    with office.open() as session:
        session.execute(update(Conversation).values(last_inbound_at=now() - timedelta(hours=25)))
        session.commit()


def _aside(office: Office) -> list[Any]:
    return list(office.rows(Message, Message.status == "parked"))


@pytest.fixture
def stopped(office: Office) -> Office:
    """An office in which staff's words came after the window had closed."""
    office.say("hi")
    _close_window(office)
    _write(office)
    office.drain()
    return office


def test_it_is_laid_aside_with_its_reason(stopped: Office, graph_api: GraphApi) -> None:
    assert NEWS not in graph_api.words()
    [said] = _aside(stopped)
    assert (said.error_code, said.error_text[:18]) == (131047, "More than 24 hours")
    assert [row.state for row in stopped.rows(OutboxRow)] == ["parked"]


def test_it_leaves_when_the_person_writes_again_and_ahead_of_the_answer(
    stopped: Office, graph_api: GraphApi
) -> None:
    stopped.say("hours")
    assert graph_api.words()[1:] == [NEWS, "Open from 6 to 23.", "How can we help?"]
    assert not _aside(stopped)
    assert not stopped.count(OutboxRow)
    stopped.say("hours")
    assert graph_api.words().count(NEWS) == 1


def test_what_has_become_stale_waits_for_staff(stopped: Office, graph_api: GraphApi) -> None:
    with time_machine.travel(now() + laid_aside.STALE + timedelta(minutes=1), tick=True):
        stopped.say("hours")
    assert NEWS not in graph_api.words()
    assert len(_aside(stopped)) == 1


def test_when_meta_refuses_it_although_we_thought_the_window_open(
    office: Office, graph_api: GraphApi
) -> None:
    office.say("hi")
    graph_api.answers.append(refused(131047))
    _write(office)
    office.drain()
    assert len(_aside(office)) == 1


def test_a_reply_that_the_window_stopped_is_not_kept_for_later(
    office: Office, graph_api: GraphApi
) -> None:
    office.say("hi", at=int((now() - timedelta(hours=30)).timestamp()))
    assert not _aside(office), "the next word gets an answer of its own"
    office.say("hours")
    assert graph_api.words() == ["Open from 6 to 23.", "How can we help?"]


@pytest.mark.parametrize("is_open", [True, False])
def test_staff_send_it_while_the_window_is_open(
    stopped: Office, graph_api: GraphApi, is_open: bool
) -> None:
    if is_open:
        stopped.sql("UPDATE message SET error_code = 131048 WHERE status = 'parked'")
        stopped.say("hours")
    with stopped.open() as session:
        [said] = laid_aside.laid_aside()
        if is_open:
            laid_aside.send(said, "user:1")
        else:
            with pytest.raises(laid_aside.RefusedError, match="window"):
                laid_aside.send(said, "user:1")
        session.commit()
    drain(stopped.app)
    assert graph_api.words().count(NEWS) == is_open
    told = stopped.count(AuditEvent, AuditEvent.action == "message.released")
    assert told == is_open


def test_staff_drop_it(stopped: Office, graph_api: GraphApi) -> None:
    with stopped.open() as session:
        [said] = laid_aside.laid_aside()
        why = said.error_text
        laid_aside.drop(said, "user:1")
        session.commit()
        with pytest.raises(laid_aside.RefusedError, match="gone"):
            laid_aside.drop(said, "user:1")
    stopped.say("hours")
    assert NEWS not in graph_api.words()
    [dropped] = stopped.rows(Message, Message.status == "failed")
    assert (dropped.error_text, dropped.failed_at is None) == (why, False)
    assert why
    assert stopped.count(AuditEvent, AuditEvent.action == "message.given_up") == 1
