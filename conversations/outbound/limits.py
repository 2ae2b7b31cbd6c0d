"""How fast may be sent: a number's throughput and the pace towards one person, for all processes.

Each limit is a token bucket, kept as the instant at which it would be full again. Meta counts what
leaves a number in each second, so burst and refill together stay below the number's throughput;
towards one person it lends a burst against the time to come.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

import msgspec
from sqlalchemy import Connection, Text, cast, delete, exists, literal, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.sql.elements import ColumnElement

from conversations.sets import among, insert_new, replace
from conversations.tables import pace
from extensions import db
from models import Pace

HELD = "held:"  # and the channel's id: until when Meta wants nothing from a number
SPARE = 0.1  # of the throughput is the burst, the rest the refill


class Limit(msgspec.Struct, frozen=True):
    """A bucket of ``size`` tokens that gains one every ``interval``."""

    key: str
    size: int
    interval: timedelta


def of_number(channel_id: int, throughput: int) -> Limit | None:
    """The limit of one of our numbers, ``throughput`` messages a second; None for 0, no limit."""
    if throughput <= 0:
        return None
    size = max(1, int(throughput * SPARE))
    refill = max(throughput - size, throughput * (1 - SPARE))
    return Limit(f"number:{channel_id}", size, timedelta(seconds=1 / refill))


def of_pair(conversation_id: int, burst: int, seconds: int) -> Limit | None:
    """The limit towards one person: ``burst`` at once, then one every ``seconds``; 0 for none."""
    if burst <= 0 or seconds <= 0:
        return None
    return Limit(f"pair:{conversation_id}", burst, timedelta(seconds=seconds))


class Paces:
    """The buckets that one transaction looks at, locked until it ends."""

    def __init__(self, connection: Connection, limits: Iterable[Limit], now: datetime) -> None:
        """Read the buckets of ``limits``; one never used is full."""
        self._connection = connection
        self._now = now
        self._full_at: dict[str, datetime] = {}
        self._spent: set[str] = set()
        keys = sorted({limit.key for limit in limits})
        if not keys:
            return
        if connection.dialect.name == "postgresql":
            # There must be a row to lock.
            insert_new(connection, pace, [{"key": key, "full_at": now} for key in keys])
        rows = connection.execute(
            select(pace.c.key, pace.c.full_at)
            .where(among(connection, pace.c.key, keys))
            .order_by(pace.c.key)
            .with_for_update()
        )
        self._full_at = {row.key: row.full_at for row in rows}

    def free_at(self, limit: Limit | None) -> datetime:
        """When the bucket has a token: now, or an instant to come."""
        if limit is None:
            return self._now
        full_at = self._full_at.get(limit.key, self._now)
        return max(self._now, full_at - (limit.size - 1) * limit.interval)

    def spend(self, limit: Limit | None) -> None:
        """Take a token, which must be there."""
        if limit is None:
            return
        full_at = max(self._full_at.get(limit.key, self._now), self._now)
        self._full_at[limit.key] = full_at + limit.interval
        self._spent.add(limit.key)

    def write(self) -> None:
        """Store what was spent."""
        rows: list[Mapping[str, object]] = [
            {"key": key, "full_at": self._full_at[key]} for key in sorted(self._spent)
        ]
        if not rows:
            return
        replace(self._connection, pace, rows, ["key"])


def hold(connection: Connection, channel_id: int, until: datetime) -> None:
    """Let nothing leave this number until then: Meta has asked for fewer calls."""
    build = sqlite.insert if connection.dialect.name == "sqlite" else postgresql.insert
    statement = build(pace).values(key=f"{HELD}{channel_id}", full_at=until)
    longer = statement.excluded.full_at > pace.c.full_at
    connection.execute(
        statement.on_conflict_do_update(
            index_elements=["key"], set_={"full_at": statement.excluded.full_at}, where=longer
        )
    )


def held_until(channel_id: int, now: datetime) -> datetime | None:
    """Until when nothing leaves this number, or None. Read by the ORM's session, for a page."""
    wanted = select(Pace.full_at).where(Pace.key == f"{HELD}{channel_id}", Pace.full_at > now)
    return db.session.scalar(wanted)


def held(channel_id: ColumnElement[int], now: datetime) -> ColumnElement[bool]:
    """The condition that the number of ``channel_id`` is held."""
    key = literal(HELD) + cast(channel_id, Text)
    return exists().where(pace.c.key == key, pace.c.full_at > now)


def forget(connection: Connection, now: datetime) -> None:
    """Drop the buckets that are full again: they say nothing more than missing ones."""
    connection.execute(delete(pace).where(pace.c.full_at < now - timedelta(hours=1)))
