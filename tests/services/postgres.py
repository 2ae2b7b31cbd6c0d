"""A throw-away PostgreSQL of the newest version that the system has."""

import itertools
import os
import re
import signal
from collections.abc import Sequence
from pathlib import Path

import psycopg
from psycopg import sql

from tests.services.process import (
    Process,
    alive,
    eventually,
    find,
    folder_of_ordinary_user,
    free_port,
    lacking,
    run_in,
)

# Nothing here outlives the tests, so nothing needs to reach a disk.
HURRIED = ("fsync=off", "full_page_writes=off", "shared_buffers=64MB")
# What is told as committed may be gone after a crash: for tests in which none happens.
FORGETFUL = "synchronous_commit=off"

# Starts the server again whenever it has ended, but not while there is a file named away.
AGAIN = """
trap 'kill -QUIT $server; wait $server; exit' QUIT
while :; do
    "$@" & server=$!
    wait $server
    while [ -e away ]; do sleep 0.05; done
done
"""


class Postgres:
    """One server with many databases; ``url(name)`` is SQLAlchemy's."""

    def __init__(
        self,
        initdb: str,
        postgres: str,
        settings: Sequence[str],
        starter: Sequence[str] = (),
    ) -> None:
        folder = folder_of_ordinary_user()
        data = folder / "data"
        self._folder = folder
        options = ["-U", "sampan", "-A", "trust", "-E", "UTF8", "--locale=C"]
        run_in(folder, [initdb, "-D", str(data), *options, "--no-sync", "--no-instructions"])
        self._numbers = itertools.count(1)
        self._port = free_port()
        place = ["-h", "127.0.0.1", "-p", str(self._port), "-k", str(folder)]
        chosen = [part for setting in settings for part in ("-c", setting)]
        self.process = Process(
            [*starter, postgres, "-D", str(data), *place, *chosen],
            folder,
            ending=signal.SIGQUIT,  # PostgreSQL's immediate shutdown
        )
        self.process.wait_until(self._answers)

    def create(self, template: str = "template0") -> str:
        """Make a database out of ``template`` and return its name."""
        name = f"sampan_{os.getpid()}_{next(self._numbers)}"
        self._run(
            sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(
                sql.Identifier(name), sql.Identifier(template)
            )
        )
        return name

    def drop(self, name: str) -> None:
        """Remove a database, whoever is still connected to it."""
        self._run(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))

    def url(self, name: str) -> str:
        """The database's URL as an operator would set it."""
        return f"postgresql://sampan@127.0.0.1:{self._port}/{name}"

    def stop(self) -> None:
        """End the server; its data go with it."""
        self.process.stop()

    def _run(self, statement: sql.Composed) -> None:
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            connection.execute(statement)

    def _answers(self) -> bool:
        try:
            psycopg.connect(self.url("postgres"), connect_timeout=10).close()
        except psycopg.OperationalError:
            return False
        return True


class Crashing(Postgres):
    """A server that can crash and come back, with all that was committed."""

    def __init__(self, initdb: str, postgres: str) -> None:
        super().__init__(initdb, postgres, HURRIED, ("sh", "-c", AGAIN, "sh"))

    def crash(self) -> None:
        """End it at once, in the middle of whatever it does (an immediate shutdown)."""
        (self._folder / "away").touch()
        postmaster = (self._folder / "data" / "postmaster.pid").read_text().split()[0]
        os.kill(int(postmaster), signal.SIGQUIT)
        eventually(lambda: not alive(int(postmaster)))

    def come_back(self) -> None:
        """Let it start again, and wait until it answers."""
        (self._folder / "away").unlink()
        self.process.wait_until(self._answers)


def start(settings: Sequence[str] = (*HURRIED, FORGETFUL)) -> Postgres:
    """A running server with these settings; skips (with CI=true: fails) where none is installed."""
    return Postgres(*_programs(), settings)


def start_crashing() -> Crashing:
    """Likewise, and it can crash."""
    return Crashing(*_programs())


def _programs() -> tuple[str, str]:
    folders = sorted(
        Path("/usr/lib/postgresql").glob("*/bin"),
        key=lambda folder: [int(part) for part in re.findall(r"\d+", str(folder))],
        reverse=True,
    )
    initdb, postgres = find("initdb", *folders), find("postgres", *folders)
    if initdb is None or postgres is None:
        lacking("PostgreSQL", "postgresql")
    return initdb, postgres
