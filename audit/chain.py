"""The chain over the trail: what of an event is sealed, and how one seal follows from another.

An event's digest is SHA-256 over the JSON array of its columns in the order of ``COLUMNS``, in UTF-8,
without spaces, the keys of ``details`` sorted; the instant is text as in ``2026-11-25 10:00:00.000000``,
in UTC. A seal's hash is SHA-256 over the hash of the seal before it (32 zero bytes before the
first), the seal's number and the event's id (eight bytes each, the most significant first) and the
event's digest. Both databases give the same bytes.
"""

import hashlib
import struct
from collections.abc import Sequence
from typing import Any

import orjson
from sqlalchemy import Connection, Text, cast, func

from models import AuditEvent

START = bytes(32)


def columns(connection: Connection) -> list[Any]:
    """The columns that a digest is made of, to be selected; read as text where databases differ."""
    at: Any = cast(AuditEvent.at, Text)
    if connection.dialect.name == "postgresql":
        at = func.to_char(func.timezone("UTC", AuditEvent.at), "YYYY-MM-DD HH24:MI:SS.US")
    return [
        AuditEvent.id,
        at,
        AuditEvent.action,
        AuditEvent.actor,
        AuditEvent.department_id,
        AuditEvent.subject,
        AuditEvent.origin,
        cast(AuditEvent.details, Text),
    ]


def digest(event: Sequence[Any]) -> bytes:
    """The digest of an event, given as its ``columns``.

    Whatever stands in them has one: what somebody slipped into the table must not stop the sealing
    of all that comes after it.
    """
    try:
        told = [*event[:-1], orjson.loads(event[-1])]
        data = orjson.dumps(told, option=orjson.OPT_SORT_KEYS)
    except (
        TypeError,
        ValueError,
    ):  # columns that the database lets stand, but nobody of ours wrote
        data = repr(tuple(event)).encode()
    return hashlib.sha256(data).digest()


def link(before: bytes, seq: int, event_id: int, digest: bytes) -> bytes:
    """The hash of seal number ``seq``, given the hash of the seal before it."""
    return hashlib.sha256(before + struct.pack(">qq", seq, event_id) + digest).digest()
