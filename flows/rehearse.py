"""Rehearsals: the scripts that staff write as tests are played through the real interpreter."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

import msgspec

from flows.effects import (
    Call,
    Effect,
    FileCase,
    Handover,
    PutAside,
    Remember,
    Say,
    SetLanguage,
    StartTimer,
    StopTimer,
)
from flows.events import (
    Attachment,
    Card,
    Due,
    Event,
    HandedBack,
    Pin,
    Reply,
    Silence,
    Tap,
    Words,
)
from flows.graph import Flow
from flows.interpreter import advance
from flows.messages import Buttons, Choices, Message, Template, words
from flows.script import Rehearsal, Step
from flows.shape import duration
from flows.stand_in import SLOW, answer
from flows.state import State
from flows.surroundings import NOTHING, Surroundings
from flows.window import is_open, opened_by
from flows.world import Contact, Department, Shelf, World

BY_HAND = frozenset({"reply", "silence"})  # deeds that answer a call, or let it go unanswered
MOST_CALLS = 10  # one after another, without the citizen
BEGINNING = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)  # a Monday, noon in Hong Kong
DEPARTMENT = Department(
    code="rehearsal",
    name={"en": "The department", "zh-Hant": "本部門", "zh-Hans": "本部门"},
    telephone="+852 5555 0100",
    hours={"en": "9:00 to 17:00", "zh-Hant": "上午九時至下午五時", "zh-Hans": "上午九时至下午五时"},
)


@dataclass(frozen=True)
class Miss:
    """Where a rehearsal did not come out: the step (from 1), and what was wrong."""

    rehearsal: str
    step: int
    why: str


def rehearse(flow: Flow, others: Iterable[Flow] = (), around: Surroundings = NOTHING) -> list[Miss]:
    """Play every rehearsal of ``flow``; the first miss of each that does not come out."""
    return [miss for script in flow.rehearsals if (miss := play(flow, script, others, around))]


def play(
    flow: Flow,
    script: Rehearsal,
    others: Iterable[Flow] = (),
    around: Surroundings = NOTHING,
) -> Miss | None:
    """Play one script with a citizen who has just met ``flow``, which takes everybody in."""
    stage = Stage(flow, others, script, around)
    for place, step in enumerate(script.steps, 1):
        following = script.steps[place].deed if place < len(script.steps) else ""
        why = stage.take(step, following) or stage.disappoints(step)
        if why:
            return Miss(script.name, place, why)
    return None


class Stage:
    """One talk being played: its state, its clock, and what is on offer."""

    def __init__(
        self, flow: Flow, others: Iterable[Flow], script: Rehearsal, around: Surroundings
    ) -> None:
        """Set the scene: nobody has said anything yet."""
        self._flow = flow
        self._shelf = Shelf((flow, *(other for other in others if other.name != flow.name)))
        self._around = around
        self._state = State()
        self._now = BEGINNING
        self._contact = Contact(
            name=script.contact.get("name", ""),
            language=script.language or "",
            fields={key: value for key, value in script.contact.items() if key != "name"},
        )
        self._heard_at: datetime | None = None
        self._effects: tuple[Effect, ...] = ()
        self._pending: dict[type[Effect], Effect] = {}
        self._offered: dict[str, str] = {}

    def take(self, step: Step, following: str = "") -> str:
        """Do what the step says; why it cannot be done, or nothing.

        What the step calls is answered by its sample, unless the ``following`` deed answers it.
        """
        if step.later is not None:
            self._now += duration(step.later)
            return ""
        event = self._event(step)
        if isinstance(event, str):
            return event
        self._effects = self._advance(event)
        if following not in BY_HAND:
            self._answer_calls()
        return ""

    def _answer_calls(self) -> None:
        """Bring the samples that answer what was called, and what is called after that."""
        fresh = self._effects
        for _ in range(MOST_CALLS):
            call = next((one for one in fresh if isinstance(one, Call)), None)
            found = answer(call, self._shelf, self._around) if call else None
            if call is None or found is None:
                return
            timer = self._pending.get(StartTimer)
            if found.outcome == SLOW and isinstance(timer, StartTimer):
                self._now = max(self._now, timer.due)
                fresh = self._advance(Silence(timer.turn))
            else:
                fresh = self._advance(Reply(call.id, found.outcome, dict(found.data)))
            self._effects = (*self._effects, *fresh)

    def _advance(self, event: Event) -> tuple[Effect, ...]:
        if opened_by(event):
            self._heard_at = self._now
        world = World(
            now=self._now,
            conversation="rehearsal",
            library=self._shelf,
            contact=self._contact,
            department=DEPARTMENT,
            around=self._around,
            window_open=is_open(self._heard_at, self._now),
        )
        turn = advance(self._flow, self._state, event, world)
        self._state = turn.state
        for effect in turn.effects:
            self._carry_out(effect)
        return turn.effects

    def _event(self, step: Step) -> Event | str:
        """The event that the step stands for, or why there can be none."""
        match step.deed:
            case "words":
                return Words(step.words or "")
            case "tap":
                found = self._offered.get(step.tap or "")
                return Tap(found, step.tap or "") if found else f"“{step.tap}” was never offered"
            case "photo" | "voice" | "document" as kind:
                caption = step.photo if isinstance(step.photo, str) else ""
                filename = step.document if isinstance(step.document, str) else ""
                return Attachment(kind, "rehearsed", caption, filename)
            case "pin":
                latitude, longitude = step.pin or (0.0, 0.0)
                return Pin(latitude, longitude)
            case "card":
                return Card((step.card or "",))
            case _:
                return self._brought(step)

    def _brought(self, step: Step) -> Event | str:
        """What time, a service or a person brings."""
        timer, aside = self._pending.get(StartTimer), self._pending.get(PutAside)
        call, handed = self._pending.get(Call), self._pending.get(Handover)
        match step.deed:
            case "silence" if isinstance(timer, StartTimer):
                self._now = max(self._now, timer.due)
                return Silence(timer.turn)
            case "due" if isinstance(aside, PutAside):
                self._now = max(self._now, aside.due)
                return Due(aside.wait)
            case "reply" if isinstance(call, Call) and step.reply:
                return Reply(call.id, step.reply.outcome, step.reply.data)
            case "handed_back" if isinstance(handed, Handover) and step.handed_back:
                return HandedBack(step.handed_back, handed.turn)
            case deed:
                return f"nothing waits for “{deed}”"

    def _carry_out(self, effect: Effect) -> None:
        match effect:
            case SetLanguage(language=language):
                self._contact = msgspec.structs.replace(self._contact, language=language)
            case Remember(fields=fields):
                known = {**self._contact.fields, **fields}
                self._contact = msgspec.structs.replace(self._contact, fields=known)
            case FileCase():
                self._around = self._around.with_case(effect, self._now.date())
            case Say(message=message):
                self._offered |= {title: choice for choice, title in tappable(message)}
            case StopTimer():
                self._pending.pop(StartTimer, None)
            case StartTimer() | PutAside() | Call() | Handover():
                self._pending[type(effect)] = effect
            case _:
                pass

    def disappoints(self, step: Step) -> str:
        """What the step expected and did not get, in a sentence, or nothing."""
        said = [effect.message for effect in self._effects if isinstance(effect, Say)]
        texts = [words(message) for message in said]
        everything = "\n".join(texts)
        titles = [title for message in said for _, title in tappable(message)]
        cases = [effect.type for effect in self._effects if isinstance(effect, FileCase)]
        node = self._state.frames[-1].node if self._state.frames else ""
        if step.says is not None and texts != _listed(step.says):
            return f"it said {_quoted(texts)}"
        for part in _listed(step.has):
            if part not in everything:
                return f"“{part}” was not said, but {_quoted(texts)}"
        for part in _listed(step.has_not):
            if part in everything:
                return f"“{part}” was said"
        if step.offers is not None and titles != _listed(step.offers):
            return f"it offered {_quoted(titles)}"
        if step.at is not None and node != step.at:
            return f"the talk is at “{node or 'its end'}”"
        if step.ends and node:
            return f"the talk has not ended; it is at “{node}”"
        if step.case is not None and step.case not in cases:
            return f"no case “{step.case}” was filed"
        return ""


def tappable(message: Message) -> list[tuple[str, str]]:
    """The ids and titles of what can be tapped on a message."""
    match message:
        case Buttons() | Template():
            return [(button.id, button.title) for button in message.buttons]
        case Choices():
            return [(row.id, row.title) for part in message.sections for row in part.rows]
        case _:
            return []


def _listed(wanted: list[str] | str | None) -> list[str]:
    if wanted is None:
        return []
    return [wanted] if isinstance(wanted, str) else list(wanted)


def _quoted(texts: Iterable[str]) -> str:
    shown = ", ".join(f"“{text}”" for text in texts)
    return shown or "nothing"
