"""One clock for all processes of an installation: the database's.

Leases, timers and the pace of sending are instants that one process writes and another reads. By a
machine's own clock, one that runs minutes ahead would take the others' work out of their hands
while they are at it, send it a second time, and tell people that they were silent for too long.
"""

import time
from datetime import UTC, datetime, timedelta

from sqlalchemy import Connection, func, select

NOTHING = timedelta()
UNSURE = timedelta(milliseconds=50)  # what is less may be our measuring

_ahead = NOTHING  # how far the database's clock is ahead of this process's


def now() -> datetime:
    """The present instant by the database's clock as far as it is known, aware, in UTC."""
    return datetime.now(UTC) + _ahead


def follow(connection: Connection) -> timedelta:
    """Ask the database for the time and go by it from now on; how far it is ahead of us.

    A file's clock is this machine's. What the way there and back may account for changes nothing.
    """
    global _ahead  # noqa: PLW0603 - the process's one clock
    if connection.dialect.name != "postgresql":
        return NOTHING
    before = time.monotonic()
    theirs = connection.scalar(select(func.clock_timestamp()))
    way = timedelta(seconds=time.monotonic() - before)
    found = NOTHING if theirs is None else theirs + way / 2 - datetime.now(UTC)
    if abs(found - _ahead) > max(way / 2, UNSURE):
        _ahead = found
    return _ahead
