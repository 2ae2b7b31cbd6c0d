"""What a hand on the phone may do, turned into what WhatsApp would send for it.

The phone names the message that was tapped and the id of the button; titles and the rest are taken
from what the business really sent, so nothing can be said that could not be tapped.
"""

from typing import Any

from flows.messages import CAPTION, FILENAME, TEXT_BODY
from whatsapp.sandbox import chats, media
from whatsapp.sandbox.channels import SandboxChannel
from whatsapp.sandbox.numbers import display
from whatsapp.sandbox.payloads import EMOJI, WAMID
from whatsapp.sandbox.people import Person
from whatsapp.sandbox.refusals import Refusal
from whatsapp.sandbox.sandbox import Sandbox
from whatsapp.sandbox.shapes import degrees, mapping, string

PERSON_FILE = 16_000_000  # bytes; WhatsApp takes more, the phone in a browser need not


def say_text(sandbox: Sandbox, who: Person, channel: SandboxChannel, given: object) -> str:
    """``{text, quoted?}``."""
    found = mapping(given, "text", "text", "quoted")
    content = {"body": string(found["text"], "text", TEXT_BODY)}
    return sandbox.say(who, channel, "text", content, quoted=_quoted(found))


def tap_button(sandbox: Sandbox, who: Person, channel: SandboxChannel, given: object) -> str:
    """``{message, id}``: a reply button, or a template's quick reply."""
    row, id = _tapped(sandbox, who, channel, given)
    if row["type"] == "template":
        for button in row["content"]["buttons"]:
            if button.get("payload") == id and button["type"] == "quick_reply":
                content = {"payload": id, "text": button["text"]}
                return sandbox.say(who, channel, "button", content, quoted=row["wamid"])
        raise _no_such(id)
    for button in row["content"].get("action", {}).get("buttons", []):
        if button["reply"]["id"] == id:
            content = {"type": "button_reply", "button_reply": button["reply"]}
            return sandbox.say(who, channel, "interactive", content, quoted=row["wamid"])
    raise _no_such(id)


def choose_row(sandbox: Sandbox, who: Person, channel: SandboxChannel, given: object) -> str:
    """``{message, id}``: a row of a list."""
    row, id = _tapped(sandbox, who, channel, given)
    for section in row["content"].get("action", {}).get("sections", []):
        for entry in section["rows"]:
            if entry["id"] == id:
                content = {"type": "list_reply", "list_reply": entry}
                return sandbox.say(who, channel, "interactive", content, quoted=row["wamid"])
    raise _no_such(id)


def share_contact(sandbox: Sandbox, who: Person, channel: SandboxChannel, given: object) -> str:
    """``{message}``: one's own number, asked for by a message of type ``contact_request``."""
    found = mapping(given, "contact", "message")
    row = _message(sandbox, who, channel, found["message"])
    if row["content"].get("type") != "contact_request":
        raise Refusal(131009, "The message does not ask for a phone number.")
    card = {
        "name": {"formatted_name": who.name, "first_name": who.name},
        "phones": [{"phone": display(f"+{who.phone}"), "wa_id": who.phone, "type": "CELL"}],
        "origin": "contact_request",
    }
    return sandbox.say(who, channel, "contacts", {"cards": [card]}, quoted=row["wamid"])


def send_location(sandbox: Sandbox, who: Person, channel: SandboxChannel, given: object) -> str:
    """``{latitude, longitude, name?, address?, quoted?}``."""
    found = mapping(given, "location", "latitude longitude", "name address quoted")
    content: dict[str, Any] = {
        "latitude": degrees(found["latitude"], "latitude", 90),
        "longitude": degrees(found["longitude"], "longitude", 180),
    }
    for key in ("name", "address"):
        if found.get(key):
            content[key] = string(found[key], key, CAPTION)
    return sandbox.say(who, channel, "location", content, quoted=_quoted(found))


def react(sandbox: Sandbox, who: Person, channel: SandboxChannel, given: object) -> str:
    """``{message, emoji}``; an empty emoji takes the reaction away."""
    found = mapping(given, "reaction", "message emoji")
    row = _message(sandbox, who, channel, found["message"])
    emoji = string(found["emoji"], "emoji", EMOJI, least=0)
    content = {"message_id": row["wamid"], "emoji": emoji}
    return sandbox.say(who, channel, "reaction", content)


def send_file(
    sandbox: Sandbox,
    who: Person,
    channel: SandboxChannel,
    file: media.StoredFile,
    *,
    kind: str,
    caption: str = "",
) -> str:
    """A picture, video, document or voice note (``kind`` as in the webhook)."""
    if len(file.bytes) > PERSON_FILE:
        raise Refusal(100, f"The file may have {PERSON_FILE} bytes at most.")
    now = sandbox.clock()
    with sandbox.storage.writing() as connection:
        media.keep(connection, file, now + media.RECEIVED, now)
    voice = kind == "audio"
    content: dict[str, Any] = {
        "id": file.id,
        "mime_type": f"{file.mime}; codecs=opus" if voice else file.mime,
        "sha256": file.base64_sha256,
    }
    if voice:
        content["voice"] = True
    if kind == "document":
        content["filename"] = string(file.filename, "filename", FILENAME)
    if caption:
        content["caption"] = string(caption, "caption", CAPTION)
    shown = {**content, "file_size": len(file.bytes)}
    return sandbox.say(who, channel, kind, content, shown=shown)


def _quoted(found: dict[str, Any]) -> str | None:
    return string(found["quoted"], "quoted", WAMID) if found.get("quoted") else None


def _tapped(
    sandbox: Sandbox, who: Person, channel: SandboxChannel, given: object
) -> tuple[dict[str, Any], str]:
    found = mapping(given, "tap", "message id")
    id = string(found["id"], "id", WAMID + 1)
    return _message(sandbox, who, channel, found["message"]), id


def _message(
    sandbox: Sandbox, who: Person, channel: SandboxChannel, wamid: object
) -> dict[str, Any]:
    with sandbox.storage.reading() as connection:
        id = string(wamid, "message", WAMID)
        row = chats.find(connection, id, channel.phone_number_id)
    if row is None or row["person"] != who.id:
        raise Refusal(131009, "There is no such message in this chat.")
    return row


def _no_such(id: str) -> Refusal:
    return Refusal(131009, f"The message has nothing to tap with the id {id[:60]}.")
