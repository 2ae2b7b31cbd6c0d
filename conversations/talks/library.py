"""A department's flows, compiled once and kept by their content hash for the whole process."""

import threading
from collections import OrderedDict
from collections.abc import Collection, Mapping, Sequence
from typing import Any

import structlog
from sqlalchemy import select

from conversations.tables import flow, flow_version
from conversations.transactions import looking
from flows.documents.faults import ShapeError
from flows.graph import Flow, parse
from flows.versions.moving import Edition
from flows.versions.plan import FINISH, Plan, PlanError, read

Locks = Mapping[str, Mapping[str, str]]  # noun -> name -> content hash

KEPT = 256  # compiled flows; beyond it the longest unused go

log = structlog.get_logger(__name__)


class _Press:
    """Compiled flows by content hash. What a hash names never changes, so nothing goes stale."""

    def __init__(self) -> None:
        self._flows: OrderedDict[str, Flow] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, version: str) -> Flow | None:
        with self._lock:
            found = self._flows.get(version)
            if found is not None:
                self._flows.move_to_end(version)
            return found

    def put(self, version: str, compiled: Flow) -> None:
        with self._lock:
            self._flows[version] = compiled
            while len(self._flows) > KEPT:
                self._flows.popitem(last=False)


_press = _Press()


class Library:
    """A ``flows.world.Library`` of one department: what is published now, and any older version."""

    def __init__(
        self,
        entries: Sequence[Flow],
        locks: Mapping[str, Locks] | None = None,
        department_id: int = 0,
    ) -> None:
        """``entries`` are the department's published flows, ``locks`` what they lock, by hash."""
        self.entries: Sequence[Flow] = sorted(entries, key=lambda entry: not entry.is_front_door)
        self._by_version = {entry.content_hash: entry for entry in entries}
        self._locks = dict(locks or {})
        self._department_id = department_id
        self._editions: dict[str, Sequence[Edition]] = {}

    @property
    def front_door(self) -> Flow | None:
        """The flow for whoever writes anything at all, or None before one is published."""
        first = next(iter(self.entries), None)
        return first if first is not None and first.is_front_door else None

    def pinned(self, version: str) -> Flow | None:
        """The version with this content hash; read from the database when it is a rare one."""
        found = self._by_version.get(version) or _press.get(version)
        if found is None:
            found = _compiled([version]).get(version)
        return found

    def named(self, name: str, within: str = "") -> Flow | None:
        """The flow of this name, as the version ``within`` locked it, else as it is now; or None.

        When the same graph was published twice, what it locked last holds.
        """
        locked = self._locked(within).get("flow", {}).get(name)
        found = self.pinned(locked) if locked else None
        return found or next((entry for entry in self.entries if entry.name == name), None)

    def editions(self, name: str) -> Sequence[Edition]:
        """Every publication of the flow of this name, the oldest first.

        Read when a talk stands on a version that is not published any more.
        """
        if name not in self._editions:
            self._editions[name] = _editions_of(self._department_id, name)
        return self._editions[name]

    def _locked(self, version: str) -> Locks:
        if version not in self._locks and version:
            self._locks[version] = _locks_of(self._department_id, version)
        return self._locks.get(version, {})


def libraries(department_ids: Collection[int]) -> dict[int, Library]:
    """The libraries of these departments. Not to be called inside a transaction."""
    with looking() as connection:
        live = connection.execute(
            select(flow.c.department_id, flow_version.c.content_hash, flow_version.c.locks)
            .join(flow_version, flow_version.c.id == flow.c.live_version_id)
            .where(flow.c.department_id.in_(department_ids))
            .order_by(flow.c.id)
        ).all()
    versions = _compiled({row.content_hash for row in live})
    entries: dict[int, list[Flow]] = {department_id: [] for department_id in department_ids}
    locks: dict[int, dict[str, Locks]] = {department_id: {} for department_id in department_ids}
    for row in live:
        locks[row.department_id][row.content_hash] = row.locks
        if row.content_hash in versions:
            entries[row.department_id].append(versions[row.content_hash])
    return {
        department_id: Library(found, locks[department_id], department_id)
        for department_id, found in entries.items()
    }


def compiled(version: str, document: Mapping[str, Any]) -> Flow | None:
    """A published document as a flow, parsed once for the process; None when it is unreadable.

    ``version`` is its content hash.
    """
    found = _press.get(version)
    if found is not None:
        return found
    try:
        found = parse(dict(document))
    except ShapeError as fault:
        # It passed the gate of another program's version; its department must hear of it.
        log.error("published_flow_unreadable", version=version, fault=str(fault)[:300])  # noqa: TRY400
        return None
    _press.put(version, found)
    return found


def _locks_of(department_id: int, version: str) -> Locks:
    """What an older version locked, for a talk that is still on it."""
    with looking() as connection:
        found: Locks | None = connection.scalar(
            select(flow_version.c.locks)
            .where(
                flow_version.c.department_id == department_id,
                flow_version.c.content_hash == version,
            )
            .order_by(flow_version.c.number.desc())
            .limit(1)
        )
    return found or {}


def _editions_of(department_id: int, name: str) -> list[Edition]:
    with looking() as connection:
        rows = connection.execute(
            select(flow_version.c.number, flow_version.c.content_hash, flow_version.c.plan)
            .join(flow, flow.c.id == flow_version.c.flow_id)
            .where(flow.c.department_id == department_id, flow.c.name == name)
            .order_by(flow_version.c.number)
        ).all()
    return [Edition(row.number, row.content_hash, planned(row.plan)) for row in rows]


def planned(stored: Any) -> Plan:
    """The plan that was stored with a version; one that cannot be read moves nobody."""
    try:
        return read(stored)
    except PlanError as fault:
        log.error("plan_unreadable", fault=str(fault)[:200])  # noqa: TRY400
        return FINISH


def _compiled(versions: Collection[str]) -> Mapping[str, Flow]:
    found = {version: kept for version in versions if (kept := _press.get(version))}
    missing = [version for version in versions if version not in found]
    if not missing:
        return found
    with looking() as connection:
        documents = connection.execute(
            select(flow_version.c.content_hash, flow_version.c.document).where(
                flow_version.c.content_hash.in_(missing)
            )
        ).all()
    for row in documents:
        if row.content_hash in found:
            continue
        parsed = compiled(row.content_hash, row.document)
        if parsed is not None:
            found[row.content_hash] = parsed
    return found
