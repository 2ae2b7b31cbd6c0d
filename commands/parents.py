"""Processes that end when the one that started them was killed, and so could not end them."""

import multiprocessing
import os
import signal
import threading
import time

GRACE = 30  # seconds to finish what is begun


def end_with_parent() -> None:
    """Watch the parent from a thread; without a parent of ours, do nothing."""
    parent = multiprocessing.parent_process()
    if parent is None or parent.pid is None:
        return
    threading.Thread(target=_watch, args=(parent.pid,), name="parent-watch", daemon=True).start()


def _watch(parent: int) -> None:
    """Once somebody else has become our parent, send ourselves SIGTERM until we are gone."""
    # The pipe that multiprocessing offers for this is inherited by our siblings, and so stays open.
    while os.getppid() == parent:
        time.sleep(1)
    for _ in range(GRACE):
        # Again and again: while a process is starting, its parent's handlers may swallow the first.
        os.kill(os.getpid(), signal.SIGTERM)
        time.sleep(1)
    os.kill(os.getpid(), signal.SIGKILL)
