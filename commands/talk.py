"""A talk with a flow at the terminal: no database, no WhatsApp, and time that passes on command."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
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
    Subscribe,
    Tag,
)
from flows.events import (
    Attachment,
    Card,
    Event,
    HandedBack,
    Pin,
    Tap,
    Unusable,
    Words,
)
from flows.graph import Flow
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
from flows.recording import Recording
from flows.rehearse import met
from flows.shape import duration
from flows.stage import PACE
from flows.world import Contact

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

    def __init__(self, flow: Flow, language: str = "", others: Sequence[Flow] = ()) -> None:
        """Begin with ``flow`` as the front door; ``language`` is what the citizen reads."""
        now = datetime.now(UTC).replace(second=0, microsecond=0)  # a script begins at a minute
        self._stage = met(flow, others, Contact(language=language), now)
        self.recording = Recording(self._stage)
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
            until = self._stage.now + duration(line.removeprefix("/wait").strip())
        except (ValueError, KeyError, IndexError):
            yield self._bare(line, "write /wait with a time such as 30m, 23h or 1d")
            return
        for event in self._stage.brought_by(until):
            yield self._turn(line, event)

    def _bare(self, line: str, note: str) -> Turn:
        """A turn that none was: what is wrong with the line."""
        language = self._stage.world.contact.language
        return Turn(line, self._stage.now, notes=[note], language=language, node=self._node)

    def _turn(self, line: str, event: Event) -> Turn:
        turn = Turn(line, self._stage.now)
        effects = self._stage.hear(event)
        self.recording.took(event)
        self._options = [] if any(isinstance(one, Say) for one in effects) else self._options
        for effect in effects:
            self._show(effect, turn)
        turn.language, turn.node = self._stage.world.contact.language, self._node
        self._stage.wait(self._stage.now + PACE)
        return turn

    def _show(self, effect: Effect, turn: Turn) -> None:
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

    @property
    def _node(self) -> str:
        return self._stage.frame.node if self._stage.frame else ""

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
        if self._stage.person is None:
            return "no person has the talk"
        if rest not in {"", "closed", "nobody"}:
            return "write /handback when the person is done, /handback nobody when nobody came"
        return HandedBack(
            "nobody" if rest == "nobody" else "closed", self._stage.person.turn, id=id
        )


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
