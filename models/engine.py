"""How the two databases are opened: what every connection is told, and how transactions begin.

SQLite begins every transaction with ``BEGIN IMMEDIATE``: the write lock is taken first, so nothing
that was read can have changed when it is written about, and nobody meets ``database is locked`` in
the middle. Pages that only read, again and again, say so with ``reading()`` and lock nobody out.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from flask import Flask
from sqlalchemy import Connection, Engine, event

from extensions import db

BUSY_SECONDS = 30  # how long a SQLite writer waits for its turn
STATEMENT_SECONDS = 60  # PostgreSQL ends what runs longer
LOCK_SECONDS = 15
IDLE_SECONDS = 120  # and takes back the locks of a transaction that its process has forgotten

_reading: ContextVar[bool] = ContextVar("reading", default=False)


def engine_options(database_url: str) -> dict[str, Any]:
    """Arguments of SQLAlchemy's ``create_engine`` for a database of this URL.

    ``hide_parameters`` keeps what people wrote out of error messages and logs.
    """
    if database_url.startswith("sqlite"):
        # isolation_level=None: the driver begins nothing by itself, _begin does.
        arguments = {"timeout": BUSY_SECONDS, "isolation_level": None}
        return {"hide_parameters": True, "connect_args": arguments}
    options = {
        "timezone": "UTC",
        "statement_timeout": f"{STATEMENT_SECONDS}s",
        "lock_timeout": f"{LOCK_SECONDS}s",
        "idle_in_transaction_session_timeout": f"{IDLE_SECONDS}s",
    }
    return {
        "hide_parameters": True,
        "pool_pre_ping": True,
        "connect_args": {
            "options": " ".join(f"-c {name}={value}" for name, value in options.items()),
            # No server-side statements: they break behind a pooler, and after a migration.
            "prepare_threshold": None,
        },
    }


def init_app(app: Flask) -> None:
    """Tell the application's engine how connections are set up. Opens none."""
    with app.app_context():
        if db.engine.dialect.name == "sqlite":
            listen(db.engine)


def listen(engine: Engine) -> None:
    """Set up a SQLite engine that was made with ``engine_options``."""
    event.listen(engine, "connect", _connect)
    event.listen(engine, "begin", _begin)


@contextmanager
def reading() -> Iterator[None]:
    """Transactions begun in here only read: on SQLite they take no lock and keep no writer waiting.

    A write in such a transaction may fail with ``database is locked``; ``writing()`` comes first.
    """
    before = _reading.get()
    set_reading(on=True)
    try:
        yield
    finally:
        set_reading(on=before)


def set_reading(*, on: bool) -> None:
    """As ``reading()``, until it is set again; for those who cannot use ``with``."""
    _reading.set(on)


def writing() -> None:
    """Let what follows write, in a transaction of its own if the present one only reads."""
    if not _reading.get():
        return
    set_reading(on=False)
    if db.session.registry.has() and db.session().in_transaction():
        db.session.commit()


def _connect(connection: Any, _record: object) -> None:
    cursor = connection.cursor()
    cursor.execute(f"PRAGMA busy_timeout = {BUSY_SECONDS * 1000}")
    cursor.execute("PRAGMA journal_mode = WAL")
    cursor.execute("PRAGMA synchronous = FULL")
    cursor.execute("PRAGMA foreign_keys = ON")
    cursor.close()


def _begin(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN" if _reading.get() else "BEGIN IMMEDIATE")
