"""The thread that carries webhooks to the application over HTTP."""

import logging
import random
import threading
from collections.abc import Callable, Iterator
from http import HTTPStatus

import requests

from whatsapp.sandbox import deliveries
from whatsapp.sandbox.deliveries import Delivery
from whatsapp.sandbox.habits import Habits
from whatsapp.sandbox.storage import Storage
from whatsapp.sandbox.webhooks import envelope, signature

log = logging.getLogger(__name__)


class Courier:
    """Claims due webhooks by lease, so that one runs in every process of a server."""

    def __init__(
        self,
        storage: Storage,
        habits: Habits,
        url: str,
        app_secret: Callable[[], str],
        clock: Callable[[], float],
    ) -> None:
        self._storage = storage
        self._habits = habits
        self._url = url
        self._app_secret = app_secret
        self._clock = clock
        self._chance = random.Random(1)  # noqa: S311 - it picks which webhook to send twice
        self._wake = threading.Event()
        self._stopping = threading.Event()
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        """Begin to carry; starting twice is starting once."""
        if self._thread is not None and self._thread.is_alive():
            return
        self._stopping.clear()
        self._thread = threading.Thread(target=self._run, name="sandbox-courier", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Stop after the webhook under way."""
        self._stopping.set()
        self._wake.set()
        if self._thread is not None:
            self._thread.join(self._habits.timeout + 5)
            self._thread = None

    def wake(self) -> None:
        """Something may be due."""
        self._wake.set()

    def carry(self) -> int:
        """Send what is due once; returns how many changes were answered with 200."""
        now = self._clock()
        with self._storage.reading() as connection:
            due = deliveries.next_due(connection, now)
        if due is None or due > now:  # most looks find nothing, and need not lock the file
            return 0
        most = max(100, self._habits.batch)
        with self._storage.writing() as connection:
            rows = deliveries.claim(connection, most, now, self._habits.lease)
        with requests.Session() as session:
            session.trust_env = False  # no proxy stands between this machine and itself
            return sum(self._send(session, post) for post in self._posts(rows))

    def _run(self) -> None:
        while not self._stopping.is_set():
            self._wake.clear()
            try:
                self.carry()
                pause = self._pause()
            except Exception as fault:  # noqa: BLE001 - whatever happened, the next round may work
                # Only the kind of fault: its words may quote what a person wrote.
                log.warning("sandbox courier: %s", type(fault).__name__)
                pause = 1.0
            self._wake.wait(pause)

    def _pause(self) -> float:
        now = self._clock()
        with self._storage.reading() as connection:
            due = deliveries.next_due(connection, now)
        poll = self._habits.poll
        return poll if due is None else min(poll, max(0.0, due - now))

    def _posts(self, rows: list[Delivery]) -> Iterator[list[Delivery]]:
        """What goes together: new changes in batches, each that failed before on its own."""
        fresh = [row for row in rows if not row.attempts]
        fresh += [row for row in fresh if self._chance.random() < self._habits.duplicates]
        if self._habits.shuffle:
            self._chance.shuffle(fresh)
        size = self._habits.batch
        yield from (fresh[start : start + size] for start in range(0, len(fresh), size))
        yield from ([row] for row in rows if row.attempts)

    def _send(self, session: requests.Session, rows: list[Delivery]) -> int:
        done = self._post(session, envelope((row.waba, row.value) for row in rows))
        with self._storage.writing() as connection:
            if done:
                deliveries.answered(connection, rows)
                return len(rows)
            deliveries.unanswered(connection, rows, self._habits, self._clock())
            return 0

    def _post(self, session: requests.Session, body: bytes) -> bool:
        headers = {
            "Content-Type": "application/json",
            "User-Agent": "facebookexternalua",
            "X-Hub-Signature-256": signature(self._app_secret(), body),
        }
        try:
            answer = session.post(
                self._url,
                data=body,
                headers=headers,
                timeout=self._habits.timeout,
                allow_redirects=False,
            )
        except requests.RequestException:
            return False
        return answer.status_code == HTTPStatus.OK
