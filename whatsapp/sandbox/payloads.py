"""Messages without buttons, as the Graph API takes them: exact keys, types, limits.

Every reader takes the object that stands under the message's type, and a ``Files`` that knows what
was uploaded.
"""

import re
from collections.abc import Callable
from typing import Any, Protocol

from flows.messages import CAPTION, CONTACTS, FILENAME, MEDIA_TYPES, TEXT_BODY, URL
from whatsapp.sandbox.refusals import Refusal
from whatsapp.sandbox.shapes import array, boolean, degrees, mapping, string, web_address

Check = Callable[[object, "Files"], None]

WAMID = 255
EMOJI = 64  # code units: families and flags are long
ID = 255


class Files(Protocol):
    """What was uploaded by the number that sends."""

    def mime_of(self, media_id: str) -> str | None:
        """The MIME type of a file, or nothing where the number has no such file."""


def check_text(value: object, _files: Files) -> None:
    """``{body, preview_url?}``."""
    found = mapping(value, "text", "body", "preview_url")
    string(found["body"], "text['body']", TEXT_BODY)
    if "preview_url" in found:
        boolean(found["preview_url"], "text['preview_url']")


def check_file(kind: str, where: str, value: object, files: Files) -> None:
    """A file by id. A link is refused: the sandbox fetches nothing, and nor should senders ask."""
    extra = {"image": "caption", "video": "caption", "document": "caption filename"}
    found = mapping(value, where, "", f"id link {extra.get(kind, '')}")
    if "link" in found:
        raise Refusal(131053, f"{where}.link: the sandbox fetches no links. Upload, send the id.")
    if "id" not in found:
        raise Refusal(131008, f"Parameter {where}.id is missing.")
    if "caption" in found:
        string(found["caption"], f"{where}.caption", CAPTION)
    if "filename" in found:
        string(found["filename"], f"{where}.filename", FILENAME)
    mime = files.mime_of(string(found["id"], f"{where}.id", ID))
    if mime is None:
        raise Refusal(131009, f"{where}.id is no file of this number, or it has expired.")
    if mime not in MEDIA_TYPES[kind]:
        raise Refusal(131053, f"{where}.id is of type {mime}, which cannot be sent as {kind}.")


def check_audio(value: object, files: Files) -> None:
    """``{id, voice?}``; a voice note must be Ogg."""
    found = mapping(value, "audio", "", "id link voice")
    voice = "voice" in found and boolean(found["voice"], "audio.voice")
    check_file("audio", "audio", {k: v for k, v in found.items() if k != "voice"}, files)
    if voice and files.mime_of(found["id"]) != "audio/ogg":
        raise Refusal(131053, "audio.voice: a voice note must be audio/ogg with the Opus codec.")


def check_location(value: object, _files: Files) -> None:
    """``{latitude, longitude, name?, address?}``, WGS 84 degrees."""
    found = mapping(value, "location", "latitude longitude", "name address")
    degrees(found["latitude"], "location.latitude", 90)
    degrees(found["longitude"], "location.longitude", 180)
    for key in ("name", "address"):
        if key in found:
            string(found[key], f"location.{key}", CAPTION, least=0)


def check_contacts(value: object, _files: Files) -> None:
    """One to five cards; a name needs ``formatted_name`` and one other part."""
    for index, card in enumerate(array(value, "contacts", CONTACTS)):
        where = f"contacts[{index}]"
        found = mapping(card, where, "name", "phones emails org urls addresses birthday")
        _check_name(found["name"], f"{where}.name")
        for key, parts in _CARD_LISTS.items():
            for place, entry in enumerate(array(found.get(key, []), f"{where}.{key}", 20, least=0)):
                _check_parts(entry, f"{where}.{key}[{place}]", parts)
        if "org" in found:
            _check_parts(found["org"], f"{where}.org", "company department title")
        if "birthday" in found and not _DAY.fullmatch(string(found["birthday"], where, 10)):
            raise Refusal(131009, f"{where}.birthday must read YYYY-MM-DD.")


def check_reaction(value: object, _files: Files) -> None:
    """``{message_id, emoji}``; an empty emoji takes the reaction away."""
    found = mapping(value, "reaction", "message_id emoji")
    string(found["message_id"], "reaction.message_id", WAMID)
    emoji = string(found["emoji"], "reaction.emoji", EMOJI, least=0)
    if emoji and (emoji.isascii() or any(c.isspace() for c in emoji)):
        raise Refusal(131009, "reaction.emoji must be one emoji.")


def _check_name(value: object, where: str) -> None:
    parts = "first_name last_name middle_name suffix prefix"
    found = mapping(value, where, "formatted_name", parts)
    for key, part in found.items():
        string(part, f"{where}.{key}", CAPTION)
    if len(found) < 2:
        raise Refusal(131008, f"{where} needs formatted_name and at least one other part.")


def _check_parts(value: object, where: str, parts: str) -> None:
    found: dict[str, Any] = mapping(value, where, "", parts)
    for key, part in found.items():
        if key == "url":
            web_address(part, f"{where}.{key}", URL)
        else:
            string(part, f"{where}.{key}", CAPTION)


_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_CARD_LISTS = {
    "phones": "phone type wa_id",
    "emails": "email type",
    "urls": "url type",
    "addresses": "street city state zip country country_code type",
}
