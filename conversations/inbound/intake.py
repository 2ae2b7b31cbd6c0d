"""Deliveries of the webhook that come at the same time are stored in one transaction.

Whoever finds nobody storing stores for all who wait; what comes meanwhile waits for the next
transaction. A delivery that comes alone waits for nothing.
"""

import threading
from collections.abc import Callable, Sequence
from datetime import datetime

import structlog
from sqlalchemy import exc

from conversations.inbound.inbox import Stored
from whatsapp.inbound.changes import Change

MOST = 64  # deliveries in one transaction
AWAY = (exc.OperationalError, exc.InterfaceError, exc.TimeoutError)  # the database

Store = Callable[[Sequence[Change], datetime], Stored]
log = structlog.get_logger(__name__)


class _Brought:
    """One delivery that waits on its own thread until it is stored, or has to lead."""

    def __init__(self, changes: Sequence[Change], received: datetime) -> None:
        self.changes = changes
        self.received = received
        self.woken = threading.Event()
        self.stored: Stored | None = None
        self.fault: Exception | None = None


class Intake:
    """Stores deliveries, those of one moment together. One for each process."""

    def __init__(self, store: Store) -> None:
        """``store`` stores changes in a transaction of its own."""
        self._store = store
        self._lock = threading.Lock()
        self._waiting: list[_Brought] = []
        self._led = False

    def bring(self, changes: Sequence[Change], received: datetime) -> Stored:
        """Return when ``changes`` are committed; what was new, in sum, to the one who stored it.

        Raises whatever ``store`` does with these changes.
        """
        ours = _Brought(changes, received)
        with self._lock:
            self._waiting.append(ours)
            leads, self._led = not self._led, True
        if not leads:
            ours.woken.wait()
        if ours.stored is None and ours.fault is None:
            self._lead(ours)
        if ours.fault is not None:
            raise ours.fault
        return ours.stored or Stored()

    def _lead(self, ours: _Brought) -> None:
        """Store what waits, ``ours`` with it, and let somebody who came meanwhile go on."""
        with self._lock:
            self._waiting.remove(ours)
            others, self._waiting = self._waiting[: MOST - 1], self._waiting[MOST - 1 :]
        try:
            self._store_all([ours, *others])
        finally:
            with self._lock:
                self._led = bool(self._waiting)
                following = self._waiting[:1]
            for one in (*others, *following):
                one.woken.set()

    def _store_all(self, brought: list[_Brought]) -> None:
        if len(brought) == 1:
            self._store_one(brought[0])
            return
        changes = [change for one in brought for change in one.changes]
        try:
            stored = self._store(changes, max(one.received for one in brought))
        except AWAY as fault:
            for one in brought:
                one.fault = fault
            return
        except Exception as fault:  # noqa: BLE001 - found out below, one by one
            log.warning("deliveries_refused", deliveries=len(brought), fault=type(fault).__name__)
            for one in brought:
                self._store_one(one)
            return
        for one in brought:
            one.stored = Stored()
        brought[0].stored = stored

    def _store_one(self, one: _Brought) -> None:
        try:
            one.stored = self._store(one.changes, one.received)
        except Exception as fault:  # noqa: BLE001 - raised on its own thread
            one.fault = fault
