"""What we say, in Meta's words: the body of ``POST /<phone number id>/messages``."""

from collections.abc import Mapping
from typing import Any

import msgspec

from flows.messages import (
    AskLocation,
    AskPhone,
    Blank,
    Buttons,
    Choices,
    LinkButton,
    Media,
    Message,
    Place,
    Section,
    Template,
    Text,
)

_CAPTIONED = frozenset({"image", "video", "document"})


class UnaddressedError(ValueError):
    """There is neither a telephone number nor a business-scoped id to send to."""


class MissingMediaError(LookupError):
    """An asset has not been uploaded to this number yet. ``asset`` names it."""

    def __init__(self, asset: str) -> None:
        """``asset`` is the SHA-256 by which the message names its media."""
        super().__init__(f"The media {asset} has no id at WhatsApp: upload it first.")
        self.asset = asset


class Recipient(msgspec.Struct, frozen=True):
    """To whom: ``phone`` as ``+`` and digits, ``user_id`` a business-scoped id, or both."""

    phone: str | None = None
    user_id: str | None = None


def to_payload(
    message: Message,
    recipient: Recipient,
    *,
    callback_data: str,
    media_ids: Mapping[str, str],
    quoted: str | None = None,
) -> dict[str, Any]:
    """The JSON object that sends ``message`` to ``recipient``.

    ``callback_data`` comes back in every status (at most 512 characters). ``media_ids`` maps
    assets to WhatsApp's media ids; media go by id, for those sent by link arrive after the text
    that follows them. ``quoted`` is the wamid to answer. Limits are not checked here: see
    ``flows.messages.overruns``. Raises UnaddressedError and MissingMediaError.
    """
    payload: dict[str, Any] = {
        "messaging_product": "whatsapp",
        "recipient_type": "individual",
        **_address(recipient),
        **_content(message, media_ids),
        "biz_opaque_callback_data": callback_data,
    }
    if quoted:
        payload["context"] = {"message_id": quoted}
    return payload


def _address(recipient: Recipient) -> dict[str, str]:
    # With both, Meta goes by the telephone, and goes on naming it in its webhooks. Without the
    # plus it may put the business's own country code in front.
    if recipient.phone:
        return {"to": "+" + recipient.phone.removeprefix("+")}
    if recipient.user_id:
        return {"recipient": recipient.user_id}
    raise UnaddressedError("The recipient has neither a telephone number nor a user id.")


def _content(message: Message, media_ids: Mapping[str, str]) -> dict[str, Any]:
    match message:
        case Text():
            text = {"body": message.body, "preview_url": message.preview_link}
            return {"type": "text", "text": text}
        case Media():
            return {"type": message.media, message.media: _media(message, media_ids)}
        case Place():
            return {"type": "location", "location": _place(message)}
        case Buttons():
            return _interactive("button", message.body, _buttons(message), message.footer)
        case Choices():
            return _interactive("list", message.body, _choices(message), message.footer)
        case LinkButton():
            return _interactive("cta_url", message.body, _link(message), message.footer)
        case AskLocation():
            action = {"name": "send_location"}
            return _interactive("location_request_message", message.body, action)
        case AskPhone():
            action = {"name": "request_contact_info"}
            return _interactive("contact_request", message.body, action)
        case Template():
            return {"type": "template", "template": _template(message)}


def _interactive(kind: str, body: str, action: dict[str, Any], footer: str = "") -> dict[str, Any]:
    interactive: dict[str, Any] = {"type": kind, "body": {"text": body}}
    if footer:
        interactive["footer"] = {"text": footer}
    interactive["action"] = action
    return {"type": "interactive", "interactive": interactive}


def _template(message: Template) -> dict[str, Any]:
    """The template by name and language, with what goes into its blanks and comes back of its taps.

    A part without anything of ours in it is left out; a button's index counts all buttons.
    """
    components: list[dict[str, Any]] = []
    for kind, blanks in (("header", message.header_blanks), ("body", message.blanks)):
        if blanks:
            components.append({"type": kind, "parameters": [_blank(one) for one in blanks]})
    components += [
        {
            "type": "button",
            "sub_type": "quick_reply",
            "index": str(index),
            "parameters": [{"type": "payload", "payload": button.id}],
        }
        for index, button in enumerate(message.buttons)
        if button.id
    ]
    named: dict[str, Any] = {"name": message.name, "language": {"code": message.language}}
    return {**named, "components": components} if components else named


def _blank(blank: Blank) -> dict[str, str]:
    """Numbered blanks go by their order, others by their name."""
    told = {"type": "text", "text": blank.text}
    return told if blank.name.isdecimal() else {**told, "parameter_name": blank.name}


def _media(message: Media, media_ids: Mapping[str, str]) -> dict[str, str]:
    media_id = media_ids.get(message.asset)
    if not media_id:
        raise MissingMediaError(message.asset)
    media = {"id": media_id}
    # Sound and stickers take no caption; Meta refuses the whole message for one.
    if message.caption and message.media in _CAPTIONED:
        media["caption"] = message.caption
    if message.filename and message.media == "document":
        media["filename"] = message.filename
    return media


def _place(message: Place) -> dict[str, Any]:
    place: dict[str, Any] = {"latitude": message.latitude, "longitude": message.longitude}
    if message.name:
        place["name"] = message.name
    if message.address:
        place["address"] = message.address
    return place


def _buttons(message: Buttons) -> dict[str, Any]:
    return {
        "buttons": [
            {"type": "reply", "reply": {"id": button.id, "title": button.title}}
            for button in message.buttons
        ]
    }


def _choices(message: Choices) -> dict[str, Any]:
    sections = [_section(section, message.button) for section in message.sections]
    return {"button": message.button, "sections": sections}


def _section(section: Section, otherwise: str) -> dict[str, Any]:
    """A section with its title: Meta's page wants one always, its OpenAPI when there are several.

    One left empty takes the words of the list's button, which are always there and short enough.
    """
    rows = [
        {"id": row.id, "title": row.title}
        | ({"description": row.description} if row.description else {})
        for row in section.rows
    ]
    return {"title": section.title or otherwise, "rows": rows}


def _link(message: LinkButton) -> dict[str, Any]:
    parameters = {"display_text": message.label, "url": message.url}
    return {"name": "cta_url", "parameters": parameters}
