"""`work`: worker processes.

Each runs an engine with its sweeper, the sealer of the trail, and one consumer of the queue.
"""

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
import structlog
from flask import Flask, current_app
from flask.cli import with_appcontext
from huey.consumer import Consumer

from commands import parents
from commands.changes import require_database
from config import Settings
from conversations import queue
from conversations.engine import Engine
from conversations.loops import Loop
from conversations.sealing import Sealing

THREADS = 2  # that run tasks in one process
GRACE = 30  # seconds for a task to finish after SIGTERM
LOOK_EVERY = 10.0  # seconds between looks at whether the consumer's threads still live
SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
PAUSE = 1.0  # seconds before a process that ended by itself is started again

Factory = Callable[[Settings], Flask]

log = structlog.get_logger(__name__)


@click.command()
@click.option("--workers", type=click.IntRange(1, 256), default=1, show_default=True)
@parents.option
@with_appcontext
def work(workers: int, parent: int | None) -> None:
    """Run the worker processes until SIGTERM or Ctrl-C."""
    settings: Settings = current_app.extensions["settings"]
    require_database()
    factory: Factory = current_app.extensions["create_app"]
    parents.end_with_parent(parent)
    if workers == 1:
        one(factory, settings)
        return
    _Crew(partial(one, factory, settings), workers).run()


def one(factory: Factory, settings: Settings) -> None:
    """Be a worker process: engine and consumer until a signal comes, then finish what is begun."""
    stopping = threading.Event()
    _listen(stopping)
    app = factory(settings)
    engine = Engine(app)
    sealing = Sealing(settings.checkpoint_dir)
    sealer = Loop(app, "sealer", sealing.step)
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
    sealer.start()
    try:
        _start(consumer, stopping)
        while not stopping.wait(LOOK_EVERY):
            consumer.check_worker_health()
        consumer.stop(graceful=True)
    finally:
        sealer.stop()
        engine.stop()
        sealer.join(5)
        _finish(app, sealing)


def _finish(app: Flask, sealing: Sealing) -> None:
    """Seal what this process wrote last. When that fails, the next worker does it."""
    try:
        with app.app_context():
            sealing.finish()
    except Exception as fault:  # noqa: BLE001 - whatever it is, the process ends in order
        log.warning("trail_left_unsealed", fault=type(fault).__name__)


def _start(consumer: Consumer, stopping: threading.Event) -> None:
    """Start the consumer, and take back the signals for which it sets handlers of its own.

    Its SIGINT would break off what is under way, and its SIGHUP start the program anew.
    """
    signal.pthread_sigmask(signal.SIG_BLOCK, SIGNALS)
    consumer.start()
    _listen(stopping)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, SIGNALS)


def _listen(stopping: threading.Event) -> None:
    """Set ``stopping`` at the first signal."""
    for number in SIGNALS:
        signal.signal(number, lambda *_: stopping.set())


class _Crew:
    """So many worker processes; one that ends by itself is replaced."""

    def __init__(self, job: Callable[[], None], workers: int) -> None:
        self._job = job
        # fork, because nothing runs in this process yet (but perhaps the watch, which only sleeps), and
        # the settings need no other way over.
        self._context: ForkContext = multiprocessing.get_context("fork")
        self._ending = False
        for number in SIGNALS:
            signal.signal(number, self._end)
        self._crew: list[BaseProcess] = [self._hire() for _ in range(workers)]

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
        deadline = time.monotonic() + GRACE + 10
        for process in self._crew:
            process.join(max(deadline - time.monotonic(), 0))
            if process.is_alive():
                process.kill()
                process.join()

    def _hire(self) -> BaseProcess:
        # Between the fork and its own handlers a child has ours, which would swallow a SIGTERM.
        signal.pthread_sigmask(signal.SIG_BLOCK, SIGNALS)
        process = self._context.Process(target=self._work, name="worker")
        process.start()
        signal.pthread_sigmask(signal.SIG_UNBLOCK, SIGNALS)
        return process

    def _work(self) -> None:
        for number in SIGNALS:
            signal.signal(number, signal.SIG_DFL)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, SIGNALS)
        self._job()

    def _end(self, _number: int, _frame: FrameType | None) -> None:
        self._ending = True
