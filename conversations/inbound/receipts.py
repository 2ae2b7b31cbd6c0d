"""Blue ticks: telling people that their message was read, as far as that costs nobody anything.

Each is a call of its own, so it is done on one thread beside the sender, at a bounded pace, and
left out when there is much to do: a reply is the better receipt. The typing bubble is not asked
for: our turns take milliseconds, and one that is shown after the reply would stay for 25 seconds.
"""

import threading
from collections import OrderedDict
from datetime import datetime, timedelta
from typing import NamedTuple

import structlog
from flask import Flask
from sqlalchemy import select

from conversations.loops import Loop
from conversations.tables import channel
from conversations.transactions import looking
from models.columns import utc_now
from whatsapp.client import GraphClient
from whatsapp.errors import SendFailureError

MOST = 20  # waiting; what comes on top is left out
STALE = timedelta(seconds=10)
PACE = 0.05  # seconds between two calls
IDLE = 60.0

log = structlog.get_logger(__name__)


class Read(NamedTuple):
    """A message that a turn was taken for."""

    channel_id: int
    conversation_id: int
    wamid: str
    at: datetime


class Receipts:
    """Marks messages read until stopped."""

    def __init__(self, app: Flask, client: GraphClient) -> None:
        """Mark with ``client``."""
        self._client = client
        self._waiting: OrderedDict[int, Read] = OrderedDict()
        self._lock = threading.Lock()
        self._loop = Loop(app, "receipts", self._step)

    def start(self) -> None:
        """Begin."""
        self._loop.start()

    def stop(self) -> None:
        """Leave the rest unmarked."""
        self._loop.stop()
        self._loop.join(1)

    def add(self, read: Read) -> None:
        """Mark this message, and with it the person's earlier ones; unless there are too many."""
        with self._lock:
            if len(self._waiting) >= MOST and read.conversation_id not in self._waiting:
                return
            self._waiting[read.conversation_id] = read
        self._loop.wake()

    def _step(self) -> float:
        with self._lock:
            if not self._waiting:
                return IDLE
            _, read = self._waiting.popitem(last=False)
        if utc_now() - read.at < STALE:
            self._mark(read)
        return PACE

    def _mark(self, read: Read) -> None:
        with looking() as connection:
            number = connection.execute(
                select(channel.c.phone_number_id, channel.c.token).where(
                    channel.c.id == read.channel_id, channel.c.stopped_reason == ""
                )
            ).one_or_none()
        if number is None:
            return
        try:
            self._client.mark_read(number.phone_number_id, number.token, read.wamid)
        except SendFailureError as error:
            log.info("not_marked_read", channel=read.channel_id, code=error.failure.code)
