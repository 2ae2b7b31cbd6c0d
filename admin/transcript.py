"""A conversation as it is read: each message a bubble, with how far it got."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import msgspec
from flask_babel import gettext
from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from conversations.department.testers import SAMPLE
from extensions import db
from flows import events, messages
from flows.fields.hkid import without_numbers
from models import Call, Conversation, Media, Message

PAGE = 50


class Choice(msgspec.Struct, frozen=True):
    """A button or a row of a list, as the citizen saw it."""

    title: str
    description: str = ""
    section: str = ""


class Place(msgspec.Struct, frozen=True):
    """A pin: degrees WGS 84, and what the sender called it."""

    latitude: float
    longitude: float
    name: str = ""
    address: str = ""

    @property
    def coordinates(self) -> str:
        """To five places: about a metre."""
        return f"{self.latitude:.5f}, {self.longitude:.5f}"

    @property
    def map_url(self) -> str:
        """OpenStreetMap, with the pin in the middle."""
        here = f"{self.latitude:.6f}", f"{self.longitude:.6f}"
        return (
            f"https://www.openstreetmap.org/?mlat={here[0]}&mlon={here[1]}"
            f"#map=18/{here[0]}/{here[1]}"
        )


class Bubble(msgspec.Struct, frozen=True, kw_only=True):
    """One message. ``what`` names a kind that words do not show; ``choices`` are tappable.

    ``author`` is the member of staff who wrote it, empty for what a flow said. ``aside`` is no message
    but something that happened between two.
    """

    id: int
    out: bool
    at: datetime
    status: str
    body: str = ""
    what: str = ""
    foot: str = ""
    choices: tuple[Choice, ...] = ()
    listed: bool = False
    link: str = ""
    place: Place | None = None
    media: Media | None = None
    filename: str = ""
    error: str = ""
    author: str = ""
    aside: bool = False


class Page(msgspec.Struct, frozen=True):
    """Some bubbles, oldest first. ``before`` is the id to go on from, or None at the beginning."""

    bubbles: list[Bubble]
    before: int | None


def page(conversation: Conversation, before: int | None = None) -> Page:
    """The newest fifty messages of a conversation, or the fifty before a message's id."""
    wanted = select(Message).where(Message.conversation_id == conversation.id)
    if before is not None:
        wanted = wanted.where(Message.id < before)
    wanted = wanted.options(joinedload(Message.author))
    found = db.session.scalars(wanted.order_by(Message.id.desc()).limit(PAGE + 1)).all()
    rows = list(reversed(found[:PAGE]))
    media = _media(conversation)
    older = rows[0].id if len(found) > PAGE else None
    asked = _calls(conversation, rows[0] if older else None, rows[-1] if before else None)
    return Page(_among([bubble(row, media) for row in rows], asked), older)


def _calls(conversation: Conversation, first: Message | None, last: Message | None) -> list[Bubble]:
    """What systems were asked between these two messages (None: without end), the oldest first."""
    wanted = select(Call).where(Call.conversation_id == conversation.id)
    if first is not None:
        wanted = wanted.where(Call.created_at >= first.happened_at)
    if last is not None:
        wanted = wanted.where(Call.created_at <= last.happened_at)
    found = db.session.scalars(wanted.order_by(Call.id.desc()).limit(PAGE)).all()
    return [_asked(call) for call in reversed(found)]


def _among(bubbles: list[Bubble], asked: list[Bubble]) -> list[Bubble]:
    """``asked`` each before the first message that is younger; the messages keep their order."""
    for one in reversed(asked):
        later = (place for place, bubble in enumerate(bubbles) if bubble.at > one.at)
        bubbles.insert(next(later, len(bubbles)), one)
    return bubbles


def _asked(call: Call) -> Bubble:
    """A call as the transcript shows it: who was asked, and how it went."""
    name = call.name or {"status": gettext("cases")}.get(call.to, call.to)
    went = {
        "": gettext("no answer yet"),
        "ok": gettext("answered"),
        "found": gettext("found"),
        "not_found": gettext("nothing found"),
        "failed": gettext("it did not work"),
        "proof": gettext("proof was needed"),
    }.get(call.outcome, call.outcome)
    what = gettext("Asked a system: %(name)s, %(went)s", name=name, went=went)
    if call.to == SAMPLE:
        name = call.name or gettext("a booking")
        what = gettext("A sample answered a tester: %(name)s, %(went)s", name=name, went=went)
    return Bubble(id=0, out=True, at=call.created_at, status="", what=what, aside=True)


def version(conversation: Conversation) -> str:
    """Changes whenever a message, a status or a file of the conversation does."""
    newest = select(
        func.count(Message.id),
        func.max(Message.id),
        func.max(Message.accepted_at),
        func.max(Message.sent_at),
        func.max(Message.delivered_at),
        func.max(Message.read_at),
        func.max(Message.failed_at),
    ).where(Message.conversation_id == conversation.id)
    files = select(func.count(Media.id), func.count(Media.id).filter(Media.state != "held")).where(
        Media.conversation_id == conversation.id, Media.state != "due"
    )
    asked = select(func.count(Call.id), func.max(Call.answered_at)).where(
        Call.conversation_id == conversation.id
    )
    counted = [
        *db.session.execute(newest).one(),
        *db.session.execute(files).one(),
        *db.session.execute(asked).one(),
    ]
    return "-".join(
        str(int(part.timestamp() * 1000) if isinstance(part, datetime) else part or 0)
        for part in counted
    )


def bubble(row: Message, media: Mapping[str, Media]) -> Bubble:
    """The message ``row``; what cannot be read any more says so."""
    bare = Bubble(
        id=row.id,
        out=row.direction == "out",
        at=row.happened_at,
        status=row.status,
        error=row.error_text,
        author=str(row.author) if row.author else "",
    )
    try:
        shown = _said(row.content) if bare.out else _heard(row.content, media)
    except msgspec.MsgspecError:
        shown = {"what": gettext("A message that this version cannot read")}
    return msgspec.structs.replace(bare, **shown)


_said_decoder = msgspec.json.Decoder(messages.Message)
_heard_decoder = msgspec.json.Decoder(events.Event)


def _said(content: bytes) -> dict[str, Any]:  # noqa: C901 (one case a kind of message)
    message: messages.Message = _said_decoder.decode(content)
    body = messages.words(message)
    match message:
        case messages.Template():
            choices = tuple(Choice(button.title) for button in message.buttons)
            whole = "\n\n".join(part for part in (message.header, body) if part)
            return {"body": whole, "foot": message.footer, "choices": choices}
        case messages.Buttons():
            choices = tuple(Choice(button.title) for button in message.buttons)
            return {"body": body, "foot": message.footer, "choices": choices}
        case messages.Choices():
            return {
                "body": body,
                "foot": message.footer,
                "choices": _rows(message.sections),
                "listed": True,
            }
        case messages.LinkButton():
            choices = (Choice(message.label, message.url),)
            return {"body": body, "foot": message.footer, "choices": choices}
        case messages.AskLocation():
            return {"body": body, "choices": (Choice(gettext("Send location")),)}
        case messages.AskPhone():
            return {"body": body, "choices": (Choice(gettext("Share phone number")),)}
        case messages.Place():
            pin = Place(message.latitude, message.longitude, message.name, message.address)
            return {"place": pin}
        case messages.ContactCard():
            parts = [body, message.organisation, *(phone.number for phone in message.phones)]
            parts += [message.email, message.url, message.address]
            return {"what": gettext("Contact card"), "body": "\n".join(filter(None, parts))}
        case messages.Media():
            return {"body": body, "what": kind_name(message.media), "filename": message.filename}
        case messages.Text():
            return {"body": body}


def _rows(sections: Sequence[messages.Section]) -> tuple[Choice, ...]:
    return tuple(
        Choice(row.title, row.description, "" if index else section.title)
        for section in sections
        for index, row in enumerate(section.rows)
    )


def _heard(content: bytes, media: Mapping[str, Media]) -> dict[str, Any]:
    event: events.Event = _heard_decoder.decode(content)
    match event:
        case events.Words():
            return {"body": without_numbers(event.text)}
        case events.Tap():
            return {"body": event.title or event.choice, "what": gettext("Chose")}
        case events.Attachment():
            return {
                "body": event.caption,
                "what": kind_name(event.kind),
                "media": media.get(event.media),
                "filename": event.filename,
            }
        case events.Pin():
            pin = Place(event.latitude, event.longitude, event.name, event.address)
            return {"what": gettext("Location"), "place": pin}
        case events.Card():
            body = "\n".join([event.name, *event.phones]).strip()
            return {"what": gettext("Contact card"), "body": body}
        case events.Reaction():
            return {"what": gettext("Reacted to a message"), "body": event.emoji}
        case events.Unusable():
            return {"what": gettext("Something that no flow can use: %(what)s", what=event.what)}
        case events.Silence():
            return {"what": gettext("No reply came in time")}
        case _:
            return {}  # what else moves a talk is nobody's message


def kind_name(kind: str) -> str:
    """A kind of file in words."""
    names = {
        "photo": gettext("Photo"),
        "image": gettext("Picture"),
        "video": gettext("Video"),
        "voice": gettext("Voice note"),
        "audio": gettext("Sound"),
        "document": gettext("Document"),
        "sticker": gettext("Sticker"),
    }
    return str(names.get(kind, kind))


def _media(conversation: Conversation) -> dict[str, Media]:
    found = db.session.scalars(select(Media).where(Media.conversation_id == conversation.id)).all()
    return {media.id: media for media in found}
