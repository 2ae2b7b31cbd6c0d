"""The engine's threads, from the webhook to the reply, with nobody draining anything."""

import threading
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from conversations import sweeper, timers
from conversations.doorbell import Ring, ring
from conversations.engine import Engine
from conversations.outbox import OutboxRow  # type: ignore[attr-defined]
from models import Conversation, InboxRow, Message, Timer
from tests.conversations.graph_api import CUT_OFF, GraphApi
from tests.conversations.office import Office, a_text, now


def wait_until(holds: Callable[[], object], seconds: float = 15) -> None:
    deadline = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < deadline, "it did not come about"
        time.sleep(0.02)


@pytest.fixture
def engine(office: Office) -> Iterator[Engine]:
    running = Engine(office.app)
    running.start()
    yield running
    running.stop()


def _threads() -> list[str]:
    return [one.name for one in threading.enumerate() if one.name.startswith("sampan-")]
