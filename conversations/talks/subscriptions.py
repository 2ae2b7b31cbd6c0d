"""Topics that contacts join and leave, with where and when they did."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, select

from conversations.tables import replace, subscription
from conversations.talks.effects import Asked, handles
from flows.effects import Subscribe

Key = tuple[int, str]  # contact, topic


def register() -> None:
    """Have the runtime bring us who joins and leaves."""
    handles(Subscribe)(subscribe)


def subscribe(connection: Connection, wanted: Sequence[Asked[Subscribe]], now: datetime) -> None:
    """Join and leave, in the order in which it was asked for.

    Whoever is in a topic already joined where they joined first; whoever never was has nothing to
    leave.
    """
    standing = _standing(connection, wanted)
    changed: dict[Key, dict[str, Any]] = {}
    for asked in wanted:
        key = asked.turn.lane.contact_id, asked.effect.topic
        before = standing.get(key)
        is_in = before is not None and before["left_at"] is None
        if is_in == asked.effect.join:
            continue
        after = _joined(asked, now) if before is None or not is_in else before | {"left_at": now}
        standing[key] = changed[key] = after
    replace(
        connection,
        subscription,
        [changed[key] for key in sorted(changed)],
        ("contact_id", "topic"),
    )


def _standing(
    connection: Connection, wanted: Sequence[Asked[Subscribe]]
) -> dict[Key, dict[str, Any]]:
    columns = [column for column in subscription.c if column.name != "id"]
    rows = connection.execute(
        select(*columns)
        .where(
            subscription.c.contact_id.in_({asked.turn.lane.contact_id for asked in wanted}),
            subscription.c.topic.in_({asked.effect.topic for asked in wanted}),
        )
        .order_by(subscription.c.id)
        .with_for_update()
    )
    return {(row["contact_id"], row["topic"]): dict(row) for row in rows.mappings()}


def _joined(asked: Asked[Subscribe], now: datetime) -> dict[str, Any]:
    effect, lane = asked.effect, asked.turn.lane
    return {
        "department_id": lane.department_id,
        "contact_id": lane.contact_id,
        "topic": effect.topic,
        "joined_at": now,
        "left_at": None,
        "flow": effect.flow,
        "version": effect.version,
        "node": effect.node,
    }
