"""The name that a sender gave a file: hostile until made plain."""

import re
import unicodedata
from typing import Final

from flows.messages import FILENAME, shorten

_SEPARATORS: Final = re.compile(r"[/\\:*?\"<>|]")
_LONGEST_ENDING: Final = 10


def safe_filename(name: str) -> str:
    """The sender's name for a file, fit to be shown and saved: one line, no path, no tricks.

    Separators, control characters and marks that turn the reading direction go; empty when
    nothing is left.
    """
    kept = "".join(sign for sign in name if not unicodedata.category(sign).startswith("C"))
    plain = " ".join(_SEPARATORS.sub("_", kept).split()).strip(". ")
    stem, dot, ending = plain.rpartition(".")
    if not dot or len(ending) > _LONGEST_ENDING:  # what follows the dot is no ending
        return shorten(plain, FILENAME)
    return f"{shorten(stem, FILENAME - len(ending) - 1)}.{ending}"
