"""A thread that takes one step after another, sleeps when there is nothing to do, and can be woken."""

import threading
from collections.abc import Callable

import structlog
from flask import Flask

LONGEST_PAUSE = 10.0  # seconds, after faults in a row

log = structlog.get_logger(__name__)


class Loop(threading.Thread):
    """Calls ``step`` until stopped. A step returns how many seconds to sleep; waking ends that.

    Each step has an application context, and with it a database session, of its own. A step that
    raises is tried again after a pause that grows.
    """

    def __init__(self, app: Flask, name: str, step: Callable[[], float]) -> None:
        """Name the thread ``sampan-<name>``. It is started like any thread."""
        super().__init__(name=f"sampan-{name}", daemon=True)
        self._app = app
        self._step = step
        self._woken = threading.Event()
        self._ended = threading.Event()
        self._faults = 0

    def wake(self) -> None:
        """Take the next step now, or right after the one that runs."""
        self._woken.set()

    def stop(self) -> None:
        """Take no further step."""
        self._ended.set()
        self._woken.set()

    def run(self) -> None:
        """Step until stopped."""
        while not self._ended.is_set():
            self._woken.clear()
            if self._ended.is_set():  # stopped between the two lines above: that call is cleared
                return
            pause = self._guarded()
            if pause > 0:
                self._woken.wait(pause)

    def _guarded(self) -> float:
        try:
            with self._app.app_context():
                pause: float = self._step()
        except Exception:
            self._faults += 1
            log.exception("step_failed", loop=self.name, faults=self._faults)
            return min(0.1 * 2.0**self._faults, LONGEST_PAUSE)
        self._faults = 0
        return pause
