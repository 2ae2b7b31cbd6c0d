"""Throw-away servers: one process each, in a temporary folder, on a free port of this machine."""

import fcntl
import functools
import os
import pwd
import random
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import NoReturn

import pytest

GUARD = Path(__file__).with_name("guard.py")

# Below the range out of which systems give ports to whoever connects somewhere: a connection of
# another test must not take a port between our finding it and the server's listening on it.
PORTS = range(20_000, 32_000)

PATIENCE = 180  # seconds; the cores may be busy with other tests


def lacking(what: str, package: str) -> NoReturn:
    """Skip the test with one line that says what to install; with CI=true fail instead."""
    sentence = f"{what} is not on this machine; to run this test: apt-get install {package}"
    if os.environ.get("CI") == "true":
        pytest.fail(sentence, pytrace=False)
    # Somebody's own machine may lack a server that their change does not touch; CI may lack none.
    pytest.skip(sentence)


def find(name: str, *folders: Path) -> str | None:
    """The path of the program ``name`` in ``folders``, else on the PATH."""
    for folder in folders:
        if os.access(folder / name, os.X_OK):
            return str(folder / name)
    return shutil.which(name)


def free_port() -> int:
    """A port of 127.0.0.1 that nobody uses, ours until this process ends.

    For a program that is told its port. A server inside the test asks for port 0 instead.
    """
    return next(port for port in _ports() if _claim(port) and _unused(port))


@functools.cache
def _ports() -> Iterator[int]:
    """Every port once, in no order, so that several runs on one machine seldom ask for the same."""
    return iter(random.SystemRandom().sample(PORTS, len(PORTS)))


@functools.cache
def _claims() -> int:
    """A file that all test processes of this user share; one byte of it stands for one port."""
    path = Path(tempfile.gettempdir()) / f"sampan-ports-{os.geteuid()}"
    return os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)


def _claim(port: int) -> bool:
    try:
        fcntl.lockf(_claims(), fcntl.LOCK_EX | fcntl.LOCK_NB, 1, port)
    except OSError:
        return False
    return True


def _unused(port: int) -> bool:
    with socket.socket() as probe:
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def listening(port: int) -> bool:
    """Whether something accepts connections on that port of 127.0.0.1."""
    with socket.socket() as probe:
        probe.settimeout(1)
        return probe.connect_ex(("127.0.0.1", port)) == 0


def alive(pid: int) -> bool:
    """Whether a process runs, and is no zombie."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return False
    return state != "Z"


def eventually(condition: Callable[[], object]) -> None:
    """Wait until ``condition()`` holds."""
    deadline = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.05)


def folder_of_ordinary_user() -> Path:
    """A new temporary folder; when we are root it belongs to an ordinary user, who runs in it."""
    if os.geteuid() != 0:
        return Path(tempfile.mkdtemp(prefix="sampan-"))
    # /tmp, because TMPDIR may lie where that user cannot go.
    folder = Path(tempfile.mkdtemp(prefix="sampan-", dir="/tmp"))
    user = _ordinary_user()
    os.chown(folder, user.pw_uid, user.pw_gid)
    return folder


def run_in(folder: Path, command: Sequence[str]) -> None:
    """Run ``command`` to its end as the owner of ``folder``; an error carries what it printed."""
    owner = folder.stat()
    root = os.geteuid() == 0
    done = subprocess.run(
        command,
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
        user=owner.st_uid if root else None,
        group=owner.st_gid if root else None,
        extra_groups=[] if root else None,
    )
    if done.returncode:
        raise RuntimeError(f"{command[0]} failed: {done.stdout}{done.stderr}")


class Process:
    """A running command, its output in its folder; it ends with us, and the folder with it."""

    def __init__(
        self,
        command: Sequence[str],
        folder: Path,
        *,
        ending: signal.Signals = signal.SIGTERM,
        environ: Mapping[str, str] | None = None,
    ) -> None:
        self._log = folder / "output.log"
        with self._log.open("wb") as output:
            self._guard = subprocess.Popen(
                [sys.executable, str(GUARD), ending.name, str(folder), *command],
                stdin=subprocess.PIPE,
                stdout=output,
                stderr=subprocess.STDOUT,
                env=None if environ is None else dict(environ),
                start_new_session=True,
            )

    @property
    def pid(self) -> int:
        """The process that starts the command and ends it: the command is its child."""
        return self._guard.pid

    def wait_until(self, ready: Callable[[], bool], seconds: float = 120) -> None:
        """Wait until ``ready()``; raises with the log when the process ends or takes too long."""
        deadline = time.monotonic() + seconds
        while not ready():
            if self._guard.poll() is not None or time.monotonic() > deadline:
                output = self.output()
                self.stop()
                raise RuntimeError(f"a server for the tests did not start: {output[-4000:]}")
            time.sleep(0.02)

    def output(self) -> str:
        """Everything it has printed so far."""
        return self._log.read_text(errors="replace") if self._log.exists() else ""

    def children(self) -> list[int]:
        """The process ids of the command; of none before it runs."""
        pid = self._guard.pid
        return [int(one) for one in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]

    def stop(self) -> int:
        """End it and remove its folder; the exit code, negative for a signal as in subprocess."""
        if self._guard.stdin is not None:
            self._guard.stdin.close()
        return self._guard.wait(60)


def _ordinary_user() -> pwd.struct_passwd:
    for name in ("postgres", "nobody"):
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    raise RuntimeError("no ordinary user to run servers as: neither postgres nor nobody exists")
