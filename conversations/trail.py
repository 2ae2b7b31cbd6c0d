"""What the runtime puts on the trail, in the transaction of what it tells of."""

import hashlib
from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Connection, insert

from audit.detail import slug
from audit.trail import SYSTEM, event
from conversations.inbound.people import Flag
from models import AuditEvent


def write(connection: Connection, events: Sequence[dict[str, Any]]) -> None:
    """Insert events as ``audit.trail.event`` makes them."""
    if events:
        connection.execute(insert(AuditEvent), list(events))


def flag_people(connection: Connection, flags: Iterable[Flag]) -> None:
    """Put on the trail whose identities WhatsApp told contradictory things about."""
    write(
        connection,
        [event(f"person.{what}", actor=SYSTEM, subject=f"person:{whom}") for what, whom in flags],
    )


def digest_of(ids: Iterable[str]) -> str:
    """SHA-256 over the ids of messages, in their order; empty when there are none."""
    joined = "\n".join(ids)
    return hashlib.sha256(joined.encode()).hexdigest() if joined else ""


def name_or_nothing(name: str) -> str:
    """A flow's or a node's id, or nothing when the trail would not take it (it may be a number)."""
    return name if slug(name) else ""
