"""Rows as CSV that a spreadsheet opens without running anything that a citizen wrote."""

import csv
import io
from collections.abc import Iterable

from admin.plain import plain

# Excel tells UTF-8 by this mark; without it Chinese arrives broken.
MARK = "\ufeff"
_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠", "|", "%")


def safe(value: object) -> str:
    """``value`` as a cell that is text: what would start a formula gets an apostrophe before it."""
    text = plain(value)
    return f"'{text}" if text.startswith(_STARTS) or text.lstrip().startswith(_STARTS) else text


def line(cells: Iterable[object]) -> str:
    """One line of CSV, with its line end."""
    made = io.StringIO()
    csv.writer(made).writerow([safe(cell) for cell in cells])
    return made.getvalue()
