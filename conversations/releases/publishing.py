"""Drafts and publications of flows: what the terminal and the staff site both do with them.

Nothing here commits: the change and its entries on the trail belong to the caller's transaction.
"""

from collections.abc import Callable, Collection, Mapping
from typing import Any

import msgspec
from sqlalchemy import select

from audit.detail import slug
from connectors import shelf
from conversations.releases import clearance
from conversations.talks import library, surroundings
from extensions import db
from flows import check, graph
from flows.check import Context
from flows.department.surroundings import Surroundings
from flows.documents.faults import Fault, ShapeError
from flows.gate import data
from flows.problems import Problem
from flows.versions import stages
from flows.versions.plan import FINISH, Plan, checked
from flows.versions.stages import Way
from models import Asset, Department, Flow, FlowVersion, Queue


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
        row = Flow(
            department_id=department.id,
            name=flow.name,
            draft=flow.document,
            revision=1,
            policy=department.flow_policy,
            authors=[actor],
        )
        db.session.add(row)
    else:
        row.set_aside = row.draft
        _replace_draft(row, flow, actor)
    db.session.flush()
    clearance.record("flow.imported", row, actor, revision=row.revision)
    return row


def save_draft(row: Flow, document: Mapping[str, Any], actor: str, seen: int | None = None) -> None:
    """Make ``document`` the draft of ``row``; ``seen`` is the revision that its author started from.

    The name inside the document becomes the row's name.

    Raises:
        ShapeError: it is not a flow.
        StaleDraftError: the draft is at another revision than ``seen``.

    """
    flow = _named(graph.parse(document))
    hold(row, seen)
    _refuse_taken_name(row, flow.name)
    row.name = flow.name
    _replace_draft(row, flow, actor)
    db.session.flush()
    clearance.record("flow.saved", row, actor, revision=row.revision)


def problems_of(row: Flow) -> list[Problem]:
    """What the gate says of the draft of ``row`` among its department's live flows, errors first.

    Raises:
        ShapeError: the draft is not a flow.

    """
    return check.check(graph.parse(row.draft), context(row.department_id))


def context(department_id: int) -> Context:
    """What the gate must know of a department: its live flows, and which of them run which."""
    live = _live(department_id)
    queues = set(db.session.scalars(select(Queue.name).where(Queue.department_id == department_id)))
    department = db.session.get_one(Department, department_id)
    files = db.session.scalars(select(Asset.sha256).where(Asset.department_id == department_id))
    around = surroundings.seen_by_staff(department_id).model_copy(
        update={"connectors": shelf.approved(department_id)}
    )
    return Context(
        front_doors=[row.name for row, flow in live if flow.is_front_door],
        known={
            "flow": {row.name for row, _ in live},
            "queue": queues,
            "asset": set(files),
            **around.known,
        },
        has_person=bool(queues or department.telephone or department.hours),
        trusted={name for name, one in around.connectors.items() if one.personal},
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
    return [(row, one) for row, flow in _live(department_id) for one in data.misfits(flow, around)]


def _draft_mentions(row: Flow, noun: str, name: str) -> bool:
    try:
        return _mentions(graph.parse(row.draft), noun, name)
    except ShapeError:
        return False


def _mentions(flow: graph.Flow, noun: str, name: str) -> bool:
    mentioned = (one for node in flow.nodes.values() for one in node.mentions())
    return any((one.noun, one.name) == (noun, name) for one in mentioned)


def naming(department_id: int, noun: str, name: str) -> list[Flow]:
    """The department's live flows whose nodes need this ``noun``, such as a connector, by name."""
    return [row for row, flow in _live(department_id) if _mentions(flow, noun, name)]


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
    """What a publication of ``flow`` locks now: content hashes, by the noun and name of what it needs.

    Of what has no hash to lock, such as a queue, nothing is locked.
    """
    wanted: dict[str, list[str]] = {}
    for node in flow.nodes.values():
        for one in node.mentions():
            wanted.setdefault(one.noun, []).append(one.name)
    locked = {
        noun: LOCKING[noun](department_id, list(dict.fromkeys(names)))
        for noun, names in wanted.items()
        if noun in LOCKING
    }
    return {noun: dict(found) for noun, found in locked.items()}


def _live_hashes(department_id: int, names: Collection[str]) -> dict[str, str]:
    live = {row.name: found.content_hash for row, found in _live(department_id)}
    return {name: live[name] for name in names if name in live}


# How what a version needs from outside is locked: by the noun of its ``Mention``, from the names to
# the content hashes that they have now in a department. A layer above may add nouns of its own.
LOCKING: dict[str, Callable[[int, Collection[str]], Mapping[str, str]]] = {"flow": _live_hashes}


def publish(
    row: Flow,
    actor: str,
    accepted: Collection[str] = (),
    seen: int | None = None,
    plan: Plan = FINISH,
) -> FlowVersion:
    """Let the draft of ``row`` answer citizens from their next talk on.

    ``accepted`` names the codes of the warnings that the publisher has read and accepts, ``seen``
    the revision that they looked at. ``plan`` says what becomes of people who are in the middle of
    it; where only words are new they read them at their next message, whatever it says. A draft that
    is already live is left as it is, and its version is returned; unless a flow that it runs was
    published since, which this takes up.

    Raises:
        ShapeError: the draft is not a flow.
        GateError: with the errors, or with the warnings that nobody has accepted.
        ClashError: another live flow of the department has one of its link codes.
        PlanError: the plan cannot be carried out on the draft.
        StaleDraftError: the draft is at another revision than ``seen``.
        RefusedError: it takes somebody else's approval (``flows.versions.stages``).

    """
    hold_all(row, seen)
    flow = graph.parse(row.draft)
    problems = _passed(row, flow, accepted)
    checked(plan, flow)
    live, locked = row.live_version, locks(row.department_id, flow)
    if live is not None and (live.content_hash, live.locks) == (flow.content_hash, locked):
        return live
    way = clearance.right(row, flow, actor)
    version = _released(row, flow, actor, problems, way, plan)
    clearance.published(row, version)
    return version


def bring_back(version: FlowVersion, actor: str) -> FlowVersion:
    """Let a version that was live before answer citizens again; the draft stays as it is.

    Raises:
        GateError: with the errors that it would have now.
        ClashError: another live flow of the department has one of its link codes.
        RefusedError: it was never approved.

    """
    row = version.flow
    hold_all(row)
    flow = graph.parse(version.document)
    problems = _passed(row, flow, version.accepted)
    way = stages.way("retired", clearance.facts(row, flow, actor))
    return _released(row, flow, actor, problems, way, FINISH)


def _passed(row: Flow, flow: graph.Flow, accepted: Collection[str]) -> list[Problem]:
    """The warnings with which ``flow`` passes; an error where it does not."""
    problems = check.check(flow, context(row.department_id))
    stopping = [
        problem
        for problem in problems
        if problem.severity == "error" or problem.code not in accepted
    ]
    if stopping:
        raise GateError(stopping)
    _refuse_clash(row, flow)
    return problems


def _released(
    row: Flow, flow: graph.Flow, actor: str, problems: list[Problem], way: Way, plan: Plan
) -> FlowVersion:
    version = FlowVersion(
        department_id=row.department_id,
        flow=row,
        number=_next_number(row),
        content_hash=flow.content_hash,
        document=flow.document,
        accepted=sorted({problem.code for problem in problems}),
        locks=locks(row.department_id, flow),
        way=way,
        look="due" if way == "words" else "",
        plan=msgspec.to_builtins(plan) if plan != FINISH else {},
        published_by=actor,
    )
    db.session.add(version)
    db.session.flush()
    row.live_version = version
    db.session.flush()
    clearance.record(
        "flow.published",
        row,
        actor,
        number=version.number,
        version=version.content_hash,
        accepted=version.accepted,
        people=plan.people,
        way=way,
    )
    return version


def hold_all(row: Flow, seen: int | None = None) -> None:
    """As ``hold``; and the department's publications come one after another.

    So two flows cannot both take the front door.
    """
    db.session.execute(
        select(Department.id).where(Department.id == row.department_id).with_for_update()
    )
    hold(row, seen)


def hold(row: Flow, seen: int | None = None) -> None:
    """Read ``row`` anew and keep others from changing it until the transaction ends."""
    db.session.flush()  # what this transaction has changed already would be read over
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


def _replace_draft(row: Flow, flow: graph.Flow, actor: str) -> None:
    clearance.edited(row, flow.content_hash, actor)
    row.draft = flow.document
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
