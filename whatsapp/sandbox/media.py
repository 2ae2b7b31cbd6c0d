"""Files: uploaded by a business, or sent by a person; each with an id that expires."""

import base64
import hashlib
import hmac
import io
import secrets
from dataclasses import dataclass

import filetype
from PIL import Image
from sqlalchemy import Connection, delete, insert, select

from flows.messages import MEDIA_BYTES, MEDIA_TYPES
from whatsapp.media import is_opus
from whatsapp.pictures import is_sendable
from whatsapp.sandbox.refusals import Refusal
from whatsapp.sandbox.tables import media

UPLOADED = 30 * 86_400.0  # seconds that an uploaded id lives
RECEIVED = 7 * 86_400.0  # and one that a webhook named
URL_LIVES = 300
STICKER_SIDE = 512  # pixels
STILL_STICKER = 100_000  # bytes; a moving one may have what MEDIA_BYTES says
_TELLING = frozenset({"image/jpeg", "image/png", "image/webp", "application/pdf", "audio/ogg"})


@dataclass(frozen=True)
class StoredFile:
    """A file as it was handed in. ``sha256`` is hexadecimal, ``number`` the phone number id."""

    id: str
    number: str
    mime: str
    sha256: str
    filename: str
    bytes: bytes

    @property
    def base64_sha256(self) -> str:
        """The digest as webhooks write it; the media endpoint writes it in hexadecimal."""
        return base64.b64encode(bytes.fromhex(self.sha256)).decode()


class UploadedFiles:
    """The files that one number may send, seen through a transaction."""

    def __init__(self, connection: Connection, number: str, now: float) -> None:
        self._connection = connection
        self._number = number
        self._now = now

    def mime_of(self, media_id: str) -> str | None:
        """The MIME type, or nothing where this number has no such file any more."""
        query = select(media.c.mime).where(
            media.c.id == media_id,
            media.c.number == self._number,
            media.c.expires_at > self._now,
        )
        return self._connection.execute(query).scalar_one_or_none()


def keep(connection: Connection, file: StoredFile, expires_at: float, now: float) -> str:
    """Store a file, forget those past their time, and return its id."""
    connection.execute(delete(media).where(media.c.expires_at <= now))
    connection.execute(insert(media).values(**vars(file), expires_at=expires_at))
    return file.id


def new_file(number: str, mime: str, filename: str, content: bytes) -> StoredFile:
    """A file with a fresh id, like Meta's a long number."""
    id = str(10**15 + secrets.randbelow(9 * 10**15))
    return StoredFile(id, number, mime, hashlib.sha256(content).hexdigest(), filename, content)


def load(connection: Connection, media_id: str, now: float) -> StoredFile | None:
    """The file of this id unless it expired."""
    query = select(media).where(media.c.id == media_id, media.c.expires_at > now)
    row = connection.execute(query).mappings().one_or_none()
    return StoredFile(**{k: v for k, v in row.items() if k != "expires_at"}) if row else None


def forget(connection: Connection, media_id: str) -> None:
    """Delete a file."""
    connection.execute(delete(media).where(media.c.id == media_id))


def plain_mime(given: str) -> str:
    """The type without parameters: ``audio/ogg; codecs=opus`` is ``audio/ogg``."""
    return given.partition(";")[0].strip().lower()


def check_upload(mime: str, content: bytes) -> None:
    """Refuse what cannot be sent: unknown types (100), too many bytes, other bytes than said."""
    kind = next((kind for kind, known in MEDIA_TYPES.items() if mime in known), None)
    if kind is None:
        every = ", ".join(sorted(set().union(*MEDIA_TYPES.values())))
        raise Refusal(100, f"Param file must be a file with one of the following types: {every}.")
    if len(content) > MEDIA_BYTES[kind]:
        raise Refusal(100, f"Param file: {kind} may have {MEDIA_BYTES[kind]} bytes at most.")
    if not content:
        raise Refusal(100, "Param file is empty.")
    if mime in _TELLING and filetype.guess_mime(content) != mime:
        raise Refusal(131053, f"Param file: its bytes are not those of {mime}.")
    if kind in _CLOSER:
        _CLOSER[kind](mime, content)


def _check_sound(mime: str, content: bytes) -> None:
    if mime == "audio/ogg" and not is_opus(content):
        raise Refusal(131053, "Param file: audio/ogg must be Opus with one channel.")


def _check_picture(mime: str, content: bytes) -> None:
    if not is_sendable(content, mime):
        raise Refusal(131053, f"Param file: {mime} must have 8 bits a channel, RGB or RGBA.")


def _check_sticker(_mime: str, content: bytes) -> None:
    """512 by 512 pixels; one that stands still may be much smaller than one that moves."""
    try:
        with Image.open(io.BytesIO(content), formats=("WEBP",)) as picture:
            size, moves = picture.size, getattr(picture, "is_animated", False)
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        raise Refusal(131053, "Param file cannot be read as a picture.") from None
    if size != (STICKER_SIDE, STICKER_SIDE):
        raise Refusal(131053, f"Param file: a sticker has {STICKER_SIDE} by {STICKER_SIDE} pixels.")
    if not moves and len(content) > STILL_STICKER:
        raise Refusal(100, f"Param file: a still sticker may have {STILL_STICKER} bytes at most.")


# What is looked at in a file beyond its type and size.
_CLOSER = {"audio": _check_sound, "image": _check_picture, "sticker": _check_sticker}


def ticket(key: str, media_id: str, expires: int) -> str:
    """The signature of a download address."""
    return hmac.new(key.encode(), f"{media_id}:{expires}".encode(), "sha256").hexdigest()
