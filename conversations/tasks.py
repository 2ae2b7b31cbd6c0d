"""The tasks of the queue. Their names are fixed: a renamed one orphans what was enqueued."""

from collections.abc import Callable

import structlog

from conversations.calling import switchboard
from conversations.inbound import media
from conversations.queue import queue
from models.columns import utc_now

log = structlog.get_logger(__name__)


@queue.task(name="fetch_media")
def fetch_media() -> None:
    """Fetch every file that is due."""
    if queue.app is None:
        return
    with queue.app.app_context():
        while media.fetch_due(utc_now()):
            pass


@queue.task(name="answer_calls")
def answer_calls() -> None:
    """Ask every call that is due."""
    if queue.app is not None:
        switchboard.answer_all(queue.app)


def ring_media() -> None:
    """Have a worker look for files to fetch. When that fails, the sweeper rings again."""
    _ring(fetch_media)


def ring_calls() -> None:
    """Have a worker look for calls to ask. When that fails, the sweeper rings again."""
    _ring(answer_calls)


def _ring(task: Callable[[], object]) -> None:
    try:
        task()
    except Exception as fault:  # noqa: BLE001 - whatever the storage raises
        log.warning("queue_out_of_order", fault=type(fault).__name__)
