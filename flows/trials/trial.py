"""A trial: a talk that whoever builds a flow has with it, with all that came of every deed."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Annotated, Any

from pydantic import Field

from flows.documents.shape import LanguageTag, Name, PlainText, Shape, duration
from flows.effects import Call, Effect, Say
from flows.events import Event, Reply, Silence, Tap
from flows.rehearse import BY_HAND, event_of
from flows.talk import tap
from flows.trials.misses import Why
from flows.trials.recording import Recording, deed_of
from flows.trials.script import Moment, Step
from flows.trials.stage import PACE, Stage, tappable
from flows.visits import CAME, MARKS, Visit

MOST_DEEDS = 150  # a rehearsal holds 200 steps, and what systems answer are steps of it as well

ButtonId = Annotated[PlainText, Field(max_length=256)]


class Deed(Step):
    """What the citizen, time, a system or a person did. ``choice`` is the id of what was tapped."""

    choice: ButtonId | None = None


class Talk(Shape):
    """A talk so far, as a rehearsal begins: who, in what language, when; and every deed in order."""

    language: LanguageTag | None = None
    contact: Annotated[dict[Name, PlainText], Field(max_length=20)] = Field(default_factory=dict)
    begins: Moment | None = None
    desk: bool | None = None
    steps: Annotated[list[Deed], Field(max_length=MOST_DEEDS)] = Field(default_factory=list)


class CannotBeDoneError(Exception):
    """A deed that there is no occasion for, such as a tap on what is not offered."""

    def __init__(self, place: int, why: Why) -> None:
        """The deed stands at ``place``, from 0."""
        super().__init__(str(why))
        self.place = place
        self.why = why


@dataclass(frozen=True)
class Happening:
    """One turn: which deed brought it (from 0), when, and what came of it.

    ``answered`` is the call whose answer, or whose silence, it was; ``sampled`` that a sample gave it.
    """

    place: int
    at: datetime
    event: Event
    effects: tuple[Effect, ...]
    visits: tuple[Visit, ...]
    answered: Call | None = None
    sampled: bool = False

    @property
    def deed(self) -> Mapping[str, Any]:
        """What happened, as a script has it."""
        return deed_of(self.event)

    def way(self, flow: str) -> list[tuple[str, str]]:
        """The way through ``flow``: each node that was come to, with no exit, and each exit taken."""
        here = [visit for visit in self.visits if visit.flow == flow]
        return [
            (visit.node, "" if visit.how == CAME else visit.how)
            for visit in here
            if visit.how == CAME or visit.how not in MARKS
        ]


@dataclass
class Trial:
    """A talk on ``stage``, which is written down as it goes."""

    stage: Stage
    recording: Recording = field(init=False)

    def __post_init__(self) -> None:
        self.recording = Recording(self.stage)
        self._taps: dict[tuple[str, str, str], str] = {}
        self._shown: dict[str, str] = {}  # every button and row by its id, and its title
        self._place = 0

    def hear(self, event: Event) -> Iterator[Happening]:
        """The turn that ``event`` brings, and those of the samples that answer what it called."""
        yield self._turn(event, self.stage.call)
        called = self.stage.call
        for answer in self.stage.answers():
            yield replace(self._turn(answer, called), sampled=True)
            called = self.stage.call

    def wait(self, until: datetime) -> Iterator[Happening]:
        """The turns that time brings until then."""
        for event in self.stage.brought_by(until):
            yield from self.hear(event)

    def play(self, deeds: Sequence[Deed]) -> Iterator[Happening]:
        """The turns that ``deeds`` bring, as far as they can be done.

        What is called is answered by its samples, unless the following deed answers it.

        Raises:
            CannotBeDoneError: with the place of the deed that cannot.

        """
        for self._place, deed in enumerate(deeds):
            if deed.later is not None:
                yield from self.wait(self.stage.now + duration(deed.later))
                continue
            event = self._event(deed)
            following = deeds[self._place + 1].deed if self._place + 1 < len(deeds) else ""
            if following in BY_HAND:
                yield self._turn(event, self.stage.call)
            else:
                yield from self.hear(event)

    def _event(self, deed: Deed) -> Event:
        choice = self._still_shown(deed.choice)
        if deed.tap is not None and choice:
            return Tap(choice, self._shown[choice])
        event = event_of(self.stage, deed)
        if isinstance(event, Why):
            raise CannotBeDoneError(self._place, event)
        return event

    def _still_shown(self, choice: str | None) -> str | None:
        """The button of this id; where it was shown at another turn, or renamed, as it is now."""
        tapped = tap.read(choice or "")
        if tapped is None:
            return None
        if choice in self._shown:
            return choice
        return self._taps.get((tapped.node, tapped.field, tapped.choice))

    def _turn(self, event: Event, called: Call | None) -> Happening:
        stage = self.stage
        effects = stage.hear(event)
        self.recording.took(event)
        for effect in effects:
            if isinstance(effect, Say):
                self._show(effect)
        answered = called if isinstance(event, Reply | Silence) else None
        happened = Happening(self._place, stage.now, event, effects, stage.visits, answered)
        stage.wait(stage.now + PACE)
        return happened

    def _show(self, said: Say) -> None:
        for button_id, title in tappable(said.message):
            self._shown[button_id] = title
            tapped = tap.read(button_id)
            if tapped is not None:
                self._taps[tapped.node, tapped.field, tapped.choice] = button_id
