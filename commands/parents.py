"""Processes that end when the one that started them was killed, and so could not end them."""

import multiprocessing
import os
import signal
import threading
import time

GRACE = 30  # seconds to finish what is begun
LOOK_EVERY = 1  # seconds; a look is one system call that reads a number, and nothing waits for it
STARTED_BY = "SAMPAN_STARTED_BY"  # in the environment: the id of the `up` that runs this command


def named() -> dict[str, str]:
    """What a command that we start needs in its environment to end with us."""
    return {STARTED_BY: str(os.getpid())}


def end_with_parent() -> None:
    """Watch the parent from a thread; without a parent of ours, do nothing."""
    parent = _parent()
    if parent is not None:
        threading.Thread(target=_watch, args=(parent,), name="parent-watch", daemon=True).start()


def _parent() -> int | None:
    """The process of ours that started this one: another of the same command, or else `up`."""
    process = multiprocessing.parent_process()
    if process is not None:
        return process.pid
    given = os.environ.get(STARTED_BY, "")
    return int(given) if given.isascii() and given.isdigit() else None


def _watch(parent: int) -> None:
    """Once somebody else has become our parent, send ourselves SIGTERM until we are gone."""
    # We look, because nothing tells us on every system: the pipe that multiprocessing offers is
    # inherited by our siblings and so stays open, and a signal at a parent's death is Linux's alone.
    while os.getppid() == parent:
        time.sleep(LOOK_EVERY)
    for _ in range(GRACE):
        # Again and again: while a process is starting, its parent's handlers may swallow the first.
        os.kill(os.getpid(), signal.SIGTERM)
        time.sleep(1)
    os.kill(os.getpid(), signal.SIGKILL)
