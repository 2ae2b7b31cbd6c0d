"""Complete flows to begin from: files under ``starters/``, and what each needs of a department."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from flask_babel import gettext
from sqlalchemy import select

from admin.builder import saving
from admin.builder.drawing import Drawing, draw
from admin.builder.outline import Outline, outline
from config import ROOT
from extensions import db
from flows import graph
from flows.documents import written
from flows.graph import Flow
from flows.node import Mention
from flows.text import pick
from models import Queue

FOLDER = ROOT / "starters"

Texts = Mapping[str, str]


@dataclass(frozen=True)
class Starter:
    """A flow to begin from. ``then`` says what a department does with it first."""

    flow: Flow
    title: Texts
    description: Texts
    then: Texts

    @property
    def name(self) -> str:
        """The flow's name, and the starter's."""
        return self.flow.name

    def told(self, texts: Texts, language: str) -> str:
        """One of its texts in a language of the site."""
        return str(pick(texts, language, tuple(self.flow.languages)))

    def uses(self) -> list[str]:
        """What it needs of a department, in words of the page's language."""
        nouns = dict.fromkeys(one.noun for one in _mentions(self.flow))
        words = [_nouns().get(noun, noun) for noun in nouns]
        files = any(node.files for node in self.flow.nodes.values())
        return [*words, *([gettext("cases")] if files else [])]

    def outline(self, page_language: str) -> Outline:
        """Its steps in reading order, in the page's language."""
        return outline(self.flow, page_language, page_language, [])

    def drawing(self, page_language: str) -> Drawing:
        """The same, drawn."""
        return draw(self.outline(page_language))


@dataclass(frozen=True)
class Need:
    """Something of the department that a starter names; ``offered`` is what there is, name and words."""

    noun: str
    name: str
    words: str
    offered: list[tuple[str, str]]

    @property
    def key(self) -> str:
        """What its field is called on the page."""
        return f"{self.noun} {self.name}"

    @property
    def is_asked(self) -> bool:
        """Whether there is something to choose: other things than the one it names."""
        return any(name != self.name for name, _ in self.offered)

    @property
    def is_there(self) -> bool:
        """Whether the department has what it names."""
        return any(name == self.name for name, _ in self.offered)


@cache
def shelf() -> tuple[Starter, ...]:
    """Every starter, in the order in which they are shown."""
    listed = written.read((FOLDER / "contents.yaml").read_text(encoding="utf-8"))["starters"]
    return tuple(
        Starter(
            graph.parse(written.read((FOLDER / f"{one['flow']}.yaml").read_text(encoding="utf-8"))),
            one["title"],
            one["description"],
            one["then"],
        )
        for one in listed
    )


def named(name: str) -> Starter | None:
    """The starter of this name."""
    return next((one for one in shelf() if one.name == name), None)


def needs(
    flow: Flow, known: Mapping[str, Collection[str]], department_id: int, language: str
) -> list[Need]:
    """What ``flow`` names of what a department has of its own; each thing once."""
    queues = db.session.scalars(select(Queue).where(Queue.department_id == department_id))
    titles = {
        one.name: one.names.get(language) or one.names.get("en") or one.name for one in queues
    }
    found = {}
    for one in _mentions(flow):
        offered = [
            (name, titles.get(name, name) if one.noun == "queue" else name)
            for name in sorted(known.get(one.noun, ()))
        ]
        words = _nouns().get(one.noun, one.noun)
        found[one.noun, one.name] = Need(one.noun, one.name, words, offered)
    return list(found.values())


def begun(
    flow: Flow, name: str, needed: Iterable[Need], chosen: Mapping[str, str]
) -> dict[str, Any]:
    """The document of a new flow: as the starter, with what was ``chosen`` by the keys of its needs.

    What the department does not have is not chosen.
    """
    taken = {
        (one.noun, one.name): chosen[one.key]
        for one in needed
        if any(chosen.get(one.key) == name for name, _ in one.offered)
    }
    document = {**saving.copied(flow.document), "name": name}
    for node_id, node in flow.nodes.items():
        for one in node.mentions():
            if taken.get((one.noun, one.name), one.name) != one.name:
                document["nodes"][node_id][one.field] = taken[one.noun, one.name]
    return document


def _mentions(flow: Flow) -> list[Mention]:
    return [one for node in flow.nodes.values() for one in node.mentions()]


def _nouns() -> dict[str, str]:
    """What things are called on the page, by the noun of a ``Mention``."""
    return {
        "calendar": gettext("your calendar"),
        "queue": gettext("people who answer"),
        "template": gettext("an approved template"),
        "booking": gettext("something to book"),
        "table": gettext("a table"),
        "connector": gettext("a connection to your system"),
        "flow": gettext("another flow"),
        "asset": gettext("a file"),
    }
