"""The media of a message: what is to be fetched before a flow can use it."""

from typing import Any, Final, Literal

import msgspec

from whatsapp.filenames import safe_filename
from whatsapp.inbound.changes import InboundMessage
from whatsapp.inbound.untrusted import a_text, an_object

Kind = Literal["photo", "video", "voice", "audio", "document"]

LONGEST_MEDIA_ID: Final = 255
LONGEST_URL: Final = 4000
LONGEST_TYPE: Final = 255
LONGEST_DIGEST: Final = 128

_KINDS: Final[dict[str, Kind]] = {
    "image": "photo",
    "video": "video",
    "audio": "audio",
    "voice": "voice",  # how the retired on-premises API called a voice note
    "document": "document",
}


class InboundMedia(msgspec.Struct, frozen=True):
    """One file that WhatsApp keeps for us: 7 days by its ``id``, 5 minutes at its ``url``.

    ``mime_type`` is what the sender's device claims, without parameters; ``sha256`` is base64 or
    hexadecimal; ``filename`` is the sender's own, made plain. Missing parts are empty.
    """

    id: str
    kind: Kind
    mime_type: str = ""
    sha256: str = ""
    filename: str = ""
    url: str = ""


def media_in(message: InboundMessage) -> list[InboundMedia]:
    """The files that ``message`` brings, in order; none when WhatsApp reports them as failed.

    Stickers are not among them: no flow can use one, so none is worth waiting for.
    """
    kind = _KINDS.get(message.type)
    if not kind or message.raw.get("errors"):
        return []
    part = an_object(message.raw.get(message.type))
    media_id = a_text(part.get("id"), LONGEST_MEDIA_ID)
    if not media_id:
        return []
    if kind == "audio" and part.get("voice") is True:
        kind = "voice"
    return [
        InboundMedia(
            id=media_id,
            kind=kind,
            mime_type=_plain_type(part),
            sha256=a_text(part.get("sha256"), LONGEST_DIGEST) or "",
            filename=safe_filename(a_text(part.get("filename")) or ""),
            url=a_text(part.get("url"), LONGEST_URL) or "",
        )
    ]


def _plain_type(part: dict[str, Any]) -> str:
    """``audio/ogg; codecs=opus`` is ``audio/ogg``."""
    claimed = a_text(part.get("mime_type"), LONGEST_TYPE) or ""
    return claimed.partition(";")[0].strip().lower()
