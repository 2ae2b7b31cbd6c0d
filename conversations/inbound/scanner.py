"""Asking the department's own scanner whether a file is harmful: clamd, or any command.

clamd's INSTREAM is a dozen lines; the libraries for it have not been kept for years.
"""

import shlex
import socket
import struct
import subprocess
from urllib.parse import urlsplit

CONNECT_SECONDS = 5.0
ANSWER_SECONDS = 120.0  # a large archive takes its time
COMMAND = "command:"
_PIECE = 64 * 1024
_LONGEST_ANSWER = 4096
_HARMFUL = 1  # the exit code of clamdscan and its like
# The command gets nothing of ours: the environment holds the keys.
_ENVIRONMENT = {"PATH": "/usr/local/bin:/usr/bin:/bin", "LANG": "C.UTF-8"}


class ScannerAwayError(Exception):
    """The scanner gave no verdict; the message says why, and nothing of the file."""


def is_harmful(scanner: str, data: bytes) -> bool:
    """Whether ``scanner`` (the setting MEDIA_SCANNER) finds ``data`` harmful.

    Raises:
        ScannerAwayError: it did not answer, or not with a verdict.

    """
    if scanner.startswith(COMMAND):
        return _by_command(shlex.split(scanner.removeprefix(COMMAND)), data)
    try:
        answer = _by_clamd(scanner, data)
    except OSError as fault:
        raise ScannerAwayError(f"clamd: {type(fault).__name__}") from None
    if answer.endswith(" FOUND"):
        return True
    if answer.endswith(": OK"):
        return False
    raise ScannerAwayError("clamd: no verdict")  # such as a file above its StreamMaxLength


def _by_command(command: list[str], data: bytes) -> bool:
    try:
        done = subprocess.run(  # noqa: S603 (the operator's own command, and no shell)
            command,
            input=data,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env=_ENVIRONMENT,
            timeout=ANSWER_SECONDS,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired) as fault:
        raise ScannerAwayError(f"command: {type(fault).__name__}") from None
    if done.returncode not in {0, _HARMFUL}:
        raise ScannerAwayError(f"command: exit code {done.returncode}")
    return done.returncode == _HARMFUL


def _by_clamd(address: str, data: bytes) -> str:
    """What clamd answers: ``stream: OK``, ``stream: <name> FOUND``, or a complaint."""
    with _connected(address) as connection:
        connection.settimeout(ANSWER_SECONDS)
        try:
            connection.sendall(b"zINSTREAM\0")
            for at in range(0, len(data), _PIECE):
                piece = data[at : at + _PIECE]
                connection.sendall(struct.pack(">I", len(piece)) + piece)
            connection.sendall(struct.pack(">I", 0))
        except BrokenPipeError:
            pass  # it has had enough, and says why
        answer = bytearray()
        while b"\0" not in answer and len(answer) < _LONGEST_ANSWER:
            got = connection.recv(_LONGEST_ANSWER)
            if not got:
                break
            answer += got
    return answer.partition(b"\0")[0].decode(errors="replace").strip()


def _connected(address: str) -> socket.socket:
    parts = urlsplit(address)
    if parts.hostname:
        return socket.create_connection((parts.hostname, parts.port or 3310), CONNECT_SECONDS)
    connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    connection.settimeout(CONNECT_SECONDS)
    try:
        connection.connect(parts.path)
    except OSError:
        connection.close()
        raise
    return connection
