"""A talk with a flow at the terminal: no database, no WhatsApp, and time that passes on command."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import msgspec

from flows.effects import (
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
    Silence,
    Tap,
    Unusable,
    Words,
)
from flows.graph import Flow
from flows.interpreter import advance
from flows.messages import (
    AskLocation,
    AskPhone,
    Buttons,
    Choices,
    LinkButton,
    Media,
    Message,
    Place,
    words,
)
from flows.shape import duration
from flows.state import State
from flows.surroundings import NOTHING, Surroundings
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
ZONE = ZoneInfo("Asia/Hong_Kong")
ATTACHMENTS = ("photo", "video", "voice", "audio", "document")


@dataclass(frozen=True)
class Option:
    """Something that can be tapped."""

    id: str
    title: str
    description: str = ""


@dataclass
class Turn:
    """What one event brought, as it is shown: replies, and notes for whoever builds the flow."""

    said: str
    at: datetime
    replies: list[dict[str, Any]] = field(default_factory=list)
    cases: list[dict[str, Any]] = field(default_factory=list)
    effects: list[Effect] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    language: str = ""
    node: str = ""

    def plain(self) -> dict[str, Any]:
        """The turn as JSON can hold it; ``node`` is empty when nothing waits.

        ``effects`` are what else it asks for, as ``flows.effects`` has it.
        """
        return {
            "said": self.said,
            "at": self.at.isoformat(timespec="seconds"),
            "replies": self.replies,
            "cases": self.cases,
            "effects": [msgspec.to_builtins(one) for one in self.effects],
            "notes": self.notes,
            "language": self.language,
            "node": self.node,
        }

    def __str__(self) -> str:
        lines: list[str] = []
        number = 0
        for reply in self.replies:
            lines += _indented(reply["text"] or f"[{reply['type']}]", "  ")
            for option in reply.get("options", ()):
                number += 1
                about = f" – {option['description']}" if option["description"] else ""
                lines.append(f"    {number}. {option['title']}{about}")
            if reply.get("footer"):
                lines.append(f"    ({reply['footer']})")
        lines += [f"  [case {case['reference']}, {case['type']}]" for case in self.cases]
        lines += [f"  [{line}]" for effect in self.effects for line in _told(effect)]
        lines += [f"  [{note}]" for note in self.notes]
        if not self.node:
            lines.append("  [nothing waits]")
        return "\n".join(lines)


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
        self._due: StartTimer | None = None
        self._waits: list[PutAside] = []
        self._person: Handover | None = None
        self._options: list[Option] = []
        self._count = 0

    def say(self, line: str) -> list[Turn]:
        """The turns that ``line`` brings: one, or for /wait as many as time brings, even none."""
        if line.startswith("/wait"):
            return list(self._wait(line))
        event = self._event(line)
        return [self._bare(line, event) if isinstance(event, str) else self._turn(line, event)]

    def _wait(self, line: str) -> Iterator[Turn]:
        try:
            until = self._now + duration(line.removeprefix("/wait").strip())
        except (ValueError, KeyError, IndexError):
            yield self._bare(line, "write /wait with a time such as 30m, 23h or 1d")
            return
        while (fired := self._next()) is not None and fired.due <= until:
            self._now = max(self._now, fired.due)
            yield self._turn(line, self._fire(fired))
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
        world = World(
            now=self._now,
            conversation="try",
            library=self._shelf,
            contact=self._contact,
            department=DEPARTMENT,
            around=self._around,
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
                shown = list(_options(effect.message))
                self._options += shown
                turn.replies.append(_reply(effect, shown))
            case FileCase():
                turn.cases.append(msgspec.to_builtins(effect))
            case Note():
                turn.notes.append(f"{effect.reason}: {effect.detail}".removesuffix(": "))
            case Remember() | Tag() | Subscribe() | PutAside() | Handover():
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
        return (
            "a line that begins with / is one of /photo, /video, /voice, /document, /sticker, "
            "/pin LAT LNG, /card NUMBER, /tap N, /wait 1d, /handback, /quit"
        )

    def _tap(self, wanted: str, id: str) -> Event | str:
        if wanted.isascii() and wanted.isdigit() and 1 <= int(wanted) <= len(self._options):
            option = self._options[int(wanted) - 1]
            return Tap(option.id, option.title, id=id)
        return f"there are {len(self._options)} options to tap; write /tap 1 for the first"

    def _hand_back(self, rest: str, id: str) -> Event | str:
        if self._person is None:
            return "no person has the talk"
        if rest not in {"", "closed", "nobody"}:
            return "write /handback when the person is done, /handback nobody when nobody came"
        return HandedBack("nobody" if rest == "nobody" else "closed", self._person.turn, id=id)


def _told(effect: Effect) -> Iterator[str]:
    """In words what a turn asks for besides what it says."""
    match effect:
        case Remember():
            for name, value in effect.fields.items():
                yield f"remembers {name}: {value}" if value else f"forgets {name}"
        case Tag():
            yield "tags " + " ".join(
                [*(f"+{one}" for one in effect.add), *(f"-{one}" for one in effect.remove)]
            )
        case Subscribe():
            yield f"{'joins' if effect.join else 'leaves'} the topic {effect.topic}"
        case PutAside():
            yield f"waits until {effect.due.astimezone(ZONE):%Y-%m-%d %H:%M}"
        case Handover():
            yield (
                f"waits for a person in the queue {effect.queue}, {effect.priority} priority; "
                "/handback gives the talk back"
            )


def _pin(rest: str, id: str) -> Event | str:
    try:
        latitude, longitude = (float(part) for part in rest.replace(",", " ").split())
    except ValueError:
        return "write /pin with latitude and longitude, such as /pin 22.28 114.17"
    if not (-90 <= latitude <= 90 and -180 <= longitude <= 180):
        return "a latitude is from -90 to 90, a longitude from -180 to 180"
    return Pin(latitude, longitude, id=id)


def _options(message: Message) -> Iterator[Option]:
    match message:
        case Buttons():
            for button in message.buttons:
                yield Option(button.id, button.title)
        case Choices():
            for section in message.sections:
                for row in section.rows:
                    yield Option(row.id, row.title, row.description)


def _reply(effect: Say, options: list[Option]) -> dict[str, Any]:
    message = effect.message
    told: dict[str, Any] = {
        "type": type(message).__struct_config__.tag,
        "text": _text(message),
        "node": effect.node,
    }
    if options:
        told["options"] = [
            {"id": one.id, "title": one.title, "description": one.description} for one in options
        ]
    footer = getattr(message, "footer", "")
    return {**told, "footer": footer} if footer else told


def _text(message: Message) -> str:
    """The words of a message, and in brackets what a phone would show beside them."""
    match message:
        case AskLocation():
            return f"{message.body}\n[send location]"
        case AskPhone():
            return f"{message.body}\n[share phone number]"
        case LinkButton():
            return f"{message.body}\n[{message.label}: {message.url}]"
        case Media():
            return f"[{message.media}] {message.caption}".rstrip()
        case Place():
            return f"[{message.latitude}, {message.longitude}] {message.name}".rstrip()
        case _:
            return words(message)


def _indented(text: str, by: str) -> list[str]:
    return [f"{by}{line}".rstrip() for line in text.split("\n")]
