"""Where people stand is told in words, with what they wait for."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from admin import moments, stuck
from extensions import db
from flows.graph import content_hash
from models import Conversation, Handover, InboxRow, Message, OutboxRow, Queue, Timer, scope
from tests.admin.conftest import TREE, Town


def _talk(town: Town) -> Conversation:
    return db.session.get_one(Conversation, town.parks.conversation)


def _parked_turn(town: Town) -> None:
    talk = _talk(town)
    db.session.add(
        InboxRow(key="m:1", kind="message", state="parked", conversation_id=talk.id, payload=b"{}")
    )


def _parked_message(town: Town) -> None:
    talk = _talk(town)
    said = db.session.query(Message).filter_by(conversation_id=talk.id, direction="out").first()
    assert said is not None
    db.session.add(
        OutboxRow(
            message_id=said.id, conversation_id=talk.id, channel_id=talk.channel_id, state="parked"
        )
    )


def _person(town: Town) -> None:
    _parked_turn(town)
    queue = Queue(department_id=town.parks.department, name="q")
    db.session.add(queue)
    db.session.flush()
    db.session.add(
        Handover(
            department_id=town.parks.department, conversation_id=town.parks.conversation,
            queue_id=queue.id, turn=1,
        )
    )  # fmt: skip


def _nothing(_town: Town) -> None:
    pass


@pytest.mark.parametrize(
    ("trouble", "why"),
    [
        (_nothing, "citizen"),
        (_parked_turn, "unanswered"),
        (_parked_message, "unsent"),
        (_person, "person"),
    ],
)
def test_what_a_talk_waits_for(town: Town, trouble: Callable[[Town], None], why: str) -> None:
    with town.app.test_request_context(), scope.system():
        trouble(town)
        due = moments.now() + timedelta(hours=1)
        db.session.add(Timer(conversation_id=town.parks.conversation, due_at=due, turn=1))
        db.session.flush()
        standing = stuck.standings([_talk(town)])[town.parks.conversation]
        db.session.rollback()
    assert (standing.why, standing.next_timer) == (why, due)


@pytest.mark.parametrize(
    ("node", "version", "name"),
    [("report", "", "report"), ("hello", content_hash(TREE), "End hello")],
)
def test_steps_have_names_where_the_flow_is_known(
    town: Town, node: str, version: str, name: str
) -> None:
    with town.app.test_request_context(), scope.system():
        talk = _talk(town)
        talk.node, talk.version = node, version
        db.session.flush()
        [found] = stuck.steps({town.parks.department})
        db.session.rollback()
    assert (found.key, found.name, found.people) == (f"front:{node}", name, 1)


def test_who_has_been_silent_for_months_is_not_stuck(town: Town) -> None:
    with town.app.test_request_context(), scope.system():
        _talk(town).last_message_at = moments.now() - timedelta(days=31)
        db.session.flush()
        assert stuck.steps({town.parks.department}) == []
        db.session.rollback()
