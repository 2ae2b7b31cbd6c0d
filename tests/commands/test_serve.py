import os
import signal
import socket
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
import requests

from commands.serve import on_port, taken
from config import Settings
from tests.commands.processes import Running
from tests.commands.terminal import Terminal
from tests.services import application
from tests.services.process import PATIENCE, alive, eventually, free_port
from whatsapp.signature import sign

Start = Callable[..., Running]


def environ(database_url: str, tmp_path: Path, **more: str) -> dict[str, str]:
    named = application.environ(database_url, tmp_path / "instance", **more)
    return {**application._without_settings(), **named}


def answers(port: int) -> bool:
    try:
        return requests.get(f"http://127.0.0.1:{port}/readyz", timeout=10).ok
    except requests.RequestException:
        return False


def test_processes_share_a_port_are_replaced_and_end_in_order(
    start: Start, sqlite_database: str, tmp_path: Path
) -> None:
    port = free_port()
    arguments = ("serve", "--workers", "2", "--port", str(port))
    serve = start(*arguments, environ=environ(sqlite_database, tmp_path))
    eventually(lambda: answers(port))
    first = serve.children()
    assert len(first) == 2
    os.kill(min(first), signal.SIGKILL)
    eventually(lambda: len(serve.children() - first) == 1)
    eventually(lambda: answers(port))
    code, printed = serve.end(signal.SIGTERM)
    assert code == 0, printed
    assert "Traceback" not in printed
    assert not taken("127.0.0.1", port)


@pytest.mark.parametrize("command", ["serve", "work"])
def test_processes_do_not_outlive_a_parent_that_was_killed(
    start: Start, sqlite_database: str, tmp_path: Path, command: str
) -> None:
    settings = environ(sqlite_database, tmp_path, PORT=str(free_port()))
    parent = start(command, "--workers", "2", environ=settings)
    eventually(lambda: len(parent.children()) == 2)
    children = parent.children()
    parent.end(signal.SIGKILL)
    eventually(lambda: not any(alive(child) for child in children))


def test_a_body_above_the_limit_is_refused_however_it_is_sent(
    start: Start, sqlite_database: str, tmp_path: Path
) -> None:
    port = free_port()
    settings = environ(sqlite_database, tmp_path)
    start("serve", "--port", str(port), environ=settings)
    eventually(lambda: answers(port))
    for length, status in ((4 * 2**20, 200), (4 * 2**20 + 1, 413), (40 * 2**20, 413)):
        body = b" " * length
        signed = {"X-Hub-Signature-256": sign(body, settings["META_APP_SECRETS"])}
        chunks = (body[at : at + 65_536] for at in range(0, length, 65_536))
        for data in (body, chunks):  # with Content-Length; and chunked, which states no length
            url = f"http://127.0.0.1:{port}/webhooks/whatsapp"
            answer = requests.post(url, data=data, headers=signed, timeout=PATIENCE)
            assert answer.status_code == status, (length, type(data))
    with closing(sqlite3.connect(sqlite_database.removeprefix("sqlite:///"))) as database:
        assert database.execute("SELECT count(*) FROM inbox").fetchone() == (1,)


@pytest.mark.parametrize("command", ["serve", "work"])
def test_a_database_without_tables_is_said_before_anything_starts(
    start: Start, tmp_path: Path, command: str
) -> None:
    settings = environ(f"sqlite:///{tmp_path / 'none.sqlite'}", tmp_path, PORT=str(free_port()))
    process = start(command, environ=settings)
    printed, _ = process.process.communicate(timeout=PATIENCE)
    assert process.process.returncode == 1
    assert "flask --app app db upgrade" in printed
    assert "Traceback" not in printed


def test_a_port_that_is_taken_is_said(terminal: Terminal) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = str(other.getsockname()[1])
        printed = terminal.run("serve", "--port", port, fails=1).output
    assert f"Something already listens on 127.0.0.1:{port}" in printed


@pytest.mark.parametrize("option", ["--workers=0", "--workers=many", "--port=0", "--port=70000"])
def test_what_is_given_wrongly_is_wrong_usage(terminal: Terminal, option: str) -> None:
    terminal.run("serve", option, fails=2)


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({}, "http://127.0.0.1:9000"),
        ({"PUBLIC_URL": "https://parks.example.org"}, "https://parks.example.org"),
    ],
)
def test_links_follow_another_port(tmp_path: Path, given: dict[str, str], expected: str) -> None:
    settings = Settings.read(application.environ("sqlite:////x", tmp_path, **given))
    moved = on_port(settings, 9000)
    assert (moved.port, moved.local_url) == (9000, "http://127.0.0.1:9000")
    assert moved.public_url == expected
