"""What is understood of what people write: the labelled utterances of ``tests/flows/utterances``.

A file says what is said where: to a menu of the demonstration (``at``), to a department when nothing
waits (``door``, its flows), to a menu that stands in the file (``options``), or anywhere
(``everywhere``: words that work everywhere, and danger). Under ``said`` stand groups; in a group, what
is meant: an option, a trigger's node, ``none``, or two with `` / `` between them, which must be asked
about.
"""

import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any, Literal

from config import ROOT
from flows import phrases
from flows.documents.written import read
from flows.graph import Flow, parse
from flows.kinds.menu import Menu
from flows.match import NOTHING, Reading
from flows.talk.entrances import leads_of

UTTERANCES = ROOT / "tests" / "flows" / "utterances"
DEMO = ROOT / "demo"
NONE = "none"
BESIDE = " / "

Outcome = Literal["chosen", "asked", "missed", "misled", "wrong", "left", "bothered"]


@dataclass(frozen=True)
class Utterance:
    """What somebody wrote: the file and group it stands in, and what it means there."""

    file: str
    kind: Literal["menu", "trigger", "everywhere"]
    group: str
    text: str
    means: str

    def outcome(self, reading: Reading) -> Outcome:
        """How ``reading`` fares.

        ``chosen`` and ``asked`` are right: taken at once, or among what is asked about. ``missed``
        is not understood, ``misled`` asks about other things, ``wrong`` takes something else.
        What means nothing is ``left``, or somebody is ``bothered`` with a question.
        """
        wanted = set() if self.means == NONE else set(self.means.split(BESIDE))
        if reading.certain:
            return "chosen" if wanted == {reading.sure} else "wrong"
        if not wanted:
            return "bothered" if reading.keys else "left"
        if not reading.keys:
            return "missed"
        return "asked" if wanted <= set(reading.keys) else "misled"


@dataclass
class Tally:
    """Outcomes counted."""

    outcomes: Counter[Outcome] = field(default_factory=Counter)

    @property
    def precision(self) -> float:
        """Of what was taken without asking, the share that was right."""
        chosen, wrong = self.outcomes["chosen"], self.outcomes["wrong"]
        return chosen / (chosen + wrong) if chosen + wrong else 1.0

    @property
    def recall(self) -> float:
        """Of what means something, the share that was taken rightly or rightly asked about."""
        found = self.outcomes["chosen"] + self.outcomes["asked"]
        meant = found + self.outcomes["missed"] + self.outcomes["misled"]
        return found / meant if meant else 1.0

    @property
    def at_once(self) -> float:
        """Of what was found, the share that needed no question."""
        found = self.outcomes["chosen"] + self.outcomes["asked"]
        return self.outcomes["chosen"] / found if found else 1.0

    def line(self, name: str) -> str:
        """The figures in a row; – where nothing there means anything."""
        count = sum(self.outcomes.values())
        shares = (self.precision, self.recall, self.at_once)
        found = any(self.outcomes[one] for one in ("chosen", "asked", "missed", "misled"))
        columns = "".join(f"{share:>10.3f}" if found else f"{'–':>10}" for share in shares)
        wrong, bothered = self.outcomes["wrong"], self.outcomes["bothered"]
        return f"  {name:<28}{count:>5}{columns}{wrong:>7}{bothered:>10}"


def utterances() -> Iterator[tuple[Utterance, Callable[[str], Reading]]]:
    """Every utterance, with what reads it where it is said."""
    for path in sorted(UTTERANCES.glob("*.yaml")):
        document = read(path.read_text(encoding="utf-8"))
        kind, reader = _place(document)
        for group, by_meaning in document["said"].items():
            for means, texts in by_meaning.items():
                for text in texts:
                    yield Utterance(path.stem, kind, group, str(text), means), reader


def _place(document: Mapping[str, Any]) -> tuple[Any, Callable[[str], Reading]]:
    if "at" in document:
        menu = _flow(document["at"]["flow"]).nodes[document["at"]["node"]]
        return "menu", menu.understood
    if "options" in document:
        options = [
            {"id": option, "label": {tag: words[0] for tag, words in by_language.items()},
             "also": {tag: words[1:] for tag, words in by_language.items()}}
            for option, by_language in document["options"].items()
        ]  # fmt: skip
        return "menu", Menu.model_validate({"kind": "menu", "options": options}).understood
    if "door" in document:
        flows = tuple(_flow(path) for path in document["door"])
        return "trigger", lambda text: _at_the_door(flows, text)
    return "everywhere", _everywhere


@cache
def _flow(path: str) -> Flow:
    return parse(read((DEMO / path).read_text(encoding="utf-8")))


def _at_the_door(flows: tuple[Flow, ...], text: str) -> Reading:
    """The nodes of the triggers, ``start`` for the front door's first; other flows by their names."""
    surely, entries = leads_of(flows, text)
    front = flows[0].name
    ways = (
        (trigger.at or "start") if flow.name == front else flow.name for flow, trigger in entries
    )
    return Reading(tuple(ways), surely)


def _everywhere(text: str) -> Reading:
    word = phrases.global_words().whole(text)
    if word is not None:
        return Reading((word,), certain=True)
    return Reading(("danger",), certain=True) if phrases.is_danger(text) else NOTHING


def tallies() -> tuple[dict[str, Tally], list[tuple[Utterance, Outcome]]]:
    """The figures by kind and group, and what did not go as labelled."""
    found: dict[str, Tally] = {}
    amiss: list[tuple[Utterance, Outcome]] = []
    for said, reader in utterances():
        outcome = said.outcome(reader(said.text))
        for name in (f"all {said.kind}s", f"{said.kind}: {said.group}"):
            found.setdefault(name, Tally()).outcomes[outcome] += 1
        if outcome not in {"chosen", "asked", "left"}:
            amiss.append((said, outcome))
    return found, amiss


def measure() -> str:
    """A table with precision, recall and more for each kind and group of utterances."""
    rows = list(utterances())
    begun = time.perf_counter()
    for said, reader in rows:
        reader(said.text)
    spent = time.perf_counter() - begun
    found, _ = tallies()
    columns = "".join(f"{name:>10}" for name in ("precision", "recall", "at once"))
    return "\n".join(
        [
            f"understanding: {len(rows)} labelled utterances, {len(rows) / spent:,.0f} a second",
            f"  {'':<28}{'count':>5}{columns}{'wrong':>7}{'bothered':>10}",
            *(found[name].line(name) for name in sorted(found)),
        ]
    )
