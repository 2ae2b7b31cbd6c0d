"""The outline of a flow: its nodes in reading order, each with its words and where it leads."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from flask_babel import gettext, pgettext

from admin.builder.lettering import cut
from flows.gate.reach import entrances
from flows.graph import Flow
from flows.kinds import registry
from flows.node import Exit, Node
from flows.problems import Problem
from flows.text import pick

LONGEST_NAME = 38  # Latin letters' width of a node's words where it is named


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


def outline(flow: Flow, language: str, page_language: str, problems: Iterable[Problem]) -> Outline:
    """The outline of ``flow`` with the words of ``language``; labels are in the page's language."""
    counted: dict[tuple[str, str], int] = {}
    for problem in problems:
        counted[problem.node, problem.severity] = (
            counted.get((problem.node, problem.severity), 0) + 1
        )
    order = reading_order(flow)
    names = names_of(flow, language)

    def card(node_id: str) -> Card:
        node: Node = flow.nodes[node_id]
        return Card(
            id=node_id,
            kind=node.kind,
            kind_name=kind_name(node.kind, page_language),
            texts=_texts(node, language, flow.languages),
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


def names_of(flow: Flow, language: str) -> dict[str, str]:
    """What staff read for each node: the beginning of its words, or its kind and id."""
    return {node_id: name_of(flow, node_id, language) for node_id in flow.nodes}


def name_of(flow: Flow, node_id: str, language: str) -> str:
    """The id and the beginning of the words of one node."""
    words = first_words(flow.nodes[node_id], language, flow.languages)
    shown = cut(" ".join(words.split()), LONGEST_NAME)
    return f"{node_id}: {shown}" if shown else node_id


def first_words(node: Node, language: str, languages: Iterable[str]) -> str:
    """The first words of a node that a citizen reads; empty where it says nothing."""
    for wording in node.wordings():
        text = pick(wording.texts, language, tuple(languages))
        if text:
            return str(text)
    return ""


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


def setting_name(path: str) -> str:
    """What staff read for a place of the settings that names a node, as ``leading_to`` gives it."""
    if path.startswith("triggers["):
        number = int(path.removeprefix("triggers[").partition("]")[0]) + 1
        return str(gettext("Entrance %(number)s", number=number))
    if path.startswith("defaults."):
        return str(gettext("For every step that does not say"))
    return str(gettext("Start")) if path == "start" else str(gettext("Safe place"))


def _texts(node: Node, language: str, languages: Iterable[str]) -> list[tuple[str, str]]:
    """Path and words; words that are missing in the language are an empty text.

    Of a list's items only what citizens are sure to read: a question, not its short name.
    """
    del languages
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
