"""The sealer: links what stands on the trail to the chain, one event after another.

Events are inserted with the changes they tell of, by many processes at once; sealing them there would
make every reply wait for one chain. So it is done right afterwards, by one process at a time.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Select, exists, func, insert, select, text

from audit import chain
from models import AuditEvent, AuditSeal
from models.columns import utc_now

SET = 2000  # events in one transaction
# PostgreSQL gives out ids before the commit, so a later id may be seen first. Among the last ids, what was
# overtaken is looked for each time; what was left further behind, now and then.
NEAR = 1000
FAR = timedelta(days=1)

Waiting = Select[Any]
Which = Callable[[Connection], Waiting]
_LOCK = 0x5EA1  # an advisory lock; any number that nobody else takes


def recent(connection: Connection) -> Waiting:
    """The events without a seal among the last ids."""
    return _unsealed(connection).where(AuditEvent.id > _top(connection) - NEAR)


def overlooked(connection: Connection) -> Waiting:
    """The events of the last day without a seal, wherever they stand."""
    return _unsealed(connection).where(AuditEvent.at > utc_now() - FAR)


def are_any(connection: Connection, waiting: Waiting) -> bool:
    """Whether there is one."""
    return bool(connection.scalar(select(waiting.exists())))


def seal(connection: Connection, waiting: Waiting) -> int:
    """Seal up to ``SET`` of them in the present transaction; how many. None where another one seals."""
    if connection.dialect.name == "postgresql":
        taken = connection.scalar(text("SELECT pg_try_advisory_xact_lock(:key)"), {"key": _LOCK})
        if not taken:
            return 0
    seq, before = last(connection)
    seals = []
    for event in connection.execute(waiting.order_by(AuditEvent.id).limit(SET)).all():
        seq, digest = seq + 1, chain.digest(event)
        before = chain.link(before, seq, event.id, digest)
        seals.append({"seq": seq, "event_id": event.id, "digest": digest, "hash": before})
    if seals:
        connection.execute(insert(AuditSeal), seals)
    return len(seals)


def last(connection: Connection) -> tuple[int, bytes]:
    """The number and the hash of the last seal; 0 and ``chain.START`` before the first."""
    newest = select(AuditSeal.seq, AuditSeal.hash).order_by(AuditSeal.seq.desc()).limit(1)
    found = connection.execute(newest).first()
    return (found.seq, bytes(found.hash)) if found else (0, chain.START)


def oldest_unsealed(connection: Connection) -> datetime | None:
    """When the first event happened that came after all that are sealed; None where none did."""
    found: datetime | None = connection.scalar(
        select(AuditEvent.at)
        .where(AuditEvent.id > _top(connection))
        .order_by(AuditEvent.id)
        .limit(1)
    )
    return found


def _unsealed(connection: Connection) -> Waiting:
    sealed = exists().where(AuditSeal.event_id == AuditEvent.id)
    return select(*chain.columns(connection)).where(~sealed)


def _top(connection: Connection) -> int:
    return connection.scalar(select(func.max(AuditSeal.event_id))) or 0
