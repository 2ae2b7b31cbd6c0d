"""Webhooks that wait to be answered with 200. They outlive a restart."""

import json
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, delete, func, select, update
from sqlalchemy.dialects.sqlite import insert

from whatsapp.sandbox.chats import mark_delivered
from whatsapp.sandbox.habits import Habits
from whatsapp.sandbox.tables import delivery, unsubscribed


@dataclass(frozen=True)
class Delivery:
    """One change on its way. ``wamid`` names the person's message it carries, if it does."""

    id: int
    waba: str
    value: dict[str, Any]
    wamid: str | None
    first_at: float
    attempts: int


def queue(
    connection: Connection, waba: str, value: dict[str, Any], due_at: float, wamid: str | None
) -> None:
    """Send ``value`` from ``due_at`` on, unless no application is subscribed to the account."""
    missing = select(unsubscribed.c.waba).where(unsubscribed.c.waba == waba)
    if connection.execute(missing).first() is not None:
        return
    row = {"waba": waba, "value": json.dumps(value), "wamid": wamid}
    connection.execute(insert(delivery).values(**row, first_at=due_at, due_at=due_at))


def claim(connection: Connection, most: int, now: float, lease: float) -> list[Delivery]:
    """Up to ``most`` due rows, kept from other processes for ``lease`` seconds."""
    query = (
        select(delivery)
        .where(delivery.c.due_at <= now, delivery.c.leased_until <= now)
        .order_by(delivery.c.due_at, delivery.c.id)
        .limit(most)
    )
    rows = connection.execute(query).mappings().all()
    if not rows:
        return []
    taken = update(delivery).where(delivery.c.id.in_([row["id"] for row in rows]))
    connection.execute(taken.values(leased_until=now + lease))
    return [
        Delivery(
            row["id"],
            row["waba"],
            json.loads(row["value"]),
            row["wamid"],
            row["first_at"],
            row["attempts"],
        )
        for row in rows
    ]


def next_due(connection: Connection, now: float) -> float | None:
    """When the next row that nobody has taken is due, or nothing."""
    query = select(func.min(delivery.c.due_at)).where(delivery.c.leased_until <= now)
    return connection.execute(query).scalar_one_or_none()


def answered(connection: Connection, rows: list[Delivery]) -> None:
    """Done: drop the rows and give people's messages their second tick."""
    connection.execute(delete(delivery).where(delivery.c.id.in_({row.id for row in rows})))
    for wamid in dict.fromkeys(row.wamid for row in rows if row.wamid):
        mark_delivered(connection, wamid)


def unanswered(connection: Connection, rows: list[Delivery], habits: Habits, now: float) -> None:
    """Try again with growing pauses; give up in the end, as Meta does after seven days."""
    for row in {row.id: row for row in rows}.values():
        if now - row.first_at > habits.give_up_after:
            connection.execute(delete(delivery).where(delivery.c.id == row.id))
            continue
        pause = min(habits.retry_first * 2.0 ** min(row.attempts, 30), habits.retry_most)
        changed = update(delivery).where(delivery.c.id == row.id)
        connection.execute(
            changed.values(due_at=now + pause, attempts=row.attempts + 1, leased_until=0.0)
        )
