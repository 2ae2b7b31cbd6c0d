"""Bringing a talk that is under way to a newer version of its flows.

A version stands at the end of a row of editions, each with its plan. A frame goes along that row:
to the last edition that has the graph of its own (only words are new), or whose plan moves people;
and on from there. Who finds neither stays where they are, on a version that never changes. An inner
flow goes no further than to the edition that the flow around it has locked.

Only the foreground can lose its place. What is parked or stands aside moves when all of it fits,
and stays on its version when it does not. A talk that a person has is left alone.
"""

import sys
from collections.abc import Callable, Collection, Iterator, Sequence
from itertools import zip_longest
from typing import Any, Literal, Protocol

import msgspec

from flows.graph import Flow
from flows.node import Node
from flows.state import Aside, Frame, Parked, State, copied, handed_over
from flows.versions.bones import node_bones
from flows.versions.plan import FINISH, RESTART, Plan

Landing = Literal["stays", "kept", "again", "elsewhere"]
FREELY = Plan("move")  # for what is only kept: it goes wherever it fits


class Edition(msgspec.Struct, frozen=True):
    """A publication of a flow: its number, its content hash, and what was planned for people."""

    number: int
    version: str
    plan: Plan = FINISH


class Editions(Protocol):
    """What has to be known of the flows: a part of ``flows.world.Library``."""

    @property
    def entries(self) -> Sequence[Flow]:
        """The flows as they are published now."""

    def pinned(self, version: str) -> Flow | None:
        """The version with this content hash, or None."""

    def named(self, name: str, within: str = "") -> Flow | None:
        """The flow of this name, as ``within`` locked it or else as it is now; or None."""

    def editions(self, name: str) -> Sequence[Edition]:
        """Every publication of the flow of this name, the oldest first."""


class Moved(msgspec.Struct):
    """A talk after moving, and what became of its foreground.

    ``stays``: nothing to move, or none that moved. ``kept``: it goes on where it was. ``again``: at
    its node, which is taken up again. ``elsewhere``: its node is gone, and it goes on at another.
    ``plan`` is the one that put it there.
    """

    state: State
    landing: Landing
    plan: Plan = FINISH


Step = tuple[Flow, Flow, Plan | None]  # from, to, and by which plan; None for new words alone
Course = Callable[[Frame, Editions, int], Iterator[Step]]
NO_LIMIT = sys.maxsize


def moved(state: State, library: Editions) -> Moved:
    """``state`` with every frame at the version where it now belongs; the one given stays as it is."""
    if handed_over(state) or _is_current(state, library):
        return Moved(state, "stays")
    frames, landing, plan = _brought(state.frames, library, by_plan)
    under_way = {frame.flow for frame in frames}
    new = msgspec.structs.replace(
        state,
        frames=frames,
        asked=state.asked if landing in ("stays", "kept") else {},
        parked=[_parked(one, library, under_way) for one in state.parked],
        aside=[_aside(one, library) for one in state.aside],
    )
    return Moved(new, landing, plan)


def by_plan(frame: Frame, library: Editions, limit: int) -> Iterator[Step]:
    """The steps that ``frame`` takes along its flow's editions, as far as their plans move people."""
    editions, version = library.editions(frame.flow), frame.version
    while True:
        numbers = [one.number for one in editions if one.version == version]
        before = library.pinned(version)
        if before is None or not numbers:
            return
        step = _next(
            before, [one for one in editions if max(numbers) < one.number <= limit], library
        )
        if step is None:
            return
        yield step
        version = step[1].content_hash


def freely(frame: Frame, library: Editions, limit: int) -> Iterator[Step]:
    """One step to the last edition: for what is only kept, and nobody stands on."""
    last = [one for one in library.editions(frame.flow) if one.number <= limit][-1:]
    before = library.pinned(frame.version)
    after = library.pinned(last[0].version) if last else None
    if before is not None and after is not None and after.content_hash != before.content_hash:
        yield before, after, FREELY


def _next(before: Flow, later: Sequence[Edition], library: Editions) -> Step | None:
    for edition in reversed(later):
        after = library.pinned(edition.version)
        if after is None:
            continue
        if after.bones_hash == before.bones_hash:
            return before, after, None
        if edition.plan.people == "move":
            return before, after, edition.plan
    return None


def _is_current(state: State, library: Editions) -> bool:
    """Whether everything is at a version that is published now: so in nearly every turn."""
    entries = library.entries
    stacks = [state.frames, *(one.frames for one in state.parked)]
    stacks += [one.frames for one in state.aside]
    return all(_is_live(frame.version, entries) for frames in stacks for frame in frames)


def _is_live(version: str, entries: Sequence[Flow]) -> bool:
    return any(flow.content_hash == version for flow in entries)


def _brought(
    frames: Sequence[Frame], library: Editions, course: Course
) -> tuple[list[Frame], Landing, Plan]:
    """A stack, the outermost flow first; where a frame loses its place, the inner ones are left."""
    brought: list[Frame] = []
    landing: Landing = "stays"
    by = FINISH
    for frame, inner in zip_longest(copied(list(frames)), frames[1:]):
        limit = _limit(brought[-1], frame, library) if brought else NO_LIMIT
        for before, after, plan in course(frame, library, limit):
            if plan is None:
                frame.version = after.content_hash
                landing = "kept" if landing == "stays" else landing
                continue
            landing = _carry(frame, inner, before, after, plan, landing)
            by = plan
        brought.append(frame)
        if landing in ("again", "elsewhere"):
            break
    return brought, landing, by


def _limit(caller: Frame, inner: Frame, library: Editions) -> int:
    """The number of the edition of the inner flow that the flow around it runs."""
    locked = library.named(inner.flow, caller.version)
    version = locked.content_hash if locked else inner.version
    numbers = [one.number for one in library.editions(inner.flow) if one.version == version]
    return max(numbers, default=0)


def _carry(
    frame: Frame, inner: Frame | None, before: Flow, after: Flow, plan: Plan, landing: Landing
) -> Landing:
    """Put ``frame`` on ``after``, keeping what still fits; where its talk lands by it."""
    old, new = before.node(frame.node), after.node(frame.node)
    alike = old is not None and new is not None and _alike(before, after, frame.node)
    frame.version = after.content_hash
    frame.answers = _answers(frame.answers, before, after)
    frame.results = {one: found for one, found in frame.results.items() if after.node(one)}
    frame.trail = [one for one in frame.trail if after.node(one)]
    if new is None:
        target = plan.places.get(frame.node, RESTART)
        frame.trail = frame.trail if after.node(target) else []
        frame.node = target if after.node(target) else after.start
        frame.progress = {}
        return "elsewhere"
    if landing in ("again", "elsewhere"):
        return landing  # it has not been entered since it lost its place
    if inner is not None:
        runs = {one.name for one in new.mentions() if one.noun == "flow"}
        return "kept" if inner.flow in runs else "again"
    carried = frame.progress if alike else _progress(new, old, frame.progress)
    frame.progress = carried or {}
    return "again" if carried is None else "kept"


def _progress(new: Node, old: Node | None, progress: dict[str, Any]) -> dict[str, Any] | None:
    if old is None or type(new) is not type(old):
        return None
    if new.collects and not progress:
        return progress  # it is asked whether to go on with it, and it is not entered yet
    return new.carried(old, progress)


def _alike(before: Flow, after: Flow, node_id: str) -> bool:
    old, new = before.document["nodes"][node_id], after.document["nodes"][node_id]
    return node_bones(old) == node_bones(new)


def _answers(answers: dict[str, Any], before: Flow, after: Flow) -> dict[str, Any]:
    found = {}
    for node_id, value in answers.items():
        old, new = before.node(node_id), after.node(node_id)
        kept = new.kept(old, value) if old is not None and new is not None else None
        if kept is not None:
            found[node_id] = kept
    return found


def _parked(one: Parked, library: Editions, under_way: Collection[str]) -> Parked:
    """What was left unfinished goes to the version in which the talk can come back to it."""
    course = by_plan if one.frames[-1].flow in under_way else freely
    frames, landing, _ = _brought(one.frames, library, course)
    same = len(frames) == len(one.frames) and frames[-1].node == one.frames[-1].node
    return Parked(frames, one.expires) if same and landing in ("kept", "again") else one


def brought_to(parked: Parked, frames: Sequence[Frame], library: Editions) -> Parked | None:
    """What was left unfinished, in the versions in which ``frames`` stand.

    None where nothing of its answers holds there.
    """
    versions = {frame.flow: frame.version for frame in frames}

    def course(frame: Frame, library: Editions, _limit: int) -> Iterator[Step]:
        before = library.pinned(frame.version)
        after = library.pinned(versions.get(frame.flow, frame.version))
        if before is not None and after is not None and after.content_hash != before.content_hash:
            yield before, after, FREELY

    brought, _, _ = _brought(parked.frames, library, course)
    last, was = brought[-1], parked.frames[-1]
    same = len(brought) == len(parked.frames) and last.node == was.node
    here = last.version == versions.get(last.flow, last.version)
    return (
        Parked(brought, parked.expires) if same and here and last.answers.get(last.node) else None
    )


def _aside(one: Aside, library: Editions) -> Aside:
    frames, landing, _ = _brought(one.frames, library, by_plan)
    return Aside(one.wait, frames) if landing == "kept" else one
