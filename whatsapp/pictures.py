"""A citizen's picture made fit to be shown: decoded under guard and written anew."""

import io
from typing import Final

from PIL import Image, ImageOps

FORMATS: Final = ("JPEG", "PNG", "WEBP", "GIF")
MOST_PIXELS: Final = 60_000_000  # above any telephone's ordinary camera; 180 MB once decoded
LONGEST_SIDE: Final = 2560
QUALITY: Final = 85

_SENDABLE: Final = {"image/jpeg": {"L", "RGB"}, "image/png": {"RGB", "RGBA"}}
_WITH_ALPHA: Final = frozenset({"RGBA", "LA", "PA"})


class UnviewableError(ValueError):
    """The bytes are no picture, a damaged one, or one that would fill the memory."""


def viewable(data: bytes, mime_type: str) -> tuple[bytes, str]:
    """The picture in ``data`` written anew, and its new type: ``image/jpeg`` or ``image/png``.

    Turned the right way up, at most 2560 pixels on a side, the first frame of a moving one, and
    without place, time, device or anything else that was hidden in it. Raises UnviewableError.
    """
    if not mime_type.startswith("image/"):
        raise UnviewableError("It is not a picture.")
    try:
        return _written_anew(data)
    except UnviewableError:
        raise
    except Exception as error:  # noqa: BLE001 - decoders fail on hostile bytes in every way there is
        raise UnviewableError(f"It cannot be decoded ({type(error).__name__}).") from None


def sendable(data: bytes, mime_type: str) -> tuple[bytes, str]:
    """The JPEG or PNG in ``data`` as WhatsApp takes it: 8 bits a channel, grey (JPEG), RGB or RGBA.

    One that is so already stays as it is; any other, such as a PNG with a palette, is written anew.
    Raises UnviewableError.
    """
    return (data, mime_type) if is_sendable(data, mime_type) else viewable(data, mime_type)


def is_sendable(data: bytes, mime_type: str) -> bool:
    """Whether WhatsApp takes this picture of this type as it is."""
    try:
        with Image.open(io.BytesIO(data), formats=("JPEG", "PNG")) as picture:
            return picture.mode in _SENDABLE.get(mime_type, ())
    except Exception:  # noqa: BLE001 - decoders fail on hostile bytes in every way there is
        return False


def _written_anew(data: bytes) -> tuple[bytes, str]:
    with Image.open(io.BytesIO(data), formats=FORMATS) as picture:
        if picture.width * picture.height > MOST_PIXELS:
            raise UnviewableError("It has too many pixels.")
        picture.verify()
    # Verifying uses a picture up.
    with Image.open(io.BytesIO(data), formats=FORMATS) as picture:
        picture.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
        upright = ImageOps.exif_transpose(picture)
        clear = upright.mode in _WITH_ALPHA or "transparency" in upright.info
        plain = upright.convert("RGBA" if clear else "RGB")
    plain.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    plain.info.clear()
    written = io.BytesIO()
    if clear:
        plain.save(written, "PNG")
        return written.getvalue(), "image/png"
    plain.save(written, "JPEG", quality=QUALITY, optimize=True)
    return written.getvalue(), "image/jpeg"
