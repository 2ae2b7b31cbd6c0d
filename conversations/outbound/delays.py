"""Replies that come too late: nobody gets yesterday's answers in a burst after an outage.

What has not left in time is given up, for everybody to see, and the talk hears of it: it says one
sentence of apology and where it stands.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Select, delete, select, update

from conversations.inbound.arrivals import Arrival, dump
from conversations.outbound.outcomes import WINDOW_CLOSED
from conversations.outbound.sending import WINDOW_OVER
from conversations.sets import insert_new
from conversations.tables import AnyRow, channel, conversation, inbox, message, outbox
from conversations.talks.effects import REPLY
from conversations.transactions import writing
from flows.events import Delayed
from flows.talk import window

SET = 500
TOO_LATE = "It could not be sent in time; a word of apology went out in its place."
_PAYLOAD = dump(Arrival(Delayed()))


def any_late(connection: Connection, now: datetime) -> bool:
    """Whether a reply came too late."""
    return connection.scalar(_late(now).limit(1)) is not None


def give_up(now: datetime, most: int = SET) -> list[int]:
    """Give up to ``most`` late replies up, in a transaction of its own; the talks that hear of it.

    Those of a number that was stopped wait for it: until then no apology could leave either. Where
    the window is closed there is nothing to be said.
    """
    with writing() as connection:
        wanted = _late(now).order_by(outbox.c.id).limit(most)
        late = connection.execute(wanted.with_for_update(of=outbox, skip_locked=True)).all()
        open_to_us = [row for row in late if window.is_open(row.last_inbound_at, now)]
        _fail(connection, open_to_us, now, error_text=TOO_LATE)
        shut = [row for row in late if row not in open_to_us]
        _fail(connection, shut, now, error_text=WINDOW_OVER, error_code=WINDOW_CLOSED)
        last = {row.conversation_id: row.id for row in open_to_us}
        insert_new(connection, inbox, [_arrived(*one, now) for one in last.items()])
    return list(last)


def _fail(connection: Connection, rows: Sequence[AnyRow], now: datetime, **why: Any) -> None:
    if not rows:
        return
    connection.execute(
        update(message)
        .where(
            message.c.id.in_([row.message_id for row in rows]),
            message.c.status.in_(("queued", "sending")),
        )
        .values(status="failed", failed_at=now, **why)
    )
    connection.execute(delete(outbox).where(outbox.c.id.in_([row.id for row in rows])))


def _arrived(conversation_id: int, row_id: int, now: datetime) -> dict[str, Any]:
    return {
        "key": f"d:{conversation_id}:{row_id}",
        "kind": "delay",
        "conversation_id": conversation_id,
        "payload": _PAYLOAD,
        "happened_at": now,
        "received_at": now,
    }


def _late(now: datetime) -> Select[Any]:
    return (
        select(
            outbox.c.id,
            outbox.c.message_id,
            outbox.c.conversation_id,
            conversation.c.last_inbound_at,
        )
        .join(conversation, conversation.c.id == outbox.c.conversation_id)
        .join(channel, channel.c.id == outbox.c.channel_id)
        .where(
            outbox.c.state.in_(("due", "unknown")),
            outbox.c.lane == REPLY,  # by the index: a bulk send is not looked through every second
            outbox.c.good_until <= now,
            channel.c.stopped_reason == "",
        )
    )
