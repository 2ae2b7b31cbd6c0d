"""A turn of a trial talk as the terminal shows it: in words, and as JSON."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import msgspec

from flows.effects import Call, Consulted, Effect, Handover, PutAside, Remember, Say, Subscribe, Tag
from flows.messages import (
    AskLocation,
    AskPhone,
    Buttons,
    Choices,
    LinkButton,
    Media,
    Message,
    Place,
    Template,
    words,
)

ZONE = ZoneInfo("Asia/Hong_Kong")


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
        case Consulted(entry=entry):
            yield f"answered from the questions: {entry}" if entry else "no question fits"
        case PutAside():
            yield f"waits until {effect.due.astimezone(ZONE):%Y-%m-%d %H:%M}"
        case Call():
            yield f"asks {f'{effect.to} {effect.name}'.strip()}; /reply OUTCOME {{JSON}} answers by hand"
        case Handover():
            yield (
                f"waits for a person in the queue {effect.queue}, {effect.priority} priority; "
                "/handback gives the talk back"
            )


def options_of(message: Message) -> Iterator[Option]:
    """What can be tapped on a message."""
    match message:
        case Buttons() | Template():
            for button in message.buttons:
                yield Option(button.id, button.title)
        case Choices():
            for section in message.sections:
                for row in section.rows:
                    yield Option(row.id, row.title, row.description)


def reply(effect: Say, options: list[Option]) -> dict[str, Any]:
    """One message that was said, as JSON can hold it."""
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
        case Template():
            named = f"[template {message.name}, {message.language}]"
            return "\n".join(part for part in (named, message.header, message.body) if part)
        case Place():
            return f"[{message.latitude}, {message.longitude}] {message.name}".rstrip()
        case _:
            return words(message)


def _indented(text: str, by: str) -> list[str]:
    return [f"{by}{line}".rstrip() for line in text.split("\n")]
