"""Huey: slow and scheduled jobs of the worker processes. It is never in the path of a reply.

Huey takes a task away before it runs it, so a task carries no work: it says that there may be
some, and the work is rows in the database. Ringing twice, or not at all, does no harm.
"""

import json
from typing import Any

import structlog
from flask import Flask
from huey import Huey
from huey.registry import Message
from huey.serializer import Serializer
from huey.storage import BaseStorage, BlackHoleStorage, RedisStorage, SqliteStorage

from config import Settings

NAME = "sampan"

log = structlog.get_logger(__name__)


class JsonSerializer(Serializer):  # type: ignore[misc] # huey has no types
    """Tasks as JSON. Huey's own choice is pickle: whoever writes to the storage runs code."""

    def _serialize(self, data: Any) -> bytes:
        return json.dumps(data).encode()

    def _deserialize(self, data: bytes) -> Any:
        found = json.loads(data)
        if isinstance(found, list):
            message = Message(*found)
            return message._replace(args=tuple(message.args or ()))
        return found


class Queue(Huey):  # type: ignore[misc]
    """A huey without storage until it is bound to an application."""

    app: Flask | None = None

    def create_storage(self) -> BaseStorage:
        """Nothing is stored before ``bind``."""
        return BlackHoleStorage(self.name)

    def bind(self, app: Flask) -> None:
        """Use the storage that ``app``'s settings name: Redis, else a SQLite file of its own."""
        settings: Settings = app.extensions["settings"]
        self.app = app
        if settings.redis_url:
            self.storage = RedisStorage(self.name, url=settings.redis_url)
            return
        settings.instance_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
        self.storage = SqliteStorage(
            self.name, filename=str(settings.instance_dir / "queue.sqlite"), timeout=30
        )


queue = Queue(NAME, results=False, store_none=False, serializer=JsonSerializer())


def bind(app: Flask) -> Queue:
    """Bind the queue to ``app``, import every task, and return it for a consumer."""
    import conversations.tasks  # noqa: F401, PLC0415 - a task imports the queue

    if queue.app is not app:
        queue.bind(app)
    return queue
