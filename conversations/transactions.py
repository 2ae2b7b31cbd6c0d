"""Transactions of the runtime, which acts as the system: statements over sets, one commit."""

from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from threading import RLock

from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

from extensions import db
from models import engine
from models.engine import reading
from models.scope import system

# SQLite lets waiting writers poll, and whoever polls at the wrong moments waits for seconds. The
# writers of one process stand in a queue here instead.
_queue = RLock()

# PostgreSQL: serialization_failure, deadlock_detected, lock_not_available.
_PASSING = frozenset({"40001", "40P01", "55P03"})


@contextmanager
def writing() -> Iterator[Connection]:
    """One transaction: committed when the block ends, rolled back when it raises."""
    engine.writing()
    with system(), _queue if db.engine.dialect.name == "sqlite" else nullcontext():
        try:
            yield db.session.connection()
            db.session.commit()
        except BaseException:
            db.session.rollback()
            raise


@contextmanager
def looking() -> Iterator[Connection]:
    """A transaction that only reads, and on SQLite keeps no writer waiting."""
    with system(), reading():
        try:
            yield db.session.connection()
        finally:
            db.session.rollback()


def passing(fault: DBAPIError) -> bool:
    """Whether the same transaction may well succeed when it is simply tried again."""
    return getattr(fault.orig, "sqlstate", None) in _PASSING
