"""Turns that could not be taken: tried again by themselves, and parked when that does not help."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, bindparam, select, update
from ulid import ULID

from audit.trail import SYSTEM, event
from conversations import trail
from conversations.inbound.arrivals import dump_content
from conversations.tables import conversation, inbox
from conversations.talks import effects
from conversations.talks.turns import Failure
from flows.messages import Text
from flows.phrases import sentence

TRIES = 4
LONGEST_REASON = 200
QUIET = timedelta(minutes=10)  # one apology is enough for a row of faults


def settle(connection: Connection, failures: Sequence[Failure], now: datetime) -> None:
    """Note every failure with its row: when to try again, or that it is parked and why.

    The reason is the exception's name alone: its words may be the citizen's. Of a message that is
    parked the citizen is told, once; a timer that is parked is nobody's question.
    """
    again = [failure for failure in failures if failure.row.attempts + 1 < TRIES]
    if again:
        connection.execute(
            update(inbox)
            .where(inbox.c.id == bindparam("row"))
            .values(
                attempts=bindparam("tried"), not_before=bindparam("next"), reason=bindparam("why")
            ),
            [
                {
                    "row": failure.row.id,
                    "tried": failure.row.attempts + 1,
                    "next": now + pause(failure),
                    "why": failure.fault[:LONGEST_REASON],
                }
                for failure in again
            ],
        )
    parked = [failure for failure in failures if failure.row.attempts + 1 >= TRIES]
    if parked:
        _park(connection, parked, now)


def pause(failure: Failure) -> timedelta:
    """How long to wait after this failure: 2, 4, 8 seconds; not at all for a taken id."""
    if failure.at_once:
        return timedelta()
    return timedelta(seconds=2 ** (failure.row.attempts + 1))


def _park(connection: Connection, failures: Sequence[Failure], now: datetime) -> None:
    lanes = {failure.lane.conversation_id for failure in failures}
    told = _told(connection, lanes, now)
    connection.execute(
        update(inbox)
        .where(inbox.c.id == bindparam("row"))
        .values(state="parked", attempts=TRIES, not_before=None, reason=bindparam("why")),
        [{"row": failure.row.id, "why": failure.fault[:LONGEST_REASON]} for failure in failures],
    )
    sorry = [
        failure
        for failure in failures
        if failure.row.kind == "message" and failure.lane.conversation_id not in told
    ]
    if sorry:
        _apologise(connection, sorry, now)
    trail.write(
        connection,
        [
            event(
                "turn.parked",
                actor=SYSTEM,
                subject=f"conversation:{failure.lane.conversation_id}",
                department_id=failure.lane.department_id,
                at=now,
                rows=1,
            )
            for failure in failures
        ],
    )


def _told(connection: Connection, lanes: Collection[int], now: datetime) -> set[int]:
    """The conversations in which something was parked a moment ago."""
    return set(
        connection.scalars(
            select(inbox.c.conversation_id).where(
                inbox.c.conversation_id.in_(lanes),
                inbox.c.state == "parked",
                inbox.c.received_at > now - QUIET,
            )
        )
    )


def _apologise(connection: Connection, failures: Sequence[Failure], now: datetime) -> None:
    # What came opens the window, whether or not we could make anything of it.
    connection.execute(
        update(conversation)
        .where(conversation.c.id == bindparam("lane"))
        .values(last_inbound_at=bindparam("inbound_at"), last_message_at=now),
        [
            {
                "lane": failure.lane.conversation_id,
                "inbound_at": max(
                    failure.row.happened_at,
                    failure.lane.last_inbound_at or failure.row.happened_at,
                ),
            }
            for failure in failures
        ],
    )
    rows = [_apology(failure, now) for failure in failures]
    channels = {failure.lane.conversation_id: failure.lane.channel_id for failure in failures}
    effects.queue(connection, rows, channels, now)


def _apology(failure: Failure, now: datetime) -> dict[str, Any]:
    lane = failure.lane
    words = sentence("fault", lane.contact.language or "zh-Hant", lane.phrases, {})
    return {
        "ulid": str(ULID()),
        "department_id": lane.department_id,
        "conversation_id": lane.conversation_id,
        "direction": "out",
        "kind": "text",
        "content": dump_content(Text(words)),
        "status": "queued",
        "happened_at": now,
        "turn": lane.turn,
        "flow": "",
        "version": "",
        "node": "",
    }
