"""Processes that end when the one that started them was killed, and so could not end them."""

import multiprocessing
import os
import signal
import threading
import time

import click

GRACE = 30  # seconds to finish what is begun
LOOK_EVERY = 1  # seconds; a look is one system call that reads a number, and nothing waits for it

option = click.option(
    "--parent", type=int, metavar="PID", help="End when this process, which started us, has ended."
)


def end_with_parent(named: int | None = None) -> None:
    """Watch the parent from a thread; without a parent of ours, do nothing.

    It is the process of the same command that started this one, or else the one that was ``named``.
    """
    process = multiprocessing.parent_process()
    parent = named if process is None else process.pid
    if parent is not None:
        threading.Thread(target=_watch, args=(parent,), name="parent-watch", daemon=True).start()


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
