"""The sender: takes messages from the outbox, several calls at a time, and writes what came of them.

Its thread alone touches the database: each step writes the outcomes that have come in and claims
what may go next, in one transaction. The calls run on a small pool, with no transaction open.
"""

import queue
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime

import structlog
from flask import Flask

from conversations.loops import Loop
from conversations.outbound import outbox, outcomes
from conversations.outbound.outbox import Parcel
from conversations.outbound.outcomes import Outcome
from conversations.outbound.sending import send
from conversations.transactions import looking, writing
from models.columns import utc_now
from whatsapp.client import GraphClient

CALLS = 16  # at a time
IDLE = 1.0  # seconds between looks when nobody rings
GRACE = 10.0  # seconds that calls under way are given when the sender stops

log = structlog.get_logger(__name__)
Send = Callable[[Parcel, datetime], Outcome]


class Sender:
    """Sends what is due until stopped."""

    def __init__(self, app: Flask, client: GraphClient, installation: str) -> None:
        """Send with ``client``; ``installation`` marks our messages in the receipts."""
        self._app = app
        self._client = client
        self._installation = installation
        self._pool = ThreadPoolExecutor(CALLS, thread_name_prefix="sampan-call")
        self._done: queue.SimpleQueue[Outcome] = queue.SimpleQueue()
        self._unwritten: list[Outcome] = []
        self._under_way = 0
        self._stopping = threading.Event()
        self._loop = Loop(app, "sender", self._step)

    def start(self) -> None:
        """Begin."""
        self._loop.start()

    def wake(self) -> None:
        """Something is due."""
        self._loop.wake()

    def stop(self) -> None:
        """Claim nothing more, finish the calls under way and write what came of them."""
        self._stopping.set()
        self._loop.wake()
        self._loop.join(GRACE)
        self._loop.stop()
        self._pool.shutdown(wait=False, cancel_futures=True)

    def _step(self) -> float:
        while not self._done.empty():
            self._unwritten.append(self._done.get())
        now = utc_now()
        room = 0 if self._stopping.is_set() else CALLS - self._under_way + len(self._unwritten)
        due = self._next_due() if room and not self._unwritten else now
        if not self._unwritten and (due is None or due > now or not room):
            return self._pause(due, now)
        with writing() as connection:
            outcomes.write(connection, self._unwritten, now)
            parcels, look_again = outbox.claim(connection, room, now) if room else ([], None)
        self._under_way += len(parcels) - len(self._unwritten)
        self._unwritten.clear()
        for parcel in parcels:
            self._pool.submit(self._call, parcel)
        return self._pause(look_again, now)

    def _next_due(self) -> datetime | None:
        with looking() as connection:
            return outbox.next_due(connection)

    def _pause(self, until: datetime | None, now: datetime) -> float:
        if self._stopping.is_set() and not self._under_way:
            self._loop.stop()
        if until is None or until <= now:
            return IDLE
        return min(IDLE, (until - now).total_seconds())

    def _call(self, parcel: Parcel) -> None:
        with self._app.app_context():
            self._done.put(send(self._client, parcel, self._installation, utc_now()))
        self._loop.wake()


def send_due(client: GraphClient, installation: str, now: datetime) -> int:
    """Send what is due now, one after another on this thread; how many were tried."""
    with writing() as connection:
        parcels, _ = outbox.claim(connection, CALLS, now)
    if not parcels:
        return 0
    done = [send(client, parcel, installation, now) for parcel in parcels]
    with writing() as connection:
        outcomes.write(connection, done, utc_now())
    return len(parcels)
