"""The doorbell: tells the engines of other processes that something is due. It carries no work.

With Redis it is heard at once; without, the other processes' sweepers look for themselves. A ring
that is lost costs a second, never a message.
"""

import threading
from collections.abc import Callable
from typing import Protocol

import msgspec
import redis
import structlog
from flask import Flask, current_app

from config import Settings

CHANNEL = "sampan:bell"
PATIENCE = 2.0  # seconds to wait for Redis before a ring is given up

log = structlog.get_logger(__name__)


class Ring(msgspec.Struct, frozen=True, omit_defaults=True):
    """What may be due: these conversations' lanes, statuses, the outbox."""

    lanes: tuple[int, ...] = ()
    statuses: bool = False
    outbox: bool = False


class Hearing(Protocol):
    """The engine of this process, as the doorbell knows it."""

    def hear(self, call: Ring) -> None:
        """Look at what this ring names."""


_decoder = msgspec.json.Decoder(Ring)


def ring(app: Flask, call: Ring) -> None:
    """Ring in every process that listens. Does nothing without Redis, and when it is away."""
    client = _client(app)
    if client is None:
        return
    try:
        client.publish(CHANNEL, msgspec.json.encode(call))
    except redis.RedisError as fault:
        log.warning("doorbell_out_of_order", fault=type(fault).__name__)


def call(wanted: Ring) -> None:
    """Have this process's engine look at what ``wanted`` names, or another's when it has none."""
    running: Hearing | None = current_app.extensions.get("engine")
    if running is not None:
        running.hear(wanted)
    else:
        ring(current_app._get_current_object(), wanted)  # type: ignore[attr-defined]  # noqa: SLF001


class Listener(threading.Thread):
    """A thread that hears the doorbell and calls ``heard`` with each ring."""

    def __init__(self, app: Flask, heard: Callable[[Ring], None]) -> None:
        """Listen for ``app``; ``heard`` is called on this thread."""
        super().__init__(name="sampan-doorbell", daemon=True)
        self._app = app
        self._heard = heard
        self._ended = threading.Event()

    def run(self) -> None:
        """Listen until stopped; begin again when Redis comes back."""
        while not self._ended.is_set():
            try:
                self._listen()
            except redis.RedisError as fault:
                log.warning("doorbell_out_of_order", fault=type(fault).__name__)
                self._ended.wait(PATIENCE)

    def stop(self) -> None:
        """End within a second."""
        self._ended.set()

    def _listen(self) -> None:
        client = _client(self._app)
        if client is None:
            return
        with client.pubsub(ignore_subscribe_messages=True) as subscription:  # type: ignore[no-untyped-call]
            subscription.subscribe(CHANNEL)
            while not self._ended.is_set():
                found = subscription.get_message(timeout=0.5)
                if found is not None:
                    self._hear(found["data"])

    def _hear(self, data: bytes) -> None:
        try:
            call = _decoder.decode(data)
        except msgspec.DecodeError:
            return
        self._heard(call)


def _client(app: Flask) -> "redis.Redis | None":
    settings: Settings = app.extensions["settings"]
    if settings.redis_url is None:
        return None
    client: redis.Redis | None = app.extensions.get("doorbell")
    if client is None:
        client = redis.Redis.from_url(
            settings.redis_url, socket_timeout=PATIENCE, socket_connect_timeout=PATIENCE
        )
        app.extensions["doorbell"] = client
    return client
