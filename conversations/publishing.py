"""Drafts and publications of flows: what the terminal and the staff site both do with them.

Nothing here commits: the change and its entries on the trail belong to the caller's transaction.
"""

from collections.abc import Collection, Mapping
from typing import Any

from sqlalchemy import select

from audit import trail
from audit.detail import slug
from conversations import library, surroundings
from extensions import db
from flows import check, graph
from flows.check import Context
from flows.faults import Fault, ShapeError
from flows.problems import Problem
from flows.surroundings import Surroundings
from models import Department, Flow, FlowVersion, Queue


class StaleDraftError(Exception):
    """Somebody else has saved the draft since it was read; what was written now is not stored."""


class GateError(Exception):
    """The gate does not let a flow pass; ``problems`` says why, errors before warnings."""

    def __init__(self, problems: list[Problem]) -> None:
        """Keep the problems; at least one."""
        super().__init__("; ".join(problem.message for problem in problems))
        self.problems = problems


class ClashError(Exception):
    """Another live flow of the department already has a link code of this one."""


def import_document(department: Department, document: Mapping[str, Any], actor: str) -> Flow:
    """Make ``document`` the draft of the department's flow of its name, which may be a new one.

    Raises:
        ShapeError: it is not a flow; nothing is changed.

    """
    flow = _named(graph.parse(document))
    row = db.session.scalar(
        select(Flow)
        .where(Flow.department_id == department.id, Flow.name == flow.name)
        .with_for_update()
    )
    if row is None:
        row = Flow(department_id=department.id, name=flow.name, draft=flow.document, revision=1)
        db.session.add(row)
    else:
        _replace_draft(row, flow.document)
    db.session.flush()
    _record("flow.imported", row, actor, revision=row.revision)
    return row


def save_draft(row: Flow, document: Mapping[str, Any], actor: str, seen: int | None = None) -> None:
    """Make ``document`` the draft of ``row``; ``seen`` is the revision that its author started from.

    The name inside the document becomes the row's name.

    Raises:
        ShapeError: it is not a flow.
        StaleDraftError: the draft is at another revision than ``seen``.

    """
    flow = _named(graph.parse(document))
    _hold(row, seen)
    _refuse_taken_name(row, flow.name)
    row.name = flow.name
    _replace_draft(row, flow.document)
    db.session.flush()
    _record("flow.saved", row, actor, revision=row.revision)


def problems_of(row: Flow) -> list[Problem]:
    """What the gate says of the draft of ``row`` among its department's live flows, errors first.

    Raises:
        ShapeError: the draft is not a flow.

    """
    return check.check(graph.parse(row.draft), context(row.department_id))


def context(department_id: int) -> Context:
    """What the gate must know of a department: its live flows, and which of them run which."""
    live = _live(department_id)
    queues = db.session.scalars(select(Queue.name).where(Queue.department_id == department_id))
    around = surroundings.seen_by_staff(department_id)
    return Context(
        front_doors=[row.name for row, flow in live if flow.is_front_door],
        known={"flow": {row.name for row, _ in live}, "queue": set(queues), **around.known},
        runs={row.name: runs(flow) for row, flow in live},
        others=[flow for _, flow in live],
        around=around,
    )


def used_by(row: Flow) -> list[Flow]:
    """The department's other live flows that run ``row``.

    They keep the version of it that was live when they were published, until they are published
    again.
    """
    return [
        other
        for other, flow in _live(row.department_id)
        if other.id != row.id and row.name in runs(flow)
    ]


def mentioning(department_id: int, noun: str, name: str) -> list[Flow]:
    """The department's flows that mention the thing of this noun and name, live or in their draft."""
    wanted = select(Flow).where(Flow.department_id == department_id).order_by(Flow.name)
    found = {row.id for row, flow in _live(department_id) if _mentions(flow, noun, name)}
    return [
        row
        for row in db.session.scalars(wanted)
        if row.id in found or _draft_mentions(row, noun, name)
    ]


def misfits(department_id: int, around: Surroundings) -> list[tuple[Flow, Problem]]:
    """What the department's live flows would miss if its own data were ``around``."""
    return [(row, one) for row, flow in _live(department_id) for one in check.misfits(flow, around)]


def _draft_mentions(row: Flow, noun: str, name: str) -> bool:
    try:
        return _mentions(graph.parse(row.draft), noun, name)
    except ShapeError:
        return False


def _mentions(flow: graph.Flow, noun: str, name: str) -> bool:
    mentioned = (one for node in flow.nodes.values() for one in node.mentions())
    return any((one.noun, one.name) == (noun, name) for one in mentioned)


def runs(flow: graph.Flow) -> list[str]:
    """The names of the flows that ``flow`` runs itself, each once."""
    mentioned = (one for node in flow.nodes.values() for one in node.mentions())
    return list(dict.fromkeys(one.name for one in mentioned if one.noun == "flow"))


def _live(department_id: int) -> list[tuple[Flow, graph.Flow]]:
    """The department's live flows that can be read, the oldest first."""
    rows = db.session.execute(
        select(Flow, FlowVersion.content_hash, FlowVersion.document)
        .join(FlowVersion, Flow.live_version_id == FlowVersion.id)
        .where(Flow.department_id == department_id)
        .order_by(Flow.id)
    )
    read = [(row, library.compiled(version, document)) for row, version, document in rows]
    return [(row, flow) for row, flow in read if flow is not None]


def locks(department_id: int, flow: graph.Flow) -> dict[str, dict[str, str]]:
    """What a publication of ``flow`` locks now: the content hashes of the flows that it runs."""
    wanted = runs(flow)
    if not wanted:
        return {}
    live = {row.name: found.content_hash for row, found in _live(department_id)}
    return {"flow": {name: live[name] for name in wanted if name in live}}


def publish(
    row: Flow, actor: str, accepted: Collection[str] = (), seen: int | None = None
) -> FlowVersion:
    """Let the draft of ``row`` answer citizens from their next talk on.

    ``accepted`` names the codes of the warnings that the publisher has read and accepts, ``seen``
    the revision that they looked at. A draft that is already live is left as it is, and its version
    is returned; unless a flow that it runs was published since, which this takes up.

    Raises:
        ShapeError: the draft is not a flow.
        GateError: with the errors, or with the warnings that nobody has accepted.
        ClashError: another live flow of the department has one of its link codes.
        StaleDraftError: the draft is at another revision than ``seen``.

    """
    # Publications of a department come one after another, so that two cannot both take the door.
    db.session.execute(
        select(Department.id).where(Department.id == row.department_id).with_for_update()
    )
    _hold(row, seen)
    flow = graph.parse(row.draft)
    problems = check.check(flow, context(row.department_id))
    stopping = [
        problem
        for problem in problems
        if problem.severity == "error" or problem.code not in accepted
    ]
    if stopping:
        raise GateError(stopping)
    _refuse_clash(row, flow)
    live, locked = row.live_version, locks(row.department_id, flow)
    if live is not None and (live.content_hash, live.locks) == (flow.content_hash, locked):
        return live
    version = FlowVersion(
        department_id=row.department_id,
        flow=row,
        number=_next_number(row),
        content_hash=flow.content_hash,
        document=flow.document,
        accepted=sorted({problem.code for problem in problems}),
        locks=locked,
        published_by=actor,
    )
    db.session.add(version)
    db.session.flush()
    row.live_version = version
    db.session.flush()
    _record(
        "flow.published",
        row,
        actor,
        number=version.number,
        version=version.content_hash,
        accepted=version.accepted,
    )
    return version


def _hold(row: Flow, seen: int | None) -> None:
    """Read ``row`` anew and keep others from changing it until the transaction ends."""
    db.session.refresh(row, with_for_update=True)
    if seen is not None and row.revision != seen:
        raise StaleDraftError(
            f"The draft of {row.name} was saved by somebody else in the meantime: open it again."
        )


def _named(flow: graph.Flow) -> graph.Flow:
    """``flow``, unless its name could be taken for personal data: the trail would not hold it."""
    if not slug(flow.name):
        raise ShapeError([Fault("name", "A name has no eight digits in a row: choose another.")])
    return flow


def _refuse_taken_name(row: Flow, name: str) -> None:
    taken = select(Flow.id).where(
        Flow.department_id == row.department_id, Flow.name == name, Flow.id != row.id
    )
    if db.session.scalar(taken) is not None:
        raise ShapeError([Fault("name", f"The department has another flow named {name}.")])


def _replace_draft(row: Flow, document: dict[str, Any]) -> None:
    row.draft = document
    row.revision += 1


def _refuse_clash(row: Flow, flow: graph.Flow) -> None:
    """Two live flows with one link code would make it chance where a QR code leads."""
    others = db.session.execute(
        select(Flow.name, FlowVersion.document)
        .join(FlowVersion, Flow.live_version_id == FlowVersion.id)
        .where(Flow.department_id == row.department_id, Flow.id != row.id)
    )
    codes = _codes(flow.document)
    for name, document in others:
        for code in sorted(codes & _codes(document)):
            raise ClashError(
                f"The flow {name} already has the link code {code}: choose another code."
            )


def _codes(document: Mapping[str, Any]) -> set[str]:
    return {
        trigger["code"].upper()
        for trigger in document.get("triggers", [])
        if trigger["by"] == "link"
    }


def _next_number(row: Flow) -> int:
    numbers = select(FlowVersion.number).where(FlowVersion.flow_id == row.id)
    return max(db.session.scalars(numbers), default=0) + 1


def _record(action: str, row: Flow, actor: str, **details: Any) -> None:
    trail.record(
        action,
        actor=actor,
        subject=f"flow:{row.id}",
        department_id=row.department_id,
        flow=row.name,
        **details,
    )
