"""The sweeper: looks every second for what is due and nobody has taken up. Cheap when idle.

Several processes may sweep at once: whatever they find is claimed before it is worked on.
"""

import random
from collections.abc import Callable
from datetime import datetime, timedelta

import msgspec
from sqlalchemy import Connection, and_, delete, exists, or_, select

from conversations import tasks
from conversations.calling import calls
from conversations.doorbell import Ring
from conversations.inbound import media
from conversations.outbound import delays, limits, outbox, statuses
from conversations.tables import inbox, timer
from conversations.tables import outbox as outbox_table
from conversations.talks import lanes, timers
from conversations.transactions import looking, writing
from models.columns import utc_now

PERIOD = 1.0  # seconds
GRACE = timedelta(seconds=2)  # what is younger is with the process that stored it
MOST = 1000
KEPT = timedelta(days=8)  # Meta brings a delivery again for seven days
PURGED = 5000
PURGE_EVERY = timedelta(minutes=10)
MEDIA_EVERY = timedelta(seconds=15)
CALLS_EVERY = timedelta(seconds=2)


class _Found(msgspec.Struct):
    lanes: list[int]
    statuses: bool
    timers: bool
    dead: bool
    media: bool
    calls: bool
    late: bool


class Sweeper:
    """Takes the steps of the sweeping loop; ``heard`` gets what is due, as from the doorbell."""

    def __init__(self, heard: Callable[[Ring], None]) -> None:
        """Tell ``heard`` of what is found."""
        self._heard = heard
        self._media_at = self._calls_at = self._purged_at = datetime.min.replace(
            tzinfo=utc_now().tzinfo
        )

    def step(self) -> float:
        """Look once; how long to sleep until the next time."""
        now = utc_now()
        with looking() as connection:
            found = _look(connection, now)
        due = [*found.lanes, *(timers.fire(now) if found.timers else [])]
        due += delays.give_up(now) if found.late else []
        if found.dead:
            with writing() as connection:
                outbox.expire(connection, now)
        if due or found.statuses or found.dead:
            self._heard(Ring(tuple(due), found.statuses, found.dead))
        if found.media and now - self._media_at > MEDIA_EVERY:
            self._media_at = now
            tasks.ring_media()
        if found.calls and now - self._calls_at > CALLS_EVERY:
            self._calls_at = now
            tasks.ring_calls()
        if now - self._purged_at > PURGE_EVERY and purge(now) < PURGED:
            self._purged_at = now  # as long as there is more, every step takes some
        return PERIOD * random.uniform(0.8, 1.2)  # noqa: S311 - so that processes do not march in step


def purge(now: datetime) -> int:
    """Delete rows that are of no use any more: done, statuses of nobody's, old calls; how many."""
    with writing() as connection:
        limits.forget(connection, now)
        asked = calls.forget(connection, now - calls.KEPT, PURGED)
        old = (
            select(inbox.c.id)
            .where(
                inbox.c.received_at < now - KEPT,
                or_(
                    inbox.c.state == "done",
                    and_(inbox.c.state == "parked", inbox.c.kind == "status"),
                ),
            )
            .limit(PURGED)
        )
        gone = connection.execute(delete(inbox).where(inbox.c.id.in_(old.scalar_subquery())))
        return asked + gone.rowcount


def _look(connection: Connection, now: datetime) -> _Found:
    dead = exists().where(outbox_table.c.state == "sending", outbox_table.c.lease_until < now)
    late = exists().where(timer.c.due_at <= now)
    asked = connection.execute(select(dead.label("dead"), late.label("late"))).one()
    return _Found(
        lanes=lanes.due(connection, now, GRACE, MOST),
        statuses=statuses.any_due(connection, now),
        timers=asked.late,
        dead=asked.dead,
        media=media.any_due(connection, now),
        calls=calls.any_due(connection, now),
        late=delays.any_late(connection, now),
    )
