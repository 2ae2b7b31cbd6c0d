"""The sandbox's SQLite file, shared by several processes."""

import os
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from sqlite3 import Connection as DBAPIConnection
from sqlite3 import OperationalError

from sqlalchemy import Connection, Engine, create_engine, event, update
from sqlalchemy.dialects.sqlite import insert

from whatsapp.sandbox.tables import FORMAT, clock, metadata


class Storage:
    """Opens the file when first used, anew in each process: SQLite must not cross a fork."""

    def __init__(self, path: str | Path) -> None:
        self.path = Path(path)
        self._engine: Engine | None = None
        self._pid = 0
        self._lock = threading.Lock()

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A read transaction: one unchanging view of the file."""
        with self._open().connect() as connection, connection.begin():
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """A write transaction, taken at once (``BEGIN IMMEDIATE``) and committed at the end."""
        opened = self._open().connect().execution_options(writing=True)
        with opened as connection, connection.begin():
            yield connection

    def close(self) -> None:
        """Let go of the file in this process; the next use opens it again."""
        with self._lock:
            if self._engine is not None and self._pid == os.getpid():
                self._engine.dispose()
            self._engine = None

    def _open(self) -> Engine:
        with self._lock:
            if self._engine is None or self._pid != os.getpid():
                self._engine = _engine(self.path)
                self._pid = os.getpid()
            return self._engine


def next_version(connection: Connection) -> int:
    """The next number of change; a phone asks for what changed after the last one it saw."""
    bumped = update(clock).values(version=clock.c.version + 1).returning(clock.c.version)
    return int(connection.execute(bumped).scalar_one())


def _engine(path: Path) -> Engine:
    path.parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(
        f"sqlite:///{path}", connect_args={"timeout": 30, "isolation_level": None}
    )
    event.listen(engine, "connect", _settle)
    event.listen(engine, "begin", _begin)
    with engine.connect().execution_options(writing=True) as connection, connection.begin():
        _lay_tables(connection)
    return engine


def _settle(connection: DBAPIConnection, _record: object) -> None:
    connection.execute("PRAGMA busy_timeout = 30000")
    _write_ahead(connection)
    connection.execute("PRAGMA synchronous = NORMAL")  # play: a power cut may cost the last words


def _write_ahead(connection: DBAPIConnection) -> None:
    """Switch to WAL. SQLite does not wait for others here, whatever the timeout, so we do."""
    for _ in range(300):
        try:
            connection.execute("PRAGMA journal_mode = WAL")
        except OperationalError:
            time.sleep(0.1)
        else:
            return
    raise TimeoutError("The sandbox's file is locked by another program for too long.")


def _begin(connection: Connection) -> None:
    writing = connection.get_execution_options().get("writing", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")


def _lay_tables(connection: Connection) -> None:
    found = connection.exec_driver_sql("PRAGMA user_version").scalar_one()
    if found == FORMAT:
        return
    metadata.drop_all(connection)
    metadata.create_all(connection)
    connection.execute(insert(clock).values(id=1, version=0))
    connection.exec_driver_sql(f"PRAGMA user_version = {FORMAT}")
