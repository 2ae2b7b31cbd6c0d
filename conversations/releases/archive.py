"""A department's flows as staff's pages look at them: every version, and what a draft would change.

It reads through the ORM's session, so it sees what the scope of the request lets it see; it writes
nothing. The engine has ``conversations.talks.library`` for the same.
"""

from collections.abc import Sequence

from sqlalchemy import select

from conversations.talks import library
from extensions import db
from flows.graph import Flow
from flows.versions.moving import Edition
from flows.versions.plan import Plan
from models import Flow as FlowRow
from models import FlowVersion

Locks = dict[str, dict[str, str]]


class Archive:
    """A ``flows.world.Library`` of one department as it is now."""

    def __init__(self, department_id: int) -> None:
        """Look at the flows of this department."""
        self._department_id = department_id
        rows = db.session.execute(
            select(FlowVersion.content_hash, FlowVersion.document, FlowVersion.locks)
            .join(FlowRow, FlowRow.live_version_id == FlowVersion.id)
            .where(FlowRow.department_id == department_id)
            .order_by(FlowRow.id)
        ).all()
        self._locks: dict[str, Locks] = {row.content_hash: row.locks for row in rows}
        self._editions: dict[str, list[Edition]] = {}
        self._pinned: dict[str, Flow | None] = {}
        found = [library.compiled(row.content_hash, row.document) for row in rows]
        self.entries: Sequence[Flow] = sorted(
            (flow for flow in found if flow is not None), key=lambda flow: not flow.is_front_door
        )

    @property
    def front_door(self) -> Flow | None:
        """The flow for whoever writes anything at all, or None."""
        return next((flow for flow in self.entries if flow.is_front_door), None)

    def pinned(self, version: str) -> Flow | None:
        """The version with this content hash, or None."""
        if version not in self._pinned:
            live = (flow for flow in self.entries if flow.content_hash == version)
            self._pinned[version] = next(live, None) or self._read(version)
        return self._pinned[version]

    def named(self, name: str, within: str = "") -> Flow | None:
        """The flow of this name, as ``within`` locked it or else as it is now; or None."""
        locked = self._locked(within).get("flow", {}).get(name)
        found = self.pinned(locked) if locked else None
        return found or next((flow for flow in self.entries if flow.name == name), None)

    def editions(self, name: str) -> Sequence[Edition]:
        """Every publication of the flow of this name, the oldest first."""
        if name not in self._editions:
            rows = db.session.execute(
                select(FlowVersion.number, FlowVersion.content_hash, FlowVersion.plan)
                .join(FlowRow, FlowRow.id == FlowVersion.flow_id)
                .where(FlowRow.department_id == self._department_id, FlowRow.name == name)
                .order_by(FlowVersion.number)
            )
            self._editions[name] = [
                Edition(row.number, row.content_hash, library.planned(row.plan)) for row in rows
            ]
        return self._editions[name]

    def _read(self, version: str) -> Flow | None:
        document = db.session.scalar(
            select(FlowVersion.document)
            .where(
                FlowVersion.department_id == self._department_id,
                FlowVersion.content_hash == version,
            )
            .limit(1)
        )
        return library.compiled(version, document) if document is not None else None

    def _locked(self, version: str) -> Locks:
        if version and version not in self._locks:
            found = db.session.scalar(
                select(FlowVersion.locks)
                .where(
                    FlowVersion.department_id == self._department_id,
                    FlowVersion.content_hash == version,
                )
                .order_by(FlowVersion.number.desc())
                .limit(1)
            )
            self._locks[version] = found or {}
        return self._locks.get(version, {})


class Ahead:
    """The same department once ``draft`` is published with ``plan``."""

    def __init__(self, archive: Archive, draft: Flow, plan: Plan) -> None:
        """Put the draft in the place of the live version of its name."""
        self._archive = archive
        self._draft = draft
        self._plan = plan
        others = [flow for flow in archive.entries if flow.name != draft.name]
        self.entries: Sequence[Flow] = sorted(
            (*others, draft), key=lambda flow: not flow.is_front_door
        )

    @property
    def front_door(self) -> Flow | None:
        """The flow for whoever writes anything at all, or None."""
        return next((flow for flow in self.entries if flow.is_front_door), None)

    def pinned(self, version: str) -> Flow | None:
        """The version with this content hash, the draft among them; or None."""
        return self._draft if version == self._draft.content_hash else self._archive.pinned(version)

    def named(self, name: str, within: str = "") -> Flow | None:
        """As the archive has it; what the draft runs, it runs as it is now."""
        now = next((flow for flow in self.entries if flow.name == name), None)
        return (
            now if within == self._draft.content_hash else self._archive.named(name, within) or now
        )

    def editions(self, name: str) -> Sequence[Edition]:
        """As the archive has them; the draft's flow has one more."""
        found = self._archive.editions(name)
        if name != self._draft.name:
            return found
        number = found[-1].number + 1 if found else 1
        return [*found, Edition(number, self._draft.content_hash, self._plan)]
