"""Timers that have run out enter the inbox, like everything that moves a talk."""

from datetime import datetime

from sqlalchemy import delete, select

from conversations.arrivals import Arrival, dump
from conversations.tables import inbox, insert_new, timer
from conversations.transactions import writing
from flows.events import Silence

SET = 500


def fire(now: datetime, most: int = SET) -> list[int]:
    """Turn up to ``most`` timers that are due into inbox rows; the conversations they belong to.

    The row names the turn that began the silence. When the talk has moved on since, the
    interpreter lets it pass.
    """
    with writing() as connection:
        due = connection.execute(
            select(timer.c.id, timer.c.conversation_id, timer.c.turn, timer.c.due_at)
            .where(timer.c.due_at <= now)
            .order_by(timer.c.due_at)
            .limit(most)
            .with_for_update(skip_locked=True)
        ).all()
        if not due:
            return []
        insert_new(
            connection,
            inbox,
            [
                {
                    "key": f"t:{row.conversation_id}:{row.turn}",
                    "kind": "timer",
                    "conversation_id": row.conversation_id,
                    "payload": dump(Arrival(Silence(row.turn))),
                    "happened_at": row.due_at,
                    "received_at": now,
                }
                for row in due
            ],
        )
        connection.execute(delete(timer).where(timer.c.id.in_([row.id for row in due])))
    return [row.conversation_id for row in due]
