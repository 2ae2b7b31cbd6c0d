"""All texts of a flow side by side in its languages: what is missing, what has fallen behind.

A translation has fallen behind when the words of the flow's first language were changed since the
live version and its own were not.
"""

import copy
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from flows.graph import Flow

_STEP = re.compile(r"([^.\[\]]+)|\[(\d+)\]")
Key = tuple[str, str]  # the node, and the place in it such as options[0].label


@dataclass(frozen=True)
class Line:
    """One text. ``room`` is how long it may become; ``behind`` the languages that have fallen behind."""

    node: str
    path: str
    texts: Mapping[str, str]
    room: int
    behind: frozenset[str] = frozenset()

    @property
    def key(self) -> Key:
        """What the text is known by."""
        return self.node, self.path

    def missing(self, languages: list[str]) -> list[str]:
        """The languages in which there are no words."""
        return [tag for tag in languages if not self.texts.get(tag, "").strip()]


def lines(flow: Flow, order: list[str], live: Flow | None = None) -> list[Line]:
    """The texts of the nodes in ``order``; empty texts that nobody must write are left out."""
    before = dict(_texts(live, list(live.nodes))) if live else {}
    return [
        Line(*key, texts, room, _behind(flow.languages, texts, before.get(key, (texts, 0))[0]))
        for key, (texts, room) in _texts(flow, order)
    ]


def _texts(flow: Flow, order: list[str]) -> Iterator[tuple[Key, tuple[Mapping[str, str], int]]]:
    for node_id in order:
        for one in flow.nodes[node_id].wordings():
            if one.required or any(one.texts.values()):
                yield (node_id, one.path), (one.texts, one.room)


def _behind(
    languages: list[str], now: Mapping[str, str], before: Mapping[str, str]
) -> frozenset[str]:
    first, *others = languages
    if now.get(first) == before.get(first):
        return frozenset()
    return frozenset(tag for tag in others if now.get(tag) and now.get(tag) == before.get(tag))


def written(document: Mapping[str, Any], texts: Mapping[tuple[Key, str], str]) -> dict[str, Any]:
    """``document`` with each of ``texts`` (by key and language) in its place; empty takes it out.

    Raises:
        KeyError: the document has no such place.

    """
    made = copy.deepcopy(dict(document))
    for ((node_id, path), tag), text in texts.items():
        place = made["nodes"][node_id]
        *outer, last = _steps(path)
        for step in outer:
            place = _within(place, step)
        if isinstance(place, dict):
            place = place.setdefault(last, {})
        if text:
            place[tag] = text
        else:
            place.pop(tag, None)
    return made


def _within(place: Any, step: str | int) -> Any:
    try:
        return place[step]
    except (IndexError, TypeError) as fault:
        raise KeyError(step) from fault


def _steps(path: str) -> list[str | int]:
    return [int(number) if number else name for name, number in _STEP.findall(path)]
