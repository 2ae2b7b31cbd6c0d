"""A talk with a flow at the terminal: no database, no WhatsApp, and time that passes on command."""

import json
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta

import msgspec

from commands.telling import ZONE, Option, Turn, options_of, reply
from flows.effects import (
    Call,
    Consulted,
    Effect,
    FileCase,
    Handover,
    Note,
    PutAside,
    Remember,
    Say,
    SetLanguage,
    StartTimer,
    StopTimer,
    Subscribe,
    Tag,
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
    Unusable,
    Words,
)
from flows.graph import Flow
from flows.interpreter import advance
from flows.node import SampleAnswer
from flows.rehearse import MOST_CALLS
from flows.shape import duration
from flows.stand_in import SLOW, answer
from flows.state import State
from flows.surroundings import NOTHING, Surroundings
from flows.window import is_open, opened_by
from flows.world import Contact, Department, Shelf, World

# Whom the flow believes to work for. The number is fictional.
DEPARTMENT = Department(
    code="try",
    name={"en": "The department", "zh-Hant": "本部門", "zh-Hans": "本部门"},
    telephone="+852 5555 0100",
    hours={
        "en": "Monday to Friday, 9:00 to 17:00",
        "zh-Hant": "星期一至五，上午九時至下午五時",
        "zh-Hans": "星期一至五，上午九时至下午五时",
    },
)
ATTACHMENTS = ("photo", "video", "voice", "audio", "document")


class Talk:
    """One citizen's talk with one flow, and with the ``others`` that it runs or leads to."""

    def __init__(
        self,
        flow: Flow,
        language: str = "",
        others: Sequence[Flow] = (),
        around: Surroundings = NOTHING,
    ) -> None:
        """Begin with ``flow`` as the front door; ``language`` is what the citizen reads."""
        self._flow = flow
        self._shelf = Shelf((flow, *others))
        self._around = around
        self._contact = Contact(language=language)
        self._state = State()
        self._now = datetime.now(UTC)
        self._heard_at: datetime | None = None
        self._due: StartTimer | None = None
        self._waits: list[PutAside] = []
        self._person: Handover | None = None
        self._call: Call | None = None
        self._options: list[Option] = []
        self._count = 0

    def say(self, line: str) -> list[Turn]:
        """The turns that ``line`` brings: one, or for /wait as many as time brings, even none."""
        if line.startswith("/wait"):
            return list(self._wait(line))
        event = self._event(line)
        if isinstance(event, str):
            return [self._bare(line, event)]
        return [self._turn(line, event), *self._answered()]

    def _answered(self) -> Iterator[Turn]:
        """The turns that samples bring which answer what was called."""
        for _ in range(MOST_CALLS):
            call = self._call
            if call is None:
                return
            found = answer(call, self._shelf, self._around)
            if found is None:
                return
            self._call = None
            yield self._turn(f"/reply {found.outcome}", self._reply(call, found))

    def _reply(self, call: Call, found: SampleAnswer) -> Event:
        if found.outcome == SLOW and self._due is not None:
            self._now = max(self._now, self._due.due)
            return self._fire(self._due)
        return Reply(call.id, found.outcome, dict(found.data))

    def _wait(self, line: str) -> Iterator[Turn]:
        try:
            until = self._now + duration(line.removeprefix("/wait").strip())
        except (ValueError, KeyError, IndexError):
            yield self._bare(line, "write /wait with a time such as 30m, 23h or 1d")
            return
        while (fired := self._next()) is not None and fired.due <= until:
            self._now = max(self._now, fired.due)
            yield self._turn(line, self._fire(fired))
            yield from self._answered()
        self._now = max(self._now, until)

    def _next(self) -> StartTimer | PutAside | None:
        """What time brings next: the end of the node's patience, or of a wait."""
        pending: list[StartTimer | PutAside] = [*self._waits, *([self._due] if self._due else [])]
        return min(pending, key=lambda one: one.due, default=None)

    def _fire(self, timer: StartTimer | PutAside) -> Event:
        if isinstance(timer, StartTimer):
            self._due = None
            return Silence(timer.turn)
        self._waits.remove(timer)
        return Due(timer.wait)

    def _bare(self, line: str, note: str) -> Turn:
        """A turn that none was: what is wrong with the line."""
        language = self._contact.language
        return Turn(line, self._now, notes=[note], language=language, node=self._node)

    def _turn(self, line: str, event: Event) -> Turn:
        if opened_by(event):
            self._heard_at = self._now
        world = World(
            now=self._now,
            conversation="try",
            library=self._shelf,
            contact=self._contact,
            department=DEPARTMENT,
            around=self._around,
            window_open=is_open(self._heard_at, self._now),
        )
        came = advance(self._flow, self._state, event, world)
        self._state = came.state
        turn = Turn(line, self._now)
        self._options = [] if any(isinstance(one, Say) for one in came.effects) else self._options
        for effect in came.effects:
            self._carry_out(effect, turn)
        standing = {one.wait for one in self._state.aside}
        self._waits = [one for one in self._waits if one.wait in standing]
        turn.language, turn.node = self._contact.language, self._node
        self._now += timedelta(seconds=15)  # as long as people take; nothing is a repetition
        return turn

    def _carry_out(self, effect: Effect, turn: Turn) -> None:
        match effect:
            case Say():
                shown = list(options_of(effect.message))
                self._options += shown
                turn.replies.append(reply(effect, shown))
            case FileCase():
                turn.cases.append(msgspec.to_builtins(effect))
            case Note():
                turn.notes.append(f"{effect.reason}: {effect.detail}".removesuffix(": "))
            case Remember() | Tag() | Subscribe() | Consulted() | PutAside() | Handover() | Call():
                turn.effects.append(effect)
        self._keep(effect)

    def _keep(self, effect: Effect) -> None:
        """Keep what later turns depend on."""
        match effect:
            case SetLanguage():
                self._contact = msgspec.structs.replace(self._contact, language=effect.language)
            case Remember():
                known = effect.onto(self._contact.fields)
                self._contact = msgspec.structs.replace(self._contact, fields=known)
            case StartTimer():
                self._due = effect
            case StopTimer():
                self._due = None
            case PutAside():
                self._waits.append(effect)
            case Handover():
                self._person = effect
            case Call():
                self._call = effect
            case FileCase():
                self._around = self._around.with_case(effect, self._now.astimezone(ZONE).date())

    @property
    def _node(self) -> str:
        return self._state.frames[-1].node if self._state.frames else ""

    def _event(self, line: str) -> Event | str:
        """What the citizen does by this line, or a sentence about what is wrong with it."""
        self._count += 1
        id = f"try-{self._count}"
        command, _, rest = line.partition(" ")
        rest = rest.strip()
        if not line.startswith("/"):
            return Words(line, id=id)
        kind = command[1:]
        if kind in ATTACHMENTS:
            name = rest if kind == "document" else ""
            caption = "" if kind == "document" else rest
            return msgspec.convert(
                {"event": "attachment", "kind": kind, "media": id, "caption": caption,
                 "filename": name, "id": id},
                Attachment,
            )  # fmt: skip
        if kind == "sticker":
            return Unusable("sticker", id=id)
        if kind == "card" and rest:
            return Card((rest,), own=True, id=id)
        if kind == "pin":
            return _pin(rest, id)
        if kind == "tap":
            return self._tap(rest, id)
        if kind == "handback":
            return self._hand_back(rest, id)
        if kind == "reply":
            return self._reply_by_hand(rest, id)
        return (
            "a line that begins with / is one of /photo, /video, /voice, /document, /sticker, "
            "/pin LAT LNG, /card NUMBER, /tap N, /wait 1d, /handback, /reply OUTCOME {JSON}, /quit"
        )

    def _tap(self, wanted: str, id: str) -> Event | str:
        if wanted.isascii() and wanted.isdigit() and 1 <= int(wanted) <= len(self._options):
            option = self._options[int(wanted) - 1]
            return Tap(option.id, option.title, id=id)
        return f"there are {len(self._options)} options to tap; write /tap 1 for the first"

    def _reply_by_hand(self, rest: str, id: str) -> Event | str:
        if self._call is None:
            return "no system has been asked"
        outcome, _, written = rest.partition(" ")
        try:
            data = json.loads(written) if written.strip() else {}
        except ValueError:
            data = None
        if not outcome or not isinstance(data, dict):
            return (
                'write /reply with how it went and what it brought: /reply ok {"name": "Eastern"}'
            )
        call, self._call = self._call, None
        return Reply(call.id, outcome, data, id=id)

    def _hand_back(self, rest: str, id: str) -> Event | str:
        if self._person is None:
            return "no person has the talk"
        if rest not in {"", "closed", "nobody"}:
            return "write /handback when the person is done, /handback nobody when nobody came"
        return HandedBack("nobody" if rest == "nobody" else "closed", self._person.turn, id=id)


def _pin(rest: str, id: str) -> Event | str:
    try:
        latitude, longitude = (float(part) for part in rest.replace(",", " ").split())
    except ValueError:
        return "write /pin with latitude and longitude, such as /pin 22.28 114.17"
    if not (-90 <= latitude <= 90 and -180 <= longitude <= 180):
        return "a latitude is from -90 to 90, a longitude from -180 to 180"
    return Pin(latitude, longitude, id=id)
