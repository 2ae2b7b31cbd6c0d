"""What a department's testers meet: its drafts, each in the place of what is published.

A draft that the gate would stop is not met: words may be missing, and a message without words never
arrives. What is published stands in for it, or else a flow that says why. The gate is asked here
without the department around the flow, which may well not be ready for it yet.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any

import structlog
from sqlalchemy import Connection, delete, select

from conversations.sets import replace
from conversations.tables import draft_snapshot, flow
from conversations.talks.library import Library, Press
from conversations.transactions import looking
from flows import check, phrases
from flows.documents.faults import ShapeError
from flows.graph import Flow, parse
from flows.messages import shorten
from flows.problems import Problem
from flows.state import State, frames_in
from flows.versions.moving import Edition
from flows.versions.plan import Plan
from flows.versions.telling import name_of_node
from flows.world import Localised

KEPT = timedelta(days=30)  # a talk that was left longer ago begins again
UNMET = ("rehearsals", "layout", "notes")  # what nobody meets is not read
READY: Localised = {}
LONGEST_TROUBLE = 300  # UTF-16 code units: it goes before what is said, in the same message
BRACES = str.maketrans("{}", "｛｝")

log = structlog.get_logger(__name__)


class Draft:
    """One draft as it was read; ``flow`` is None when it is none."""

    def __init__(self, name: str, document: Mapping[str, Any]) -> None:
        """Parse ``document``, the draft of the flow of this name."""
        self.name = name
        met = {key: value for key, value in document.items() if key not in UNMET}
        try:
            self.flow: Flow | None = parse(met)
        except ShapeError as fault:
            log.warning("draft_unreadable", flow=name, faults=len(fault.faults))
            self.flow = None

    @cached_property
    def trouble(self) -> Localised:
        """Why it cannot be met, by language; empty when it can."""
        if self.flow is None:
            return dict.fromkeys(phrases.SENTENCES, "")
        try:
            found = check.errors(check.check(self.flow))
        except Exception as fault:  # noqa: BLE001 - nobody has checked a draft before it comes here
            log.warning("draft_unchecked", flow=self.name, fault=type(fault).__name__)
            return dict.fromkeys(phrases.SENTENCES, "")
        return {tag: _told(self.flow, found[0], tag) for tag in phrases.SENTENCES} if found else {}

    @cached_property
    def excuse(self) -> Flow | None:
        """A flow that is entered as the draft would be, and says why that cannot be met."""
        if self.flow is None:
            return None
        words = {
            tag: phrases.sentence("test_unready", tag, {}, {"flow": self.name, "problem": told})
            for tag, told in self.trouble.items()
        }
        triggers = [
            {key: value for key, value in one.items() if key != "at"}
            for one in self.flow.document.get("triggers", [])
        ]
        # What is said of placeholders must not be read as some.
        text = {tag: said.translate(BRACES).strip() for tag, said in words.items()}
        first = phrases.nearest(self.flow.languages[0])
        return parse(
            {
                "format": 1,
                "name": self.name,
                "languages": sorted(text, key=lambda tag: tag != first),
                "triggers": triggers,
                "start": "excuse",
                "nodes": {
                    "excuse": {"kind": "message", "text": text, "exits": {"next": "done"}},
                    "done": {"kind": "end"},
                },
            }
        )


_press: Press[Draft] = Press()  # by flow, revision and when it was saved


class Drafts(Library):
    """A library in which each draft stands in the place of what is published.

    Whoever stands on an older draft, or on what is published, moves to the newest draft in their
    own turn; on a draft that cannot be met nobody is left standing.
    """

    def __init__(self, department_id: int, drafts: Sequence[Draft], published: Library) -> None:
        """``drafts`` are all that the department has, the oldest flow first."""
        self.department_id = department_id
        self._told: dict[str, Localised] = {}
        self._drafts: dict[str, Flow] = {}
        self._ready: dict[str, Flow] = {}
        entries = [self._met(one, published.named(one.name)) for one in drafts]
        front = published.front_door
        # Of two that take everybody in, the one that does so already.
        entries.sort(key=lambda one: one is None or front is None or one.name != front.name)
        super().__init__([one for one in entries if one is not None], {}, department_id)
        self.tested = self._told

    def _met(self, draft: Draft, live: Flow | None) -> Flow | None:
        """What a tester meets as the flow of this name."""
        new = draft.flow
        if new is not None and live is not None and new.content_hash == live.content_hash:
            new = live
        elif draft.trouble:
            if live is not None:
                self._told[draft.name] = draft.trouble
            return live or draft.excuse
        elif new is not None:
            self._drafts[new.content_hash] = new
        if new is not None:
            self._told[draft.name] = READY
            self._ready[draft.name] = new
        return new

    def draft(self, version: str) -> Flow | None:
        """The draft with this content hash, if it is met or was asked for; None for a version."""
        return self._drafts.get(version)

    def pinned(self, version: str) -> Flow | None:
        """The draft or the version with this content hash."""
        found = self._drafts.get(version) or super().pinned(version)
        return found or self._snapshot(version)

    def named(self, name: str, within: str = "") -> Flow | None:  # noqa: ARG002 (drafts lock nothing)
        """The flow of this name as a tester meets it."""
        return next((entry for entry in self.entries if entry.name == name), None)

    def editions(self, name: str) -> Sequence[Edition]:
        """What was published, the drafts that testers stood in, and last what is met now."""
        if name not in self._editions:
            versions = [one.version for one in super().editions(name)]
            versions += _snapshots_of(self._department_id, name)
            if name in self._ready:
                versions.append(self._ready[name].content_hash)
            self._editions[name] = [
                Edition(number, version, Plan("move")) for number, version in enumerate(versions, 1)
            ]
        return self._editions[name]

    def _snapshot(self, version: str) -> Flow | None:
        with looking() as connection:
            found = connection.execute(
                select(draft_snapshot.c.flow, draft_snapshot.c.document).where(
                    draft_snapshot.c.department_id == self._department_id,
                    draft_snapshot.c.content_hash == version,
                )
            ).first()
        kept = Draft(found.flow, found.document).flow if found is not None else None
        if kept is not None:
            self._drafts[version] = kept
        return kept


def libraries(published: Mapping[int, Library]) -> dict[int, Drafts]:
    """What testers of these departments meet, by department. Not to be called in a transaction."""
    with looking() as connection:
        rows = connection.execute(
            select(flow.c.id, flow.c.department_id, flow.c.revision, flow.c.updated_at)
            .where(flow.c.department_id.in_(published))
            .order_by(flow.c.id)
        ).all()
        found = {row.id: _press.get((row.id, row.revision, row.updated_at)) for row in rows}
        found |= _read(connection, [id for id, draft in found.items() if draft is None])
    drafts: dict[int, list[Draft]] = {department_id: [] for department_id in published}
    for row in rows:
        draft = found[row.id]
        if draft is not None:
            drafts[row.department_id].append(draft)
    return {home: Drafts(home, drafts[home], shelf) for home, shelf in published.items()}


def met_by_testers(published: Mapping[int, Library]) -> Mapping[int, Library]:
    """As ``libraries``; what is published where a draft breaks them: others wait in the same claim."""
    if not published:
        return published
    try:
        return libraries(published)
    except Exception as fault:  # noqa: BLE001 - whatever staff were able to save
        log.error("drafts_unreadable", fault=type(fault).__name__)  # noqa: TRY400
        return published


def _read(connection: Connection, ids: Collection[int]) -> dict[int, Draft | None]:
    found: dict[int, Draft | None] = {}
    if not ids:
        return found
    rows = connection.execute(
        select(flow.c.id, flow.c.name, flow.c.revision, flow.c.updated_at, flow.c.draft).where(
            flow.c.id.in_(ids)
        )
    ).all()
    for row in rows:
        draft = found[row.id] = Draft(row.name, row.draft)
        _press.put((row.id, row.revision, row.updated_at), draft)
    return found


def keep(connection: Connection, stand: Iterable[tuple[Library, State]], now: datetime) -> None:
    """Keep the drafts in which talks stand, each met in its library, in the caller's transaction."""
    rows = {}
    for shelf, state in stand:
        if not isinstance(shelf, Drafts):
            continue
        for frame in frames_in(state):
            kept = shelf.draft(frame.version)
            if kept is not None:
                rows[shelf.department_id, frame.version] = {
                    "department_id": shelf.department_id,
                    "flow": kept.name,
                    "content_hash": frame.version,
                    "document": kept.document,
                    "used_at": now,
                }
    # In one order everywhere, so that two transactions cannot wait for each other.
    ordered = [rows[key] for key in sorted(rows)]
    replace(connection, draft_snapshot, ordered, ("department_id", "content_hash"))


def forget(connection: Connection, now: datetime) -> None:
    """Delete the snapshots in which no tester has stood for long."""
    connection.execute(delete(draft_snapshot).where(draft_snapshot.c.used_at < now - KEPT))


def _snapshots_of(department_id: int, name: str) -> list[str]:
    """The content hashes of the drafts of this name that were kept, the longest unused first."""
    with looking() as connection:
        return list(
            connection.scalars(
                select(draft_snapshot.c.content_hash)
                .where(
                    draft_snapshot.c.department_id == department_id,
                    draft_snapshot.c.flow == name,
                )
                .order_by(draft_snapshot.c.used_at, draft_snapshot.c.id)
            )
        )


def _told(found: Flow, problem: Problem, language: str) -> str:
    """One problem in words, behind the step that it is in."""
    sentence = problem.sentence(language)
    if problem.node:
        sentence = f"{name_of_node(found, problem.node, language)}: {sentence}"
    return shorten(sentence, LONGEST_TROUBLE)
