"""`work`: worker processes. Each runs an engine with its sweeper, and one consumer of the queue."""

import multiprocessing
import signal
import threading
import time
from collections.abc import Callable
from functools import partial
from multiprocessing.context import ForkContext
from multiprocessing.process import BaseProcess
from types import FrameType

import click
from flask import Flask, current_app
from flask.cli import with_appcontext

from commands import parents
from commands.changes import require_database
from config import Settings
from conversations import queue
from conversations.engine import Engine

THREADS = 2  # that run tasks in one process
GRACE = 30  # seconds for a task to finish after SIGTERM
LOOK_EVERY = 10.0  # seconds between looks at whether the consumer's threads still live
PAUSE = 1.0  # seconds before a process that ended by itself is started again

Factory = Callable[[Settings], Flask]


@click.command()
@click.option("--workers", type=click.IntRange(1, 256), default=1, show_default=True)
@with_appcontext
def work(workers: int) -> None:
    """Run the worker processes until SIGTERM or Ctrl-C."""
    settings: Settings = current_app.extensions["settings"]
    require_database()
    factory: Factory = current_app.extensions["create_app"]
    if workers == 1:
        one(factory, settings)
        return
    _Crew(partial(one, factory, settings), workers).run()


def one(factory: Factory, settings: Settings) -> None:
    """Be a worker process: engine and consumer until a signal comes, then finish what is begun."""
    app = factory(settings)
    engine = Engine(app)
    consumer = queue.bind(app).create_consumer(
        workers=THREADS,
        worker_type="thread",
        initial_delay=0.05,
        max_delay=1.0,  # how late a task may begin on SQLite, which rings no bell
        graceful_signal="TERM",
        shutdown_timeout=GRACE,
    )
    parents.end_with_parent()
    engine.start()
    try:
        consumer.start()
        _wait_for_signal(consumer.check_worker_health)
        consumer.stop(graceful=True)
    finally:
        engine.stop()


def _wait_for_signal(look: Callable[[], object]) -> None:
    """Call ``look`` now and then until the first signal; a second one interrupts what follows.

    Call it after the consumer's start, which sets handlers of its own: its SIGINT would break off
    what is under way, and its SIGHUP start the program anew.
    """
    stopping = threading.Event()

    def end(number: int, _frame: FrameType | None) -> None:
        signal.signal(number, signal.default_int_handler)
        stopping.set()

    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, end)
    while not stopping.wait(LOOK_EVERY):
        look()


class _Crew:
    """So many worker processes; one that ends by itself is replaced."""

    def __init__(self, job: Callable[[], None], workers: int) -> None:
        self._job = job
        # fork, because nothing runs in this process yet, and the settings need no other way over.
        self._context: ForkContext = multiprocessing.get_context("fork")
        self._crew: list[BaseProcess] = [self._hire() for _ in range(workers)]
        self._ending = False
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, self._end)

    def run(self) -> None:
        """Keep everybody at work until a signal comes; then wait for all of them."""
        while not self._ending:
            time.sleep(PAUSE)
            for place, process in enumerate(self._crew):
                if not process.is_alive() and not self._ending:
                    click.echo(f"A worker ended with code {process.exitcode}; replaced.", err=True)
                    self._crew[place] = self._hire()
        for process in self._crew:
            if process.is_alive():
                process.terminate()
        for process in self._crew:
            process.join()

    def _hire(self) -> BaseProcess:
        process = self._context.Process(target=self._job, name="worker")
        process.start()
        return process

    def _end(self, _number: int, _frame: FrameType | None) -> None:
        self._ending = True
