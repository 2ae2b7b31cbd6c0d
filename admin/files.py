"""Taking a file that staff upload into the department's files, with words for what is refused."""

from flask_babel import gettext
from werkzeug.datastructures import FileStorage

from admin.reach import actor
from audit import record
from conversations.outbound.assets import AssetRefusedError, keep
from models import Asset


class FileRefusedError(ValueError):
    """A file is not kept; the message is for staff, in their language."""


def kept(department_id: int, upload: FileStorage) -> Asset:
    """The department's file with the content of ``upload``. The caller commits.

    Raises:
        FileRefusedError: WhatsApp would not take it.

    """
    try:
        asset, is_new = keep(department_id, upload.stream.read(), upload.filename or "")
    except AssetRefusedError as fault:
        raise FileRefusedError(_sentence(fault.reason)) from fault
    if is_new:
        record(
            "asset.added",
            actor=actor(),
            subject=f"asset:{asset.id}",
            department_id=department_id,
            kind=asset.kind,
        )
    return asset


def _sentence(reason: str) -> str:
    sentences = {
        "empty": gettext("The file is empty."),
        "too_large": gettext(
            "The file is too large for WhatsApp: a picture may have 5 MB, all else 16 MB."
        ),
        "type": gettext(
            "WhatsApp takes JPEG and PNG pictures, MP4 videos, MP3, AAC and Ogg sounds, PDF, Word, "
            "Excel, PowerPoint and text."
        ),
    }
    return str(sentences[reason])


def size_in_words(size: int) -> str:
    """A number of bytes as people read it: ``12 kB``, ``3.4 MB``."""
    return f"{size / 1_000_000:.1f} MB" if size >= 1_000_000 else f"{max(1, size // 1000)} kB"
