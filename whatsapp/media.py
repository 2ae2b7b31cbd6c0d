"""Checking a file that a citizen sent: its size, its digest, and what it really is."""

import base64
import binascii
import hashlib
import hmac
from typing import Any, Final

import filetype
import msgspec

from whatsapp.inbound.attachments import Kind

# WhatsApp hands on at most 100 MB, and much less of all but documents.
INBOUND_BYTES: Final[dict[Kind, int]] = {
    "photo": 25_000_000,
    "video": 105_000_000,
    "voice": 25_000_000,
    "audio": 25_000_000,
    "document": 105_000_000,
}

UNKNOWN: Final = "application/octet-stream"
PLAIN_TEXT: Final = "text/plain"

# What each kind may turn out to be. A document may be anything: it is only ever handed over as a
# download. An MP4 file without a picture is told from one with a picture by nobody but a player.
_SOUND: Final = frozenset({"audio/aac", "audio/amr", "audio/mpeg", "audio/mp4", "audio/ogg"})
_FAMILIES: Final[dict[Kind, frozenset[str]]] = {
    "photo": frozenset({"image/jpeg", "image/png", "image/webp", "image/gif"}),
    "video": frozenset({"video/mp4", "video/3gpp", "video/quicktime", "video/webm"}),
    "voice": _SOUND,
    "audio": _SOUND | {"audio/x-wav", "audio/x-flac"},
}
_SAME: Final = {
    "video/3gp": "video/3gpp",
    "audio/m4a": "audio/mp4",
    "audio/wav": "audio/x-wav",
    "video/x-m4v": "video/mp4",
}

_SNIFFED: Final = 8192
_HEX_DIGITS: Final = 64


class MediaRefusedError(ValueError):
    """A file is not kept: ``reason`` is ``empty``, ``too_large``, ``damaged`` or ``type``."""

    def __init__(self, reason: str) -> None:
        """``reason`` is one of the words above."""
        super().__init__(f"The file was refused: {reason}.")
        self.reason = reason


class Checked(msgspec.Struct, frozen=True):
    """A file that may be kept: its type by its content, SHA-256 in hex, and size in bytes."""

    mime_type: str
    sha256: str
    size: int


def check(data: bytes, kind: Kind, claimed_type: str = "", sha256: str = "") -> Checked:
    """What ``data``, sent as a ``kind``, is.

    ``claimed_type`` and ``sha256`` (base64 or hexadecimal) are what WhatsApp said of it, and may
    be empty. Raises MediaRefusedError.
    """
    if not data:
        raise MediaRefusedError("empty")
    if len(data) > INBOUND_BYTES[kind]:
        raise MediaRefusedError("too_large")
    if sha256 and not digest_fits(data, sha256):
        raise MediaRefusedError("damaged")
    found = content_type(data)
    if kind in {"voice", "audio"} and found in {"video/mp4", "video/3gpp"}:
        found = "audio/mp4"  # the same container
    allowed = _FAMILIES.get(kind)
    # Raw AAC and AMR begin in ways that are not always known; sound does no harm unrecognised.
    if found == UNKNOWN and kind in {"voice", "audio"} and claimed_type in _SOUND:
        found = claimed_type
    if allowed is not None and found not in allowed:
        raise MediaRefusedError("type")
    return Checked(found, hashlib.sha256(data).hexdigest(), len(data))


def digest_fits(data: bytes, claimed: str) -> bool:
    """Whether ``claimed`` is the SHA-256 of ``data``, in hexadecimal or base64.

    Webhooks write it in base64, the Graph API in hexadecimal.
    """
    digest = hashlib.sha256(data).digest()
    if len(claimed) == _HEX_DIGITS:
        return hmac.compare_digest(claimed.lower().encode(), digest.hex().encode())
    plain = claimed.replace("-", "+").replace("_", "/").rstrip("=")
    try:
        return hmac.compare_digest(base64.b64decode(plain + "=" * (-len(plain) % 4)), digest)
    except (binascii.Error, ValueError):
        return False


def content_type(data: bytes) -> str:
    """The type of ``data`` by its first bytes; text is ``text/plain``, whatever it spells.

    That a page of HTML or a drawing in SVG counts as plain text is on purpose: it is shown to
    staff as words, never run.
    """
    guessed: Any = filetype.guess_mime(data[:_SNIFFED])
    if guessed:
        return _SAME.get(str(guessed), str(guessed))
    if data[4:8] == b"ftyp":
        return "video/3gpp" if data[8:10] == b"3g" else "video/mp4"
    return PLAIN_TEXT if _is_text(data) else UNKNOWN


def is_opus(data: bytes) -> bool:
    """Whether ``data`` is Ogg with Opus in one channel, the only Ogg that WhatsApp takes.

    RFC 7845: the first page is 27 bytes, a table of one segment, and ``OpusHead``, version, channels.
    """
    return data[:4] == b"OggS" and data[28:36] == b"OpusHead" and data[37:38] == b"\x01"


def _is_text(data: bytes) -> bool:
    if b"\x00" in data:
        return False
    try:
        data.decode()
    except UnicodeDecodeError:
        return False
    return True
