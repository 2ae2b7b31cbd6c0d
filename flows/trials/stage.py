"""A talk that is played: rehearsed, replayed, or tried at a terminal. Its clock runs on command.

What a turn asks for is carried out here as far as later turns depend on it; nothing leaves.
"""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import msgspec

from flows.department.stand_in import SLOW, answer
from flows.effects import (
    Call,
    Effect,
    EndHandover,
    FileCase,
    Handover,
    PutAside,
    Remember,
    Say,
    SetLanguage,
    StartTimer,
    StopTimer,
)
from flows.events import Due, Event, Reply, Silence
from flows.graph import Flow
from flows.interpreter import advance
from flows.messages import Buttons, Choices, Message, Template
from flows.state import Frame, State
from flows.talk.window import is_open, opened_by
from flows.visits import Visit
from flows.world import World

BEGINNING = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)  # a Monday, noon in Hong Kong
PACE = timedelta(seconds=15)  # as long as people take; nothing is a repetition
MOST_CALLS = 10  # one after another, without the citizen
LAST = datetime(2999, 1, 1, tzinfo=UTC)  # no clock goes beyond: the calendar itself ends


class Stage:
    """One talk being played: its state, its clock, what is awaited, and what is on offer."""

    def __init__(self, front: Flow | None, world: World, state: State | None = None) -> None:
        """Set the scene in ``world``, with ``front`` as the department's front door."""
        self._front = front
        self.world = world
        self.state = state or State()
        self.effects: tuple[Effect, ...] = ()
        self.visits: tuple[Visit, ...] = ()
        self.offered: dict[str, str] = {}  # every title that was shown, and what a tap on it sends
        self.timer: StartTimer | None = None
        self.waits: list[PutAside] = []
        self.call: Call | None = None
        self.person: Handover | None = None
        self._heard_at: datetime | None = None  # when the citizen last wrote

    @property
    def now(self) -> datetime:
        """The time on this stage's clock."""
        return self.world.now

    @property
    def frame(self) -> Frame | None:
        """Where the talk stands; None when nothing waits."""
        return self.state.frames[-1] if self.state.frames else None

    def wait(self, until: datetime) -> None:
        """Let time pass, and nothing happen."""
        self.world = msgspec.structs.replace(self.world, now=min(max(self.now, until), LAST))

    def brought_by(self, until: datetime) -> Iterator[Event]:
        """What time brings until then, one after another, for ``hear``; the clock goes along."""
        while (due := self._next()) is not None and due.due <= until:
            self.wait(due.due)
            yield Silence(due.turn) if isinstance(due, StartTimer) else Due(due.wait)
        self.wait(until)

    def hear(self, event: Event) -> tuple[Effect, ...]:
        """Take the turn that ``event`` brings."""
        match event:
            case Silence():
                self.timer = self.call = None  # what was asked would answer too late
            case Due(wait=wait):
                self.waits = [one for one in self.waits if one.wait != wait]
            case Reply():
                self.call = None
        if opened_by(event):
            self._heard_at = self.now
        window_open = is_open(self._heard_at, self.now)
        self.world = msgspec.structs.replace(self.world, window_open=window_open)
        turn = advance(self._front, self.state, event, self.world)
        self.state, self.effects, self.visits = turn.state, turn.effects, turn.visits
        for effect in turn.effects:
            self._keep(effect)
        standing = {one.wait for one in self.state.aside}
        self.waits = [one for one in self.waits if one.wait in standing]
        return turn.effects

    def answers(self) -> Iterator[Event]:
        """What samples bring that answer what was called, one after another, for ``hear``."""
        for _ in range(MOST_CALLS):
            call = self.call
            found = answer(call, self.world.library, self.world.around) if call else None
            if call is None or found is None:
                return
            self.call = None
            if found.around is not None:
                self.world = msgspec.structs.replace(self.world, around=found.around)
            if found.outcome == SLOW and self.timer:
                self.wait(self.timer.due)
                yield Silence(self.timer.turn)
            else:
                yield Reply(call.id, found.outcome, dict(found.data))

    def _next(self) -> StartTimer | PutAside | None:
        pending: list[StartTimer | PutAside] = [*self.waits, *([self.timer] if self.timer else [])]
        return min(pending, key=lambda one: one.due, default=None)

    def _keep(self, effect: Effect) -> None:
        match effect:
            case SetLanguage() | Remember() | FileCase():
                self._learn(effect)
            case Say(message=message):
                self.offered |= {title: choice for choice, title in tappable(message)}
            case StartTimer():
                self.timer = effect
            case StopTimer():
                self.timer = None
            case PutAside():
                self.waits.append(effect)
            case Call():
                self.call = effect
            case Handover():
                self.person = effect
            case EndHandover():
                self.person = None

    def _learn(self, effect: SetLanguage | Remember | FileCase) -> None:
        """Let later turns know of the contact, and of cases, what this one has found out."""
        contact, around = self.world.contact, self.world.around
        match effect:
            case SetLanguage(language=language):
                contact = msgspec.structs.replace(contact, language=language)
            case Remember():
                contact = msgspec.structs.replace(contact, fields=effect.onto(contact.fields))
            case FileCase():
                around = around.with_case(effect, self.world.local_now().date())
        self.world = msgspec.structs.replace(self.world, contact=contact, around=around)


def tappable(message: Message) -> list[tuple[str, str]]:
    """The ids and titles of what can be tapped on a message."""
    match message:
        case Buttons() | Template():
            return [(button.id, button.title) for button in message.buttons]
        case Choices():
            return [(row.id, row.title) for part in message.sections for row in part.rows]
        case _:
            return []
