"""Looking the whole trail over.

Every event is held against its seal, every seal against the one before it, every checkpoint against
the seal that it saw.
"""

import struct
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row, exists, func, select, text
from sqlalchemy.exc import DBAPIError

from audit import chain
from audit.checkpoints import Checkpoint, CheckpointError
from models import AuditEvent, AuditSeal
from models.columns import utc_now

SET = 5000  # seals in one transaction: verifying a long trail must hold nothing up
MOST = 20  # faults that are named
PATIENCE = timedelta(days=1)  # what was overtaken that long ago, no sealer looks for any more
UNREADABLE = "unreadable"
_BROKEN = (DBAPIError, ValueError, TypeError)
TRIGGERS = {
    "sqlite": ("no_update", "no_delete", "no_replace"),
    "postgresql": ("no_change",),
}

Looking = Callable[[], AbstractContextManager[Connection]]


@dataclass
class Found:
    """What the look found. ``faults`` are sentences, the first bad row first."""

    faults: list[str] = field(default_factory=list)
    sealed: int = 0
    checkpoints: int = 0
    newest: Checkpoint | None = None
    waiting: int = 0
    oldest_waiting: datetime | None = None

    @property
    def uncovered(self) -> int:
        """How many seals no checkpoint vouches for."""
        return self.sealed - (self.newest.seq if self.newest else 0)


def inspect_all(looking: Looking, checkpoints: Iterable[Checkpoint | CheckpointError]) -> Found:
    """Walk the chain from its first seal to its last. ``looking`` opens transactions that only read."""
    found = Found()
    believed: dict[int, list[Checkpoint]] = {}
    unbelievable = []
    for one in checkpoints:
        if isinstance(one, CheckpointError):
            unbelievable.append(str(one))
        else:
            believed.setdefault(one.seq, []).append(one)
    walk = _Walk(found, believed)
    for row in _rows(looking):
        walk.step(row)
        if len(found.faults) >= MOST:
            return found
    walk.end()
    with looking() as connection:
        _look_for_unsealed(connection, found)
        found.faults += _missing_triggers(connection)
    found.faults += unbelievable
    return found


class _Walk:
    """What is known of the chain so far."""

    def __init__(self, found: Found, checkpoints: dict[int, list[Checkpoint]]) -> None:
        self._found = found
        self._checkpoints = checkpoints
        self._seq = 0
        self._hash: bytes | None = chain.START  # None after a gap: nothing to compare with
        self._vouched = 0  # the last seal that a checkpoint agrees with

    def step(self, row: Any) -> None:
        """Look at one seal and its event."""
        seq, event_id, digest, hash_ = row[0], row[1], _bytes(row[2]), _bytes(row[3])
        if seq != self._seq + 1:
            self._fault(f"{_seals(self._seq + 1, seq - 1)} missing: deleted from audit_seal.")
            self._hash = None
        event = row[4:]
        if event[0] is None:
            self._fault(f"Event {event_id} (seal {seq}) is missing: deleted from audit_event.")
        elif event[0] == UNREADABLE or chain.digest(event) != digest:
            self._fault(f"Event {event_id} (seal {seq}) was changed after it was sealed.")
        if self._hash is not None and not _follows(self._hash, seq, event_id, digest, hash_):
            before = f"seal {seq - 1}" if seq > 1 else "the beginning"
            self._fault(f"Seal {seq} does not follow from {before}: one of the two was changed.")
        for one in self._checkpoints.get(seq, ()):
            self._compare(one, event_id, hash_)
        self._seq, self._hash = seq, hash_
        self._found.sealed += 1

    def end(self) -> None:
        """Look for what the checkpoints saw beyond the last seal."""
        beyond = [one for seq, some in self._checkpoints.items() if seq > self._seq for one in some]
        if not beyond:
            return
        furthest = max(beyond, key=lambda one: one.seq)
        self._fault(
            f"{_seals(self._seq + 1, furthest.seq)} missing: the end was cut off. The checkpoint "
            f"{furthest.path} of {furthest.at:%Y-%m-%d %H:%M} UTC has seen seal {furthest.seq} (event {furthest.event})."
        )

    def _compare(self, checkpoint: Checkpoint, event_id: int, hash_: bytes) -> None:
        if checkpoint.hash == hash_ and checkpoint.event == event_id:
            self._vouched = checkpoint.seq
            self._found.checkpoints += 1
            self._found.newest = checkpoint
            return
        self._fault(
            f"Seal {checkpoint.seq} is not what the checkpoint {checkpoint.path} has seen: one of the "
            f"seals {self._vouched + 1} to {checkpoint.seq}, or their events, was changed or taken "
            "away, and all that follow were made anew."
        )

    def _fault(self, sentence: str) -> None:
        self._found.faults.append(sentence)


def _rows(looking: Looking) -> Iterator[Sequence[Any]]:
    """Every seal with the columns of its event, in order."""
    after = 0
    while True:
        rows: Sequence[Sequence[Any]]
        try:
            with looking() as connection:
                rows = _some(connection, after, SET)
        except _BROKEN:
            rows = list(_one_by_one(looking, after))
        yield from rows
        if len(rows) < SET:
            return
        after = rows[-1][0]


def _one_by_one(looking: Looking, after: int) -> Iterator[Sequence[Any]]:
    """The same set, where the database or its driver chokes on a row of it."""
    for _ in range(SET):
        rows = _one(looking, after)
        yield from rows
        if not rows:
            return
        after = rows[-1][0]


def _one(looking: Looking, after: int) -> Sequence[Sequence[Any]]:
    """The next seal with as much of its event as can be read."""
    try:
        with looking() as connection:
            return _some(connection, after, 1)
    except _BROKEN:
        seals = select(AuditSeal.seq, AuditSeal.event_id, AuditSeal.digest, AuditSeal.hash)
        with looking() as connection:
            found = connection.execute(
                seals.where(AuditSeal.seq > after).order_by(AuditSeal.seq).limit(1)
            )
            return [(*row, UNREADABLE) for row in found]


def _some(connection: Connection, after: int, count: int) -> list[Row[Any]]:
    wanted = (
        select(
            AuditSeal.seq,
            AuditSeal.event_id,
            AuditSeal.digest,
            AuditSeal.hash,
            *chain.columns(connection),
        )
        .outerjoin(AuditEvent, AuditEvent.id == AuditSeal.event_id)
        .where(AuditSeal.seq > after)
        .order_by(AuditSeal.seq)
        .limit(count)
    )
    return list(connection.execute(wanted))


def _look_for_unsealed(connection: Connection, found: Found) -> None:
    """Events without a seal: those that just came wait for it, one that was passed by is a fault."""
    unsealed = ~exists().where(AuditSeal.event_id == AuditEvent.id)
    top = connection.scalar(select(func.max(AuditSeal.event_id))) or 0
    before = utc_now() - PATIENCE
    passed = select(AuditEvent.id).where(unsealed, AuditEvent.id < top, AuditEvent.at < before)
    for id in connection.scalars(passed.order_by(AuditEvent.id).limit(MOST)):
        found.faults.append(
            f"Event {id} has no seal, though later ones have: it was put in, or its seal taken away."
        )
    waiting = select(func.count(), func.min(AuditEvent.at)).where(unsealed, AuditEvent.at >= before)
    after = select(func.count(), func.min(AuditEvent.at)).where(
        unsealed, AuditEvent.at < before, AuditEvent.id > top
    )
    for query in (waiting, after):
        count, oldest = connection.execute(query).one()
        found.waiting += count
        found.oldest_waiting = min(
            (one for one in (found.oldest_waiting, oldest) if one is not None), default=None
        )


def _missing_triggers(connection: Connection) -> list[str]:
    """The guards against changes that somebody took away."""
    kind = connection.dialect.name
    listed = {
        "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger'",
        "postgresql": "SELECT tgname FROM pg_trigger WHERE tgenabled <> 'D'",
    }[kind]
    there = set(connection.scalars(text(listed)))
    return [
        f"The trigger {table}_{name} is missing: {table} is open to changes. Find out who took it away; "
        "then make it as in migrations/versions."
        for table in ("audit_event", "audit_seal")
        for name in TRIGGERS[kind]
        if f"{table}_{name}" not in there
    ]


def _follows(before: bytes, seq: int, event_id: int, digest: bytes, hash_: bytes) -> bool:
    try:
        return chain.link(before, seq, event_id, digest) == hash_
    except struct.error:  # SQLite lets a column of numbers hold a text
        return False


def _bytes(value: Any) -> bytes:
    """What a column of hashes holds; nothing, where it holds something else than bytes."""
    return b"" if isinstance(value, str | int | None) else bytes(value)


def _seals(first: int, last: int) -> str:
    return f"Seal {first} is" if first == last else f"Seals {first} to {last} are"
