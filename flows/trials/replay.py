"""Replay: a recorded talk is taken through two versions, and their answers are compared.

Both begin with the same citizen at the same time; what time brings (silence, waits that are over)
each version brings itself. Where only words differ the talk goes on; where one version goes another
way the comparison ends, because what the citizen did next answered the other one. References of cases
count as the same.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from flows.documents.shape import duration
from flows.effects import Call, Effect, FileCase, Say
from flows.events import Due, Event, HandedBack, Reply, Silence, Taken
from flows.messages import words
from flows.rehearse import ASKED, asked, event_of
from flows.trials.misses import Why
from flows.trials.script import Step
from flows.trials.stage import PACE, Stage, tappable

REFERENCE = "◆"  # stands for the reference of a case


@dataclass(frozen=True)
class Heard:
    """What came back: the words and choices by the node that said them, what else was asked for.

    ``node`` is where the talk waits after it, empty at its end. ``impossible`` says why the citizen
    could not even do it.
    """

    node: str = ""
    said: tuple[tuple[str, str, tuple[str, ...]], ...] = ()
    asks: tuple[str, ...] = ()
    impossible: Why | None = None

    @property
    def way(self) -> tuple[object, ...]:
        """What has to be the same for the talk to go the same way."""
        return self.node, tuple(node for node, *_ in self.said), self.asks, self.impossible is None

    @property
    def words(self) -> list[str]:
        """What was said, message by message."""
        return [text for _, text, _ in self.said]


@dataclass(frozen=True)
class Difference:
    """Where the answers differ: the step (from 1), and the node at which the talk stood before it.

    ``words`` when the same steps said other words, ``way`` when the talk went on elsewhere.
    """

    step: int
    node: str
    what: Literal["words", "way"]
    before: Heard
    after: Heard


@dataclass(frozen=True)
class Differences:
    """What came of replaying one talk. ``whole`` when it could be followed to its last step."""

    steps: int
    found: tuple[Difference, ...] = ()
    whole: bool = True

    @property
    def way(self) -> Difference | None:
        """Where the talk went another way, if it did."""
        return next((one for one in self.found if one.what == "way"), None)


@dataclass(frozen=True)
class Recorded:
    """Something that happened in a real talk, and when (aware UTC)."""

    at: datetime
    event: Event


Deed = Recorded | Step


def replay(deeds: Sequence[Deed], before: Stage, after: Stage) -> Differences:
    """Do ``deeds`` on both stages, which nothing has happened on yet, and compare what comes back.

    A call to something outside whose answer was not recorded ends it: what would follow is unknown.
    """
    found: list[Difference] = []
    for place, deed in enumerate(deeds, 1):
        stood = before.frame.node if before.frame else ""
        old, new = _done(before, deed), _done(after, deed)
        if old.way != new.way:
            found.append(Difference(place, stood, "way", old, new))
            return Differences(place, tuple(found), whole=place == len(deeds))
        if old != new:
            found.append(Difference(place, stood, "words", old, new))
        if place < len(deeds) and _is_unanswered(before, deeds[place]):
            return Differences(place, tuple(found), whole=False)
    return Differences(len(deeds), tuple(found))


def _done(stage: Stage, deed: Deed) -> Heard:
    """What comes back when ``deed`` is done on ``stage``, and by the time until then."""
    effects: list[Effect] = []
    wrong: Why | None = None
    if isinstance(deed, Recorded):
        for event in stage.brought_by(deed.at):
            effects += stage.hear(event)
        mine = _addressed(stage, deed.event)
        effects += stage.hear(mine) if mine is not None else ()
    elif deed.later is not None:
        stage.wait(stage.now + duration(deed.later))
    else:
        event_or_why = event_of(stage, deed)
        if isinstance(event_or_why, Why):
            wrong = event_or_why
        else:
            effects += stage.hear(event_or_why)
        stage.wait(stage.now + PACE)
    return _heard(stage, effects, wrong)


def _addressed(stage: Stage, event: Event) -> Event | None:
    """``event`` as this stage waits for it; None when nobody here does."""
    match event:
        case Silence() | Due():
            return None  # the stage's own clock brings these
        case HandedBack(outcome=outcome):
            return HandedBack(outcome, stage.person.turn) if stage.person else None
        case Taken():
            return Taken(stage.person.turn) if stage.person else None
        case Reply(outcome=outcome, data=data):
            return Reply(stage.call.id, outcome, data) if stage.call else None
        case _:
            return event


def _is_unanswered(stage: Stage, following: Deed) -> bool:
    if not any(isinstance(effect, Call) for effect in stage.effects):
        return False
    if isinstance(following, Recorded):
        return not isinstance(following.event, Reply)
    return following.deed != "reply"


def _heard(stage: Stage, effects: Iterable[Effect], wrong: Why | None) -> Heard:
    effects = list(effects)
    references = [one.reference for one in effects if isinstance(one, FileCase)]
    said = tuple(
        (
            one.node,
            _without(words(one.message), references),
            tuple(title for _, title in tappable(one.message)),
        )
        for one in effects
        if isinstance(one, Say)
    )
    asks = tuple(f"{key}: {one}" for key in ASKED for one in asked(effects, key))
    return Heard(stage.frame.node if stage.frame else "", said, asks, wrong)


def _without(text: str, references: Iterable[str]) -> str:
    for one in references:
        text = text.replace(one, REFERENCE)
    return text


@dataclass
class Tally:
    """Many replays, counted: nobody's words and nothing about anybody.

    ``words`` counts, by the node at which a talk stood, the answers that were worded differently;
    ``ways`` the talks that went another way from there, with the nodes where they would wait before
    and after.
    """

    talks: int = 0
    same: int = 0
    reworded: int = 0
    elsewhere: int = 0
    cut: int = 0
    words: Counter[str] = field(default_factory=Counter)
    ways: Counter[tuple[str, str, str]] = field(default_factory=Counter)

    def add(self, differences: Differences) -> None:
        """Count one talk more."""
        self.talks += 1
        self.cut += not differences.whole
        for one in differences.found:
            if one.what == "words":
                self.words[one.node] += 1
        way = differences.way
        if way is not None:
            self.elsewhere += 1
            self.ways[way.node, way.before.node, way.after.node] += 1
        elif differences.found:
            self.reworded += 1
        else:
            self.same += 1
