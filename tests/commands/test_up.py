"""Everything at once, as `make run` starts it."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import requests

from config import ROOT
from tests.services.application import System
from tests.services.process import alive, eventually, listening

COMMAND = [sys.executable, "-m", "flask", "--app", "app", "up"]


@pytest.fixture
def running(system: System, tmp_path: Path) -> Iterator[tuple[subprocess.Popen[bytes], Path]]:
    """`up` on a fresh installation, once it answers, and the file that it prints to."""
    printed = tmp_path / "printed"
    with printed.open("wb") as output:
        process = subprocess.Popen(
            COMMAND, cwd=ROOT, env=system.environ, stdout=output, stderr=subprocess.STDOUT
        )
    try:
        _wait(lambda: b"Ctrl-C ends it" in printed.read_bytes(), process, printed)
        yield process, printed
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(120)


def test_it_starts_from_nothing_and_ends_without_a_trace(
    running: tuple[subprocess.Popen[bytes], Path], system: System
) -> None:
    process, printed = running
    for path in ("/healthz", "/phone", "/", "/admin/"):
        assert requests.get(system.url + path, timeout=60).status_code == 200, path
    children = _children(process.pid)
    assert len(children) == 2
    process.send_signal(signal.SIGINT)
    assert process.wait(120) == 0
    assert "Traceback" not in printed.read_text()
    assert not any(alive(child) for child in children)
    assert not listening(system.port)


def test_it_ends_when_one_part_ends_by_itself(
    running: tuple[subprocess.Popen[bytes], Path], system: System
) -> None:
    process, printed = running
    os.kill(_children(process.pid)[1], signal.SIGKILL)
    assert process.wait(120) == 1
    assert "work ended by itself" in printed.read_text()
    assert not listening(system.port)


def test_nothing_outlives_it_when_it_is_killed(
    running: tuple[subprocess.Popen[bytes], Path], system: System
) -> None:
    process, _ = running
    parts = _children(process.pid)
    family = [*parts, *(child for part in parts for child in _children(part))]
    assert len(family) == 3  # serve, its web process, and work
    process.send_signal(signal.SIGKILL)
    process.wait()
    eventually(lambda: not any(alive(one) for one in family))
    assert not listening(system.port)


def test_a_port_that_is_taken_is_named(system: System) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", system.port))
        other.listen()
        printed = system.run("up", fails=True)
    assert f"already listens on 127.0.0.1:{system.port}" in printed
    assert "Traceback" not in printed


def _children(number: int) -> list[int]:
    """The processes that this one started, in the order of their start."""
    listed = Path(f"/proc/{number}/task/{number}/children").read_text()
    return [int(child) for child in listed.split()]


def _wait(ready: Callable[[], bool], process: subprocess.Popen[bytes], printed: Path) -> None:
    deadline = time.monotonic() + 300
    while not ready():
        assert process.poll() is None, printed.read_text()
        assert time.monotonic() < deadline, printed.read_text()
        time.sleep(0.1)
