"""The switchboard: asks many calls at the same time, on threads of its own, in a worker."""

import threading
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from typing import Any

import structlog
from flask import Flask

from conversations import doorbell
from conversations.calling import calls
from conversations.doorbell import Ring
from models.columns import utc_now

LOOK_EVERY = 0.25  # seconds between looks for more, while some are being asked

log = structlog.get_logger(__name__)

_rung = threading.Event()
_one = threading.Lock()


def answer_all(app: Flask) -> None:
    """Ask every call that is due, and what becomes due in the meantime; return when none is left.

    One thread of a process does this at a time. Another that is rung tells it to look once more.
    """
    _rung.set()
    while _rung.is_set():
        if not _one.acquire(blocking=False):
            return
        try:
            _rung.clear()
            _answer(app)
        finally:
            _one.release()


def _answer(app: Flask) -> None:
    under_way: set[Future[None]] = set()
    with ThreadPoolExecutor(calls.SET, thread_name_prefix="sampan-switchboard") as threads:
        while True:
            with app.app_context():
                claimed = calls.claim(utc_now(), calls.SET - len(under_way))
            under_way |= {threads.submit(_ask, app, row) for row in claimed}
            if not under_way:
                return
            _, under_way = wait(under_way, timeout=LOOK_EVERY, return_when=FIRST_COMPLETED)


def _ask(app: Flask, row: Any) -> None:
    try:
        with app.app_context():
            conversation_id = calls.answer(row)
            if conversation_id is not None:
                doorbell.call(Ring((conversation_id,)))
    except Exception as fault:  # noqa: BLE001 - the database may be away: the lease gives it back
        log.warning("call_not_written", call=row.id, fault=type(fault).__name__)
