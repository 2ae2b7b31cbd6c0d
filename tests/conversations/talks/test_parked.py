"""What is parked is seen and settled by whoever has the department, and by nobody else."""

import pytest
from sqlalchemy import select

from conversations.inbound.arrivals import Arrival, dump
from conversations.talks import parked
from extensions import db
from flows.events import Words
from models import AuditEvent, Conversation, InboxRow, scope
from tests.conversations.graph_api import GraphApi
from tests.conversations.office import Office

ACTOR = "user:1"


@pytest.fixture
def row(office: Office) -> int:
    """The id of "hours", parked in the lane of a talk that stands at its menu."""
    office.say("hi")
    with office.open() as session:
        row = InboxRow(
            key="m:parked", kind="message", state="parked", attempts=4, reason="KeyError",
            conversation_id=session.scalar(select(Conversation.id)),
            payload=dump(Arrival(Words("hours"))),
        )  # fmt: skip
        session.add(row)
        session.commit()
        return int(row.id)


def _nobodys(office: Office, **values: str | bytes | None) -> int:
    with office.open() as session:
        row = InboxRow(**{"kind": "unread", "state": "parked", "payload": b"?", **values})
        session.add(row)
        session.commit()
        return int(row.id)


def test_another_department_neither_sees_nor_settles_it(office: Office, row: int) -> None:
    with office.app.app_context(), scope.departments({office.department_id + 1}):
        assert parked.waiting() == []
        assert parked.count() == 0
        for settle in (parked.replay, parked.give_up):
            with pytest.raises(LookupError):
                settle([row], ACTOR)
        db.session.rollback()
    with office.app.app_context(), scope.departments({office.department_id}):
        assert [one.id for one in parked.waiting()] == [row]
        assert parked.count() == 1
        db.session.rollback()


def test_what_is_taken_again_is_answered(office: Office, row: int, graph_api: GraphApi) -> None:
    with office.app.app_context(), scope.departments({office.department_id}):
        parked.replay([row], ACTOR)
        db.session.commit()
    office.drain()
    assert "Open from 6 to 23." in graph_api.words()


def test_what_is_given_up_holds_nothing_any_more(
    office: Office, row: int, graph_api: GraphApi
) -> None:
    with office.app.app_context(), scope.departments({office.department_id}):
        parked.give_up([row], ACTOR)
        db.session.commit()
    office.drain()
    [left] = office.rows(InboxRow, InboxRow.id == row)
    assert (left.state, left.payload, left.reason) == ("done", None, "KeyError")
    assert "Open from 6 to 23." not in graph_api.words()
    [told] = office.rows(AuditEvent, AuditEvent.action == "turn.given_up")
    assert (told.actor, told.department_id) == (ACTOR, office.department_id)


def test_what_belongs_to_nobody_is_counted_and_dropped_as_far_as_it_was_seen(
    office: Office,
) -> None:
    reason = "No channel has this phone number id."
    _nobodys(office, key="h:1", reason="x")
    _nobodys(office, key="m:1", kind="message", reason=reason)
    seen = _nobodys(office, key="m:2", kind="message", reason=reason)
    _nobodys(office, key="s:1", kind="status", payload=None, reason="Not ours.")
    with office.open() as session:
        found = [(one.kind, one.rows, one.last) for one in parked.unclaimed()]
        assert ("message", 2, seen) in found
        assert len(found) == 2, "a status of somebody else's message is nobody's worry"
    later = _nobodys(office, key="m:3", kind="message", reason=reason)
    with office.open() as session:
        assert parked.drop("message", reason, seen, ACTOR) == 2
        assert parked.drop("message", reason, seen, ACTOR) == 0
        session.commit()
        assert [one.last for one in parked.unclaimed() if one.kind == "message"] == [later]
    [told] = office.rows(AuditEvent, AuditEvent.action == "inbox.dropped")
    assert told.details == {"rows": 2}
