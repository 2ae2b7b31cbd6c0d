"""What can be said on WhatsApp, with its limits: the only place limits live.

Lengths are counted in UTF-16 code units. Meta does not say which unit it counts in; UTF-16 is the
largest of the likely ones, so what fits here fits there.
"""

from collections.abc import Iterable, Iterator
from typing import Literal

import msgspec

# Cloud API, sending messages: text, interactive buttons, lists and link buttons.
TEXT_BODY = 4096
INTERACTIVE_BODY = 1024  # Meta's list page says 4096, its OpenAPI 1024: the smaller is safe
CAPTION = 1024
HEADER = 60
FOOTER = 60
BUTTONS = 3
BUTTON_TITLE = 20
BUTTON_ID = 256
LIST_BUTTON = 20
SECTIONS = 10
SECTION_TITLE = 24
ROWS = 10  # in all sections together
ROW_TITLE = 24
ROW_DESCRIPTION = 72
ROW_ID = 200
LINK_LABEL = 20
URL = 2000
CALLBACK_DATA = 512
CONTACTS = 5
TEMPLATE_NAME = 512
TEMPLATE_BUTTONS = 10
TEMPLATE_BUTTON_TITLE = 25
TEMPLATE_BUTTONS_ON_A_COMPUTER = 3  # WhatsApp on a computer does not show a template with more
CONTACT_NAME = 120  # Meta names no limit; what a telephone shows in a card
CONTACT_PHONES = 5
FILENAME = 240
MESSAGES_IN_A_TURN = 5  # a person may be sent ten a minute: more would run into the pair limit

MediaKind = Literal["image", "video", "audio", "document", "sticker"]

MEDIA_BYTES: dict[str, int] = {
    "image": 5_000_000,
    "video": 16_000_000,
    "audio": 16_000_000,
    "document": 100_000_000,
    "sticker": 500_000,
}
MEDIA_TYPES: dict[str, frozenset[str]] = {
    "image": frozenset({"image/jpeg", "image/png"}),
    "video": frozenset({"video/mp4", "video/3gpp"}),
    "audio": frozenset({"audio/aac", "audio/amr", "audio/mpeg", "audio/mp4", "audio/ogg"}),
    "document": frozenset(
        {
            "text/plain",
            "application/pdf",
            "application/msword",
            "application/vnd.ms-excel",
            "application/vnd.ms-powerpoint",
            "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            "application/vnd.openxmlformats-officedocument.presentationml.presentation",
        }
    ),
    "sticker": frozenset({"image/webp"}),
}


class Overrun(msgspec.Struct, frozen=True):
    """One limit that a message breaks: where, how much there is, how much there may be."""

    place: str
    found: int
    allowed: int


class Text(msgspec.Struct, frozen=True, tag="text"):
    """Plain words."""

    body: str
    preview_link: bool = False


class Media(msgspec.Struct, frozen=True, tag="media"):
    """A picture, video, sound or document, named by the SHA-256 of its bytes (``asset``)."""

    media: MediaKind
    asset: str
    caption: str = ""
    filename: str = ""


class Place(msgspec.Struct, frozen=True, tag="place"):
    """A pin on the map, in degrees WGS 84."""

    latitude: float
    longitude: float
    name: str = ""
    address: str = ""


class Button(msgspec.Struct, frozen=True):
    """A reply button: ``id`` comes back when it is tapped."""

    id: str
    title: str


class Buttons(msgspec.Struct, frozen=True, tag="buttons"):
    """Words with one to three reply buttons."""

    body: str
    buttons: tuple[Button, ...]
    footer: str = ""


class Row(msgspec.Struct, frozen=True):
    """A row of a list: ``id`` comes back when it is chosen."""

    id: str
    title: str
    description: str = ""


class Section(msgspec.Struct, frozen=True):
    """Rows under a title."""

    title: str
    rows: tuple[Row, ...]


class Choices(msgspec.Struct, frozen=True, tag="choices"):
    """Words with a button that opens a list of up to ten rows."""

    body: str
    button: str
    sections: tuple[Section, ...]
    footer: str = ""


class LinkButton(msgspec.Struct, frozen=True, tag="link"):
    """Words with one button that opens a web page. WhatsApp does not report the tap."""

    body: str
    label: str
    url: str
    footer: str = ""


class Phone(msgspec.Struct, frozen=True):
    """A telephone number on a contact card: E.164, and what it is called, such as ``WORK``."""

    number: str
    label: str = ""


class ContactCard(msgspec.Struct, frozen=True, tag="contact"):
    """A contact card that the citizen can save: a name, and how to reach whoever it is."""

    name: str
    phones: tuple[Phone, ...] = ()
    organisation: str = ""
    email: str = ""
    url: str = ""
    address: str = ""


class AskLocation(msgspec.Struct, frozen=True, tag="ask_location"):
    """Words with WhatsApp's own button for sending a location."""

    body: str


class AskPhone(msgspec.Struct, frozen=True, tag="ask_phone"):
    """Words with WhatsApp's own button for sharing one's phone number."""

    body: str


class Blank(msgspec.Struct, frozen=True):
    """What goes into one blank of a template: its name, or its number from 1, and the words."""

    name: str
    text: str


class Template(msgspec.Struct, frozen=True, tag="template"):
    """An approved template: all that may be said outside the window.

    ``language`` is WhatsApp's code for it. ``body`` and ``header`` are the words with the blanks
    filled in, ``blanks`` and ``header_blanks`` what went into them, in their order. ``buttons`` are
    all of the template's, in its order; the ``id`` of a quick reply comes back, one that opens a
    page has none.
    """

    name: str
    language: str
    body: str
    blanks: tuple[Blank, ...] = ()
    header: str = ""
    header_blanks: tuple[Blank, ...] = ()
    footer: str = ""
    buttons: tuple[Button, ...] = ()


Message = (
    Text
    | Media
    | Place
    | Buttons
    | Choices
    | LinkButton
    | ContactCard
    | AskLocation
    | AskPhone
    | Template
)


def length(text: str) -> int:
    """The length of ``text`` as WhatsApp may count it, in UTF-16 code units."""
    return len(text) + sum(1 for character in text if ord(character) > 0xFFFF)


def fits(text: str, allowed: int) -> bool:
    """Whether ``text`` is at most ``allowed`` UTF-16 code units long."""
    return length(text) <= allowed


def shorten(text: str, allowed: int) -> str:
    """``text``, cut to ``allowed`` code units with an ellipsis where it is longer."""
    if fits(text, allowed):
        return text
    kept = ""
    room = allowed - 1
    for character in text:
        room -= length(character)
        if room < 0:
            break
        kept += character
    return kept.rstrip() + "…"


def words(message: Message) -> str:
    """The message's main words: what a reader, a log of a talk or a person's screen reader gets."""
    match message:
        case (
            Text() | Buttons() | Choices() | LinkButton() | AskLocation() | AskPhone() | Template()
        ):
            return message.body
        case Media():
            return message.caption
        case Place() | ContactCard():
            return message.name


def fitted(message: Message) -> Message:
    """``message``, its words cut where a long value made them longer than WhatsApp takes."""
    match message:
        case Text(body=body) if not fits(body, TEXT_BODY):
            return Text(shorten(body, TEXT_BODY), message.preview_link)
        case Media(caption=caption) if not fits(caption, CAPTION):
            return msgspec.structs.replace(message, caption=shorten(caption, CAPTION))
        case (
            Buttons(body=body)
            | Choices(body=body)
            | LinkButton(body=body)
            | AskLocation(body=body)
            | AskPhone(body=body)
        ) if not fits(body, INTERACTIVE_BODY):
            return msgspec.structs.replace(message, body=shorten(body, INTERACTIVE_BODY))
        case _:
            return message


def overruns(message: Message) -> list[Overrun]:
    """Every limit that ``message`` breaks; empty for one that WhatsApp will take."""
    return [Overrun(*found) for found in _measured(message) if found[1] > found[2]]


def _measured(message: Message) -> Iterator[tuple[str, int, int]]:  # noqa: C901 (one case a kind)
    match message:
        case Text():
            yield "body", length(message.body), TEXT_BODY
        case Media():
            yield "caption", length(message.caption), CAPTION
            yield "filename", length(message.filename), FILENAME
        case Place():
            yield "name", length(message.name), CAPTION
        case ContactCard():
            yield "name", length(message.name), CONTACT_NAME
            yield "phones", len(message.phones), CONTACT_PHONES
        case AskLocation() | AskPhone():
            yield "body", length(message.body), INTERACTIVE_BODY
        case Buttons():
            yield "body", length(message.body), INTERACTIVE_BODY
            yield "footer", length(message.footer), FOOTER
            yield "buttons", len(message.buttons), BUTTONS
            yield "titles", _alike(button.title for button in message.buttons), 0
            for index, button in enumerate(message.buttons):
                yield f"buttons[{index}].title", length(button.title), BUTTON_TITLE
                yield f"buttons[{index}].id", length(button.id), BUTTON_ID
        case Choices():
            yield from _measured_list(message)
        case LinkButton():
            yield "body", length(message.body), INTERACTIVE_BODY
            yield "footer", length(message.footer), FOOTER
            yield "label", length(message.label), LINK_LABEL
            yield "url", length(message.url), URL
        case Template():
            yield from _measured_template(message)


def _alike(titles: Iterable[str]) -> int:
    """How many of ``titles`` read like an earlier one: WhatsApp refuses the whole message."""
    found = list(titles)
    return len(found) - len(set(found))


def _measured_list(message: Choices) -> Iterator[tuple[str, int, int]]:
    yield "body", length(message.body), INTERACTIVE_BODY
    yield "footer", length(message.footer), FOOTER
    yield "button", length(message.button), LIST_BUTTON
    yield "sections", len(message.sections), SECTIONS
    yield "rows", sum(len(section.rows) for section in message.sections), ROWS
    yield "titles", _alike(row.title for part in message.sections for row in part.rows), 0
    for place, section in enumerate(message.sections):
        yield f"sections[{place}].title", length(section.title), SECTION_TITLE
        for index, row in enumerate(section.rows):
            where = f"sections[{place}].rows[{index}]"
            yield f"{where}.title", length(row.title), ROW_TITLE
            yield f"{where}.description", length(row.description), ROW_DESCRIPTION
            yield f"{where}.id", length(row.id), ROW_ID


def _measured_template(message: Template) -> Iterator[tuple[str, int, int]]:
    yield "name", length(message.name), TEMPLATE_NAME
    yield "body", length(message.body), INTERACTIVE_BODY
    yield "header", length(message.header), HEADER
    yield "footer", length(message.footer), FOOTER
    yield "buttons", len(message.buttons), TEMPLATE_BUTTONS
    for index, button in enumerate(message.buttons):
        yield f"buttons[{index}].title", length(button.title), TEMPLATE_BUTTON_TITLE
        yield f"buttons[{index}].id", length(button.id), BUTTON_ID
