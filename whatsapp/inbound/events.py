"""What a message means to a talk: Meta's types, turned into the events that flows know."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from flows.events import Attachment, Card, Event, Pin, Reaction, Tap, Unusable, Words
from whatsapp.identifiers import normal_phone
from whatsapp.inbound.attachments import media_in
from whatsapp.inbound.changes import InboundMessage
from whatsapp.inbound.origin import LONGEST_WAMID
from whatsapp.inbound.people import LONGEST_NAME, phone_in
from whatsapp.inbound.untrusted import a_list, a_number, a_text, an_object

LONGEST_CAPTION: Final = 4096
LONGEST_EMOJI: Final = 64
CARDS: Final = 20  # people send one or two; more phones than this are of no use to a form

_MEDIA: Final = frozenset({"image", "video", "audio", "voice", "document"})

# Types that no flow can use, under the name that the citizen's sentence is chosen by.
_UNUSABLE: Final = {
    "sticker": "sticker",
    "order": "order",
    "system": "system",
    "edit": "edit",
    "revoke": "revoke",
}


def to_event(message: InboundMessage, media: Mapping[str, str]) -> Event:
    """What ``message`` is to a talk. ``media`` maps WhatsApp's ids of fetched files to ours.

    Always an event: what cannot be used is ``Unusable`` with one of ``sticker``, ``order``,
    ``system``, ``edit``, ``revoke``, ``lost_file`` (not fetched, or failed on the way),
    ``form_reply``, ``call_permission``, ``location``, ``contacts``, ``empty`` and ``unsupported``
    (everything else). Opening a chat for the first time (``request_welcome``) is ``Words("")``.
    Words stay whole, however long.
    """
    if message.type in _MEDIA:
        return _attachment(message, media)
    if message.type in _UNUSABLE:
        return Unusable(_UNUSABLE[message.type], message.wamid, _quoted(message))
    reader = _READERS.get(message.type)
    return reader(message) if reader else _unsupported(message)


def _part(message: InboundMessage) -> dict[str, Any]:
    return an_object(message.raw.get(message.type))


def _quoted(message: InboundMessage) -> str:
    return a_text(an_object(message.raw.get("context")).get("id"), LONGEST_WAMID) or ""


def _unusable(what: str, message: InboundMessage) -> Unusable:
    return Unusable(what, message.wamid, _quoted(message))


def _text(message: InboundMessage) -> Event:
    body = a_text(_part(message).get("body"))
    if not body or not body.strip():
        return _unusable("empty", message)
    return Words(body, message.wamid, _quoted(message))


def _attachment(message: InboundMessage, media: Mapping[str, str]) -> Event:
    for file in media_in(message):
        if file.id not in media:
            break
        caption = a_text(_part(message).get("caption")) or ""
        return Attachment(
            kind=file.kind,
            media=media[file.id],
            caption=caption[:LONGEST_CAPTION],
            filename=file.filename,
            id=message.wamid,
            quoted=_quoted(message),
        )
    return _unusable("lost_file", message)


def _location(message: InboundMessage) -> Event:
    part = _part(message)
    latitude, longitude = a_number(part.get("latitude")), a_number(part.get("longitude"))
    if latitude is None or longitude is None or abs(latitude) > 90 or abs(longitude) > 180:
        return _unusable("location", message)
    return Pin(
        latitude=latitude,
        longitude=longitude,
        name=(a_text(part.get("name")) or "")[:LONGEST_CAPTION],
        address=(a_text(part.get("address")) or "")[:LONGEST_CAPTION],
        id=message.wamid,
        quoted=_quoted(message),
    )


def _contacts(message: InboundMessage) -> Event:
    cards = [card for card in a_list(message.raw.get("contacts")) if isinstance(card, dict)]
    if not cards:
        return _unusable("contacts", message)
    own = _own(cards, message)
    cards = own or cards
    phones = [phone for card in cards for phone in _phones(card)]
    name = a_text(an_object(cards[0].get("name")).get("formatted_name")) or ""
    return Card(
        phones=tuple(dict.fromkeys(phones))[:CARDS],
        name=" ".join(name.split())[:LONGEST_NAME],
        own=bool(own),
        id=message.wamid,
        quoted=_quoted(message),
    )


def _own(cards: list[dict[str, Any]], message: InboundMessage) -> list[dict[str, Any]]:
    """The card by which the person shares their own number, when they were asked for it.

    Meta has shown ``origin`` on the card and on the message; sent along with it, other people's
    cards are not theirs.
    """
    if message.raw.get("origin") == "contact_request":
        return cards[:1]
    return [card for card in cards if card.get("origin") == "contact_request"][:1]


def _phones(card: dict[str, Any]) -> list[str]:
    """A card's numbers as ``+`` and digits; what WhatsApp knows the person by comes first."""
    entries = [entry for entry in a_list(card.get("phones")) if isinstance(entry, dict)]
    known = [phone_in(entry.get("wa_id")) for entry in entries]
    written = [normal_phone(a_text(entry.get("phone"), LONGEST_NAME) or "") for entry in entries]
    return [phone for phone in (*known, *written) if phone]


def _button(message: InboundMessage) -> Event:
    """A tap on a template's quick reply; without a payload Meta repeats the label."""
    part = _part(message)
    return _tap(a_text(part.get("payload")), a_text(part.get("text")), message)


def _interactive(message: InboundMessage) -> Event:
    part = _part(message)
    # The type is missing at times, and so is everything beside it.
    for name in ("button_reply", "list_reply"):
        reply = an_object(part.get(name))
        if reply:
            return _tap(a_text(reply.get("id")), a_text(reply.get("title")), message)
    match a_text(part.get("type")):
        case "nfm_reply":
            return _unusable("form_reply", message)
        case "call_permission_reply":
            return _unusable("call_permission", message)
        case _:
            return _unusable("form_reply" if "nfm_reply" in part else "unsupported", message)


def _tap(choice: str | None, title: str | None, message: InboundMessage) -> Event:
    """A tap; one without an id counts as typing the label."""
    if choice:
        return Tap(choice, title or "", message.wamid, _quoted(message))
    if title:
        return Words(title, message.wamid, _quoted(message))
    return _unusable("unsupported", message)


def _reaction(message: InboundMessage) -> Event:
    """An emoji on a message of ours; an empty one takes the last back."""
    part = _part(message)
    return Reaction(
        emoji=(a_text(part.get("emoji")) or "")[:LONGEST_EMOJI],
        quoted=a_text(part.get("message_id"), LONGEST_WAMID) or "",
        id=message.wamid,
    )


def _welcome(message: InboundMessage) -> Event:
    return Words("", message.wamid)


def _unsupported(message: InboundMessage) -> Event:
    """What WhatsApp itself cannot hand on. Ordinary numbers learn of edits only in this way."""
    what = a_text(an_object(message.raw.get("unsupported")).get("type"))
    return _unusable(what if what in {"edit", "revoke"} else "unsupported", message)


_READERS: Final[dict[str, Callable[[InboundMessage], Event]]] = {
    "text": _text,
    "location": _location,
    "contacts": _contacts,
    "button": _button,
    "interactive": _interactive,
    "reaction": _reaction,
    "request_welcome": _welcome,
}
