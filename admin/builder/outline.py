"""The outline of a flow: its nodes in reading order, each with its words and where it leads."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from flask_babel import pgettext

from flows.called import read
from flows.department.surroundings import Surroundings
from flows.gate.reach import entrances
from flows.graph import Flow
from flows.kinds import registry
from flows.node import Exit, Node
from flows.problems import Problem
from flows.text import pick
from flows.versions.telling import name_of_node

NOTHING_AROUND = Surroundings()


@dataclass(frozen=True)
class Way:
    """An exit of a card. ``target`` is empty where it leads nowhere; ``exists`` whether to a node."""

    id: str
    label: str
    target: str
    target_name: str
    exists: bool
    by_default: bool
    needed: bool


@dataclass(frozen=True)
class Card:
    """A node as people read it. ``texts`` are the words in one language, by where they stand."""

    id: str
    kind: str
    kind_name: str
    texts: list[tuple[str, str]]
    ways: list[Way]
    errors: int = 0
    warnings: int = 0
    is_start: bool = False


@dataclass(frozen=True)
class Outline:
    """Cards in reading order; ``lost`` are those that nothing leads to."""

    cards: list[Card]
    lost: list[Card] = field(default_factory=list)


def outline(
    flow: Flow,
    language: str,
    page_language: str,
    problems: Iterable[Problem],
    around: Surroundings = NOTHING_AROUND,
) -> Outline:
    """The outline of ``flow`` with the words of ``language``; labels are in the page's language.

    ``around`` is what of the department's own is read in it, such as the words of a template.
    """
    counted: dict[tuple[str, str], int] = {}
    for problem in problems:
        counted[problem.node, problem.severity] = (
            counted.get((problem.node, problem.severity), 0) + 1
        )
    order = reading_order(flow)
    names = names_of(flow, language, page_language)

    def card(node_id: str) -> Card:
        node: Node = flow.nodes[node_id]
        return Card(
            id=node_id,
            kind=node.kind,
            kind_name=kind_name(node.kind, page_language),
            texts=[
                (path, read(flow, text, page_language))
                for path, text in (
                    *_borrowed(node, around, flow.languages, language),
                    *_texts(node, language),
                )
            ],
            ways=[_way(flow, node_id, way, language, names) for way in node.ways()],
            errors=counted.get((node_id, "error"), 0),
            warnings=counted.get((node_id, "warning"), 0),
            is_start=node_id == flow.start,
        )

    reached = set(order)
    return Outline(
        [card(node_id) for node_id in order],
        [card(node_id) for node_id in flow.nodes if node_id not in reached],
    )


def reading_order(flow: Flow) -> list[str]:
    """The reachable nodes depth first from the start, then from each other entrance."""
    order: dict[str, None] = {}
    waiting = list(reversed(entrances(flow)))
    while waiting:
        node_id = waiting.pop()
        if node_id in order:
            continue
        order[node_id] = None
        following = [flow.target(node_id, way.id) for way in flow.nodes[node_id].ways()]
        waiting.extend(to for to in reversed(following) if to in flow.nodes and to not in order)
    return list(order)


def names_of(flow: Flow, language: str, page_language: str) -> dict[str, str]:
    """What staff read for each node: the first words of ``language`` and its kind.

    Where two read the same, their ids tell them apart.
    """
    names = {one: name_of_node(flow, one, page_language, language) for one in flow.nodes}
    often = Counter(names.values())
    return {one: f"{name} {one}" if often[name] > 1 else name for one, name in names.items()}


def kind_name(kind: str, page_language: str) -> str:
    """What staff call a kind."""
    found = registry().get(kind)
    return kind if found is None else found.names.get(page_language) or found.names["en"]


def leading_to(document: Mapping[str, Any], node_id: str) -> list[tuple[str, str]]:
    """Every place in the document that names a node: the node that does (or ``""``) and where."""
    found = [
        (other, f"exits.{exit_id}")
        for other, stored in document.get("nodes", {}).items()
        for exit_id, target in stored.get("exits", {}).items()
        if target == node_id and other != node_id
    ]
    found += [
        (other, key)
        for other, stored in document.get("nodes", {}).items()
        for key, value in stored.items()
        if value == node_id and key != "kind" and other != node_id and key == "from"
    ]
    found += [("", key) for key in ("start", "safe") if document.get(key) == node_id]
    found += [
        ("", f"defaults.{key}") for key, to in document.get("defaults", {}).items() if to == node_id
    ]
    found += [
        ("", f"triggers[{place}].at")
        for place, trigger in enumerate(document.get("triggers", []))
        if trigger.get("at") == node_id
    ]
    return found


def _borrowed(
    node: Node, around: Surroundings, languages: Sequence[str], language: str
) -> list[tuple[str, str]]:
    words = str(pick(node.borrowed(around, languages), language, languages))
    return [("", words)] if words else []


def _texts(node: Node, language: str) -> list[tuple[str, str]]:
    """Path and words; words that are missing in the language are an empty text.

    Of a list's items only what citizens are sure to read: a question, not its short name.
    """
    ways = {id(way.texts) for way in node.ways() if way.texts is not None}
    return [
        (wording.path, wording.texts.get(language, ""))
        for wording in node.wordings()
        if id(wording.texts) not in ways
        and (wording.required or (any(wording.texts.values()) and "[" not in wording.path))
    ]


def _way(flow: Flow, node_id: str, way: Exit, language: str, names: Mapping[str, str]) -> Way:
    target = flow.target(node_id, way.id) or ""
    label = str(pick(way.texts, language, flow.languages)) if way.texts else ""
    return Way(
        id=way.id,
        label=label or str(pgettext("exit", way.label)),
        target=target,
        target_name=names.get(target, target),
        exists=target in flow.nodes,
        by_default=bool(target) and way.id not in flow.nodes[node_id].exits,
        needed=way.needed,
    )
