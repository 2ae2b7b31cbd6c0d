"""What becomes of people who are in the middle of a flow when another version is published."""

from collections.abc import Iterable, Mapping
from typing import Any, Literal

import msgspec

from flows.gate.reach import targets
from flows.graph import Flow
from flows.node import Node

RESTART = ""  # instead of a node: the flow begins again
LONGEST_WORD = 600  # characters of the explanation, before whatever is asked then


class Plan(msgspec.Struct, frozen=True):
    """How people get from older versions to this one. New words alone need none.

    With ``finish`` they end the talk on the version they are on. With ``move`` whoever stands on a
    node that is still there goes on at it; ``places`` says, for each node that is gone, the node
    where its people go on, or ``RESTART``. Who is not named there restarts, too. ``word`` is said to
    those whose node is gone, by language; without it a built-in sentence is.
    """

    people: Literal["finish", "move"] = "finish"
    places: dict[str, str] = {}
    word: dict[str, str] = {}


FINISH = Plan()


class PlanError(Exception):
    """A plan does not fit the version that it is for; the message says why."""


def read(stored: Any) -> Plan:
    """The plan in what is stored with a version; nothing stored means that people finish.

    Raises:
        PlanError: it is none.

    """
    try:
        return msgspec.convert(stored or {}, Plan)
    except msgspec.ValidationError as fault:
        raise PlanError(str(fault)) from fault


def checked(plan: Plan, after: Flow) -> Plan:
    """``plan``, if it can be carried out on ``after``.

    Raises:
        PlanError: it names a node that ``after`` does not have, or explains at too great a length.

    """
    for node_id, target in plan.places.items():
        if target != RESTART and after.node(target) is None:
            message = f"The plan sends people from “{node_id}” to “{target}”, which does not exist."
            raise PlanError(message)
    for words in plan.word.values():
        if len(words) > LONGEST_WORD:
            message = f"The word of explanation has more than {LONGEST_WORD} characters."
            raise PlanError(message)
    return plan


def gone(before: Flow, after: Flow, standing: Iterable[str] = ()) -> list[str]:
    """The nodes at which somebody stands, or can wait, and which ``after`` no longer has.

    ``standing`` are nodes at which people stand, in whatever version.
    """
    waiting = [node_id for node_id, node in before.nodes.items() if node.waits]
    return [one for one in dict.fromkeys([*waiting, *standing]) if one not in after.nodes]


def plan_for(before: Flow, after: Flow, standing: Mapping[str, int]) -> Plan:
    """The plan to begin with: people finish; for each node that is gone, where they could go on.

    That is the node that took its place under another name, else the last one before it that is
    still there and waits, else the start.
    """
    places = {node_id: _likely(before, after, node_id) for node_id in gone(before, after, standing)}
    return Plan(places=places)


def _likely(before: Flow, after: Flow, node_id: str) -> str:
    node = before.node(node_id)
    if node is None:
        return RESTART
    fresh = {name: found for name, found in after.nodes.items() if name not in before.nodes}
    renamed = next((name for name, found in fresh.items() if _same_words(node, found)), None)
    return renamed or _nearest_before(before, after, node_id)


def _same_words(node: Node, other: Node) -> bool:
    """Whether two nodes of one kind say the same, something at all."""
    words = [one.texts for one in node.wordings()]
    return (
        type(node) is type(other)
        and any(words)
        and words == [one.texts for one in other.wordings()]
    )


def _nearest_before(before: Flow, after: Flow, node_id: str) -> str:
    leading: dict[str, list[str]] = {}
    for other in before.nodes:
        for target in targets(before, other).values():
            leading.setdefault(target, []).append(other)
    seen, waiting = {node_id}, [node_id]
    for one in waiting:
        for other in leading.get(one, ()):
            if other in seen:
                continue
            found = after.node(other)
            if found is not None and found.waits:
                return RESTART if other == after.start else other
            seen.add(other)
            waiting.append(other)
    return RESTART
