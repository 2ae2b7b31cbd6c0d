import os
import signal
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from tests.commands.processes import Running
from tests.commands.terminal import Terminal
from tests.services import application
from tests.services.process import eventually

Start = Callable[..., Running]


def environ(database_url: str, tmp_path: Path) -> dict[str, str]:
    named = application.environ(database_url, tmp_path / "instance")
    return {**application._without_settings(), **named}


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_worker_ends_in_order(
    start: Start, sqlite_database: str, tmp_path: Path, number: signal.Signals
) -> None:
    _happen(sqlite_database)
    work = start("work", environ=environ(sqlite_database, tmp_path))
    # The queue's own file is the last thing that a worker makes before it works.
    eventually(lambda: list((tmp_path / "instance").glob("queue.sqlite-wal")))
    code, printed = work.end(number)
    assert code == 0, printed
    assert "Traceback" not in printed
    assert list((tmp_path / "instance" / "checkpoints").glob("*/000000000001.json"))


def test_a_worker_that_dies_is_replaced(start: Start, sqlite_database: str, tmp_path: Path) -> None:
    work = start("work", "--workers", "2", environ=environ(sqlite_database, tmp_path))
    eventually(lambda: len(work.children()) == 2)
    first = work.children()
    os.kill(min(first), signal.SIGKILL)
    eventually(lambda: len(work.children() - first) == 1)
    code, printed = work.end(signal.SIGTERM)
    assert code == 0, printed
    assert "A worker ended with code -9; replaced." in printed


@pytest.mark.parametrize("option", ["--workers=0", "--workers=many"])
def test_what_is_given_wrongly_is_wrong_usage(terminal: Terminal, option: str) -> None:
    terminal.run("work", option, fails=2)


def _happen(database_url: str) -> None:
    with (
        closing(sqlite3.connect(database_url.removeprefix("sqlite:///"))) as connection,
        connection,
    ):
        connection.execute(
            "INSERT INTO audit_event (at, action, actor, subject, details) "
            "VALUES ('2026-11-25 10:00:00.000000', 'user.signed_in', 'user:7', 'user:7', '{}')"
        )
