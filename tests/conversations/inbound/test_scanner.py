"""Talking to clamd and to commands: verdicts, and everything that is none."""

import contextlib
import socket
import struct
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from conversations.inbound import scanner
from conversations.inbound.scanner import ScannerAwayError, is_harmful

FILE = bytes(range(256)) * 600  # more than one piece


class Clamd:
    """Answers one INSTREAM after another with ``answer``, and remembers what it was shown."""

    def __init__(self, listening: socket.socket) -> None:
        self.answer = b"stream: OK\0"
        self.takes = 1 << 30
        self.seen = b""
        self._listening = listening
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    def _serve(self) -> None:
        with contextlib.suppress(OSError):  # whoever was served hung up, or the test is over
            while True:
                connection, _ = self._listening.accept()
                with connection, connection.makefile("rb") as incoming:
                    self.seen = self._read(incoming.read)
                    connection.sendall(self.answer)

    def _read(self, read: Callable[[int], bytes]) -> bytes:
        assert read(10) == b"zINSTREAM\0"
        seen = b""
        while (length := struct.unpack(">I", read(4))[0]) and len(seen) < self.takes:
            seen += read(length)
        return seen


@pytest.fixture(params=["port", "socket"])
def clamd(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[tuple[str, Clamd]]:
    """A stand-in for clamd, and the setting that names it."""
    if request.param == "port":
        listening = socket.create_server(("127.0.0.1", 0))
        address = f"clamd://127.0.0.1:{listening.getsockname()[1]}"
    else:
        listening = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        listening.bind(str(tmp_path / "clamd.ctl"))
        listening.listen()
        address = f"clamd://{tmp_path}/clamd.ctl"
    yield address, Clamd(listening)
    listening.shutdown(socket.SHUT_RDWR)
    listening.close()


@pytest.mark.parametrize(
    ("answer", "harmful"),
    [(b"stream: OK\0", False), (b"stream: Eicar-Signature FOUND\0", True)],
)
def test_clamd_sees_the_whole_file_and_gives_its_verdict(
    clamd: tuple[str, Clamd], answer: bytes, harmful: bool
) -> None:
    address, daemon = clamd
    daemon.answer = answer
    assert is_harmful(address, FILE) is harmful
    assert daemon.seen == FILE


@pytest.mark.parametrize(
    "answer",
    [b"", b"\0", b"stream: OK", b"INSTREAM size limit exceeded. ERROR\0", b"UNKNOWN COMMAND\0",
     b"OK\0", b"\xff" * 9000],
)  # fmt: skip
def test_anything_else_is_no_verdict(clamd: tuple[str, Clamd], answer: bytes) -> None:
    address, daemon = clamd
    daemon.answer = answer
    if answer == b"stream: OK":
        assert not is_harmful(address, FILE), "a verdict all the same"
        return
    with pytest.raises(ScannerAwayError, match="no verdict"):
        is_harmful(address, FILE)


def test_clamd_that_hangs_up_early_is_away(clamd: tuple[str, Clamd]) -> None:
    address, daemon = clamd
    daemon.takes, daemon.answer = 1, b"INSTREAM size limit exceeded. ERROR\0"
    with pytest.raises(ScannerAwayError):
        is_harmful(address, bytes(20_000_000))


def test_clamd_that_never_answers_is_not_waited_for(
    clamd: tuple[str, Clamd], monkeypatch: pytest.MonkeyPatch
) -> None:
    address, daemon = clamd
    monkeypatch.setattr(scanner, "ANSWER_SECONDS", 0.05)
    monkeypatch.setattr(daemon, "_read", lambda _read: threading.Event().wait(0.3))
    with pytest.raises(ScannerAwayError, match="TimeoutError"):
        is_harmful(address, b"x")


@pytest.mark.parametrize("address", ["clamd://127.0.0.1:1", "clamd:///nowhere/clamd.ctl"])
def test_nobody_there_is_away(address: str) -> None:
    with pytest.raises(ScannerAwayError, match="clamd: "):
        is_harmful(address, b"x")


@pytest.mark.parametrize(
    ("ends", "harmful"), [("0", False), ("1", True), ("2", None), ("127", None)]
)
def test_a_command_tells_by_how_it_ends(ends: str, harmful: bool | None) -> None:
    command = f"command:sh -c 'cat >/dev/null; exit {ends}'"
    if harmful is not None:
        assert is_harmful(command, FILE) is harmful
        return
    with pytest.raises(ScannerAwayError, match=f"exit code {ends}"):
        is_harmful(command, FILE)


def test_a_command_is_given_the_file_and_none_of_our_secrets(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATA_KEYS", "a-secret")
    assert not is_harmful(f"command:sh -c 'cat >{tmp_path}/seen; env >{tmp_path}/env'", FILE)
    assert (tmp_path / "seen").read_bytes() == FILE
    assert "a-secret" not in (tmp_path / "env").read_text()


@pytest.mark.parametrize("command", ["/nowhere/scan", "sh -c 'exec sleep 5'"])
def test_a_command_that_is_missing_or_hangs_is_away(
    command: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(scanner, "ANSWER_SECONDS", 0.1)
    with pytest.raises(ScannerAwayError, match="command: "):
        is_harmful(f"command:{command}", b"x")
