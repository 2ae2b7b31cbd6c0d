"""The engine: lanes, statuses, sender and sweeper of one process, started after the fork.

``create_app`` starts none of it. A process that has none rings the doorbell instead, and another
process's engine, or at the latest its sweeper, does the work.
"""

import heapq
import threading
from collections.abc import Iterable
from datetime import datetime, timedelta

import structlog
from flask import Flask, current_app

from conversations import tasks
from conversations.calling import calls
from conversations.doorbell import Listener, Ring, call
from conversations.graph import client_of
from conversations.inbound import media
from conversations.inbound.inbox import Stored
from conversations.inbound.receipts import Receipts
from conversations.installation import installation_id
from conversations.loops import Loop
from conversations.outbound import delays, outbox, statuses
from conversations.outbound.sender import Sender, send_due
from conversations.queue import bind
from conversations.sweeper import Sweeper
from conversations.talks import lanes, rounds, timers
from conversations.talks.rounds import Moved
from conversations.transactions import looking, writing
from models.columns import utc_now

TOGETHER = 64  # lanes in one transaction
IDLE = 60.0
DENIED = timedelta(milliseconds=100)  # until a lane that another engine holds is asked for again
FAULTY = timedelta(seconds=1)

log = structlog.get_logger(__name__)


class Engine:
    """Moves talks and sends messages until stopped. One for each process."""

    def __init__(self, app: Flask) -> None:
        """Make the engine of ``app``; ``start`` begins."""
        self._app = app
        self._due: dict[int, None] = {}
        self._later: list[tuple[datetime, int]] = []
        self._lock = threading.Lock()
        with app.app_context():
            self._installation = installation_id()
        client = client_of(app)
        self._lanes = Loop(app, "lanes", self._move)
        self._statuses = Loop(app, "statuses", self._apply)
        self._sender = Sender(app, client, self._installation)
        self._receipts = Receipts(app, client)
        self._sweeper = Loop(app, "sweeper", Sweeper(self.hear).step)
        self._listener = Listener(app, self.hear)

    def start(self) -> None:
        """Start the threads; from here on this process's webhook hands its work to them."""
        bind(self._app)
        for part in (self._lanes, self._statuses, self._sender, self._receipts, self._sweeper):
            part.start()
        if self._app.extensions["settings"].redis_url:
            self._listener.start()
        self._app.extensions["engine"] = self

    def stop(self) -> None:
        """Finish what is under way and end the threads, within seconds."""
        if self._app.extensions.get("engine") is self:
            del self._app.extensions["engine"]
        self._listener.stop()
        for loop in (self._sweeper, self._lanes, self._statuses):
            loop.stop()
        for loop in (self._sweeper, self._lanes, self._statuses):
            loop.join(5)
        self._receipts.stop()
        self._sender.stop()
        if self._listener.is_alive():
            self._listener.join(2)

    def hear(self, call: Ring) -> None:
        """Look at what this ring names."""
        if call.lanes:
            self._enqueue(call.lanes)
            self._lanes.wake()
        if call.statuses:
            self._statuses.wake()
        if call.outbox:
            self._sender.wake()

    def _enqueue(self, conversation_ids: Iterable[int]) -> None:
        with self._lock:
            self._due.update(dict.fromkeys(conversation_ids))

    def _take(self, now: datetime) -> list[int]:
        with self._lock:
            while self._later and self._later[0][0] <= now:
                self._due[heapq.heappop(self._later)[1]] = None
            taken = list(self._due)[:TOGETHER]
            for conversation_id in taken:
                del self._due[conversation_id]
            return taken

    def _put_off(self, when: datetime, conversation_id: int) -> None:
        with self._lock:
            heapq.heappush(self._later, (when, conversation_id))

    def _move(self) -> float:
        now = utc_now()
        taken = self._take(now)
        if taken:
            moved = self._moved(taken, now)
            if moved.written.messages:
                self._sender.wake()
            if moved.written.calls:
                tasks.ring_calls()
            for read in moved.read:
                self._receipts.add(read)
            self._enqueue(moved.again)
            for conversation_id, when in moved.later.items():
                self._put_off(when, conversation_id)
            for conversation_id in moved.denied:
                self._put_off(now + DENIED, conversation_id)
        with self._lock:
            if self._due:
                return 0.0
            if self._later:
                return max((self._later[0][0] - utc_now()).total_seconds(), 0.001)
        return IDLE

    def _moved(self, taken: list[int], now: datetime) -> Moved:
        try:
            return rounds.move(taken, self._installation, now)
        except Exception:
            # The database is away; when it is back, these are still to be moved.
            for conversation_id in taken:
                self._put_off(now + FAULTY, conversation_id)
            raise

    def _apply(self) -> float:
        full = statuses.apply_due(self._installation, utc_now()) == statuses.SET
        return 0.0 if full else IDLE


def notice(stored: Stored) -> None:
    """Have somebody look at what was just stored: this process's engine, else another's."""
    if stored.media:
        bind(current_app._get_current_object())  # type: ignore[attr-defined]  # noqa: SLF001
        tasks.ring_media()
    if stored.conversations or stored.statuses:
        call(Ring(stored.conversations, statuses=bool(stored.statuses)))


def drain(app: Flask) -> None:
    """Do on this thread everything that is due, sending included, until nothing is.

    For commands and tests. What another engine has claimed is left to it.
    """
    with app.app_context():
        installation, client = installation_id(), client_of(app)
        busy = True
        while busy:
            now = utc_now()
            with writing() as connection:
                outbox.expire(connection, now)
            with looking() as connection:
                waiting = lanes.due(connection, now, timedelta(), TOGETHER)
            done = statuses.apply_due(installation, now)
            done += len(timers.fire(now)) + len(delays.give_up(now))
            if waiting:
                written = rounds.move(waiting, installation, now).written
                done += written.turns + written.failures
            done += send_due(client, installation, utc_now())
            done += media.fetch_due(utc_now())
            done += len(calls.answer_due(utc_now()))
            busy = bool(done)
