"""Runs one command and ends it when whoever started the guard ends, however that happens.

    guard.py SIGNAL FOLDER COMMAND…

The guard's standard input is a pipe whose other end only the starter holds: when it closes, by
will or because the starter was killed, the command gets SIGNAL and thirty seconds to obey, whatever
is left of its process group is killed, and FOLDER is removed. Used as a script, so it needs the standard library alone.
"""

import contextlib
import os
import select
import shutil
import signal
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

GRACE = 30.0


def guard(ending: signal.Signals, folder: Path, command: Sequence[str]) -> int:
    """Run ``command`` in ``folder`` until it ends or standard input closes; its exit code."""
    owner = folder.stat()
    drops = os.geteuid() == 0 and owner.st_uid != 0
    child = subprocess.Popen(
        command,
        cwd=folder,
        stdin=subprocess.DEVNULL,
        start_new_session=True,
        user=owner.st_uid if drops else None,
        group=owner.st_gid if drops else None,
        extra_groups=[] if drops else None,
    )
    try:
        while child.poll() is None and not _starter_gone():
            pass
        return _end(child, ending)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _starter_gone() -> bool:
    readable, _, _ = select.select([0], [], [], 0.2)
    return bool(readable) and os.read(0, 1) == b""


def _end(child: subprocess.Popen[bytes], ending: signal.Signals) -> int:
    if child.poll() is None:
        # The first process alone: it knows how to end its own.
        child.send_signal(ending)
        with contextlib.suppress(subprocess.TimeoutExpired):
            child.wait(GRACE)
    with contextlib.suppress(ProcessLookupError):
        os.killpg(child.pid, signal.SIGKILL)
    return child.wait()


if __name__ == "__main__":
    for unheard in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        # A handler, because SIG_IGN would be inherited by the command.
        signal.signal(unheard, lambda *_: None)
    sys.exit(guard(signal.Signals[sys.argv[1]], Path(sys.argv[2]), sys.argv[3:]))
