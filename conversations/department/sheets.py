"""Spreadsheets as staff upload them, and tables as the spreadsheets that they take away.

A file is read cell by cell and nothing in it runs. A formula counts as the value that the
spreadsheet program calculated last, which is what its author saw. Of a workbook the first sheet is
read; the first row names the columns.
"""

import csv
import io
import warnings
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from itertools import islice
from typing import Any

from openpyxl import Workbook, load_workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.utils import get_column_letter

from flows.department.tables import (
    LONGEST_CELL,
    LONGEST_TITLE,
    MOST_CELLS,
    MOST_COLUMNS,
    MOST_LETTERS,
    MOST_ROWS,
    Table,
)

LARGEST_FILE = 8 * 1024 * 1024  # bytes, as uploaded
LARGEST_UNPACKED = 64 * 1024 * 1024  # bytes of everything in a workbook together
MOST_PARTS = 500  # files in a workbook
MOST_FLAWS = 100  # that are told

_WORKBOOK = b"PK\x03\x04"
_OLD_WORKBOOK = b"\xd0\xcf\x11\xe0"
_BLANK = ("\t", "\n", "\r")


class SheetError(Exception):
    """A file that is no sheet of ours. ``code`` is one of ``REFUSALS``, whose sentence it is."""

    def __init__(self, code: str) -> None:
        """Say the sentence that goes with ``code``."""
        super().__init__(REFUSALS[code])
        self.code = code


REFUSALS = {
    "empty": "There is nothing in this file.",
    "too_large": "This file is too large: at most 8 MB, and 64 MB once unpacked.",
    "too_much_text": "This table is too large: at most 4,000,000 characters.",
    "too_many_cells": "This table is too large: at most 400,000 cells.",
    "old_workbook": "This is an old Excel file. Save it as .xlsx, then upload that.",
    "unreadable": "This file cannot be read as a spreadsheet. Save it as .xlsx or as CSV (UTF-8).",
    "encoding": "This CSV file is neither UTF-8 nor Big5. Save it as CSV (UTF-8) or as .xlsx.",
}


@dataclass(frozen=True)
class Flaw:
    """Something about a cell. ``cell`` is its name in the sheet, ``B7``; ``code`` one of ``FLAWS``.

    A flaw that is ``grave`` keeps the file from becoming a table.
    """

    cell: str
    code: str
    found: str = ""

    @property
    def grave(self) -> bool:
        """Whether it must be mended first."""
        return self.code != "twice"

    def __str__(self) -> str:
        """In English, with the cell in front."""
        return f"{self.cell}: {FLAWS[self.code] % {'found': self.found}}"


FLAWS = {
    "too_long": "This has more than 500 characters.",
    "title_too_long": "This heading has more than 120 characters.",
    "no_title": "There are cells below, but no heading.",
    "same_title": "Another column is called “%(found)s” as well.",
    "taken_title": "A column cannot be called “%(found)s”.",
    "error": "The formula gives %(found)s.",
    "control": "This holds a character that no telephone can show.",
    "too_many_columns": "There are more than 200 columns.",
    "too_many_rows": "There are more than 20,000 rows.",
    "twice": "“%(found)s” stands in an earlier row as well; that row is the one that is found first.",
}


@dataclass
class Sheet:
    """A file as it was read: headings, rows of texts below them, and what is wrong where."""

    titles: list[str] = field(default_factory=list)
    rows: list[list[str]] = field(default_factory=list)
    flaws: list[Flaw] = field(default_factory=list)

    @property
    def grave(self) -> list[Flaw]:
        """What must be mended before this can be a table."""
        return [flaw for flaw in self.flaws if flaw.grave]


def read(content: bytes) -> Sheet:
    """The sheet in ``content``, an .xlsx workbook or CSV.

    Raises:
        SheetError: there is no sheet to be read.

    """
    if not content.strip():
        raise SheetError("empty")
    if len(content) > LARGEST_FILE:
        raise SheetError("too_large")
    if content.startswith(_OLD_WORKBOOK):
        raise SheetError("old_workbook")
    lines = _of_workbook(content) if content.startswith(_WORKBOOK) else _of_csv(content)
    sheet = _sheet(lines)
    if not sheet.titles:
        raise SheetError("empty")
    return sheet


def write(table: Table) -> bytes:
    """``table`` as a workbook in which every cell is text: nothing in it is a formula."""
    book = Workbook(write_only=True)
    page = book.create_sheet("Table")
    page.freeze_panes = "A2"
    for line in ([column.title for column in table.columns], *table.rows):
        page.append([_text_cell(page, text) for text in line])
    made = io.BytesIO()
    book.save(made)
    return made.getvalue()


def _text_cell(page: Any, text: str) -> Any:
    cell = WriteOnlyCell(page, value=text)
    cell.data_type = "s"
    cell.number_format = "@"  # stays text when somebody edits it: no formula, no lost zero
    return cell


def _of_workbook(content: bytes) -> list[Sequence[Any]]:
    """The rows of the first sheet."""
    _refuse_bomb(content)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of features that do not concern us
            book = load_workbook(
                io.BytesIO(content), read_only=True, data_only=True, keep_links=False
            )
            page = book.worksheets[0]
            page.reset_dimensions()  # what the file says of its own size may be wrong
            lines = _held(
                page.iter_rows(max_row=MOST_ROWS + 2, max_col=MOST_COLUMNS + 1, values_only=True)
            )
            book.close()
    except SheetError:
        raise
    except Exception as fault:  # a stranger's file fails in more ways than its reader lists
        raise SheetError("unreadable") from fault
    return lines


def _held(lines: Iterable[Sequence[Any]]) -> list[Sequence[Any]]:
    """The rows, in bounded time and memory.

    Raises:
        SheetError: they have more cells than a table may.

    """
    held = []
    cells = 0
    for line in lines:
        filled = sum(value is not None for value in line)
        cells += filled
        if cells > MOST_CELLS:
            raise SheetError("too_many_cells")
        held.append(line if filled else ())
    return held


def _refuse_bomb(content: bytes) -> None:
    """A workbook is a zip file, which may say that it unpacks to anything; no part has more.

    ``zipfile`` raises BadZipFile where it is none, ValueError where a name is not the UTF-8 that it
    is said to be (or, in Python 3.11, the directory would begin before the file), NotImplementedError
    where a part needs a newer version of the format.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            parts = packed.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError) as fault:
        raise SheetError("unreadable") from fault
    if len(parts) > MOST_PARTS or sum(one.file_size for one in parts) > LARGEST_UNPACKED:
        raise SheetError("too_large")


def _of_csv(content: bytes) -> list[Sequence[Any]]:
    text = _decoded(content)
    first = text.partition("\n")[0]
    delimiter = max(",;\t", key=first.count)
    try:
        lines = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
        cut = (line[: MOST_COLUMNS + 1] for line in islice(lines, MOST_ROWS + 2))
        return _held(cut)
    except csv.Error as fault:
        raise SheetError("unreadable") from fault


def _decoded(content: bytes) -> str:
    """Excel in Hong Kong writes plain CSV in Big5, and Unicode text in UTF-16."""
    marked = content.startswith((b"\xff\xfe", b"\xfe\xff"))
    for encoding in ("utf-16",) if marked else ("utf-8-sig", "big5hkscs"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" not in text:
            return text
    raise SheetError("encoding")


def _sheet(lines: Iterable[Sequence[Any]]) -> Sheet:
    """The headings and rows, empty ones at the edges left out, with every flaw at its cell.

    Raises:
        SheetError: it holds more than a table may.

    """
    sheet = Sheet()
    texts = [[_text(value) for value in line] for line in lines]
    if not texts:
        return sheet
    width = max((place for line in texts for place, text in enumerate(line, 1) if text), default=0)
    if width > MOST_COLUMNS:
        sheet.flaws.append(Flaw(f"{get_column_letter(MOST_COLUMNS + 1)}1", "too_many_columns"))
    width = min(width, MOST_COLUMNS)
    sheet.titles = (texts[0] + [""] * width)[:width]
    sheet.flaws += _of_titles(sheet.titles)
    for number, line in enumerate(texts[1:], 2):
        row = line[:width]
        if not any(row):
            continue
        if len(sheet.rows) == MOST_ROWS:
            sheet.flaws.append(Flaw(f"A{number}", "too_many_rows"))
            break
        sheet.rows.append(row)
        sheet.flaws += _of_row(row, number)
        if len(sheet.flaws) > MOST_FLAWS:
            break
    if width * len(sheet.rows) > MOST_CELLS:
        raise SheetError("too_many_cells")
    if sum(len(text) for row in sheet.rows for text in row) > MOST_LETTERS:
        raise SheetError("too_much_text")
    return sheet


def _of_titles(titles: Sequence[str]) -> Iterator[Flaw]:
    for place, title in enumerate(titles, 1):
        cell = f"{get_column_letter(place)}1"
        if not title:
            yield Flaw(cell, "no_title")
        elif len(title) > LONGEST_TITLE:
            yield Flaw(cell, "title_too_long")
        elif _unshowable(title):
            yield Flaw(cell, "control")


def _of_row(row: Sequence[str], number: int) -> Iterator[Flaw]:
    for place, text in enumerate(row, 1):
        if not text:
            continue
        cell = f"{get_column_letter(place)}{number}"
        if len(text) > LONGEST_CELL:
            yield Flaw(cell, "too_long")
        elif _unshowable(text):
            yield Flaw(cell, "control")
        elif text.startswith("#") and text in _ERRORS:
            yield Flaw(cell, "error", text)


def _unshowable(text: str) -> bool:
    return any(
        (sign < " " and sign not in _BLANK) or sign == "\x7f" or "\ud800" <= sign <= "\udfff"
        for sign in text
    )


_ERRORS = frozenset(
    {"#N/A", "#REF!", "#NAME?", "#VALUE!", "#DIV/0!", "#NULL!", "#NUM!", "#SPILL!", "#CALC!"}
)


def _text(value: Any) -> str:
    """A cell's value as text: whole numbers without a point, days and times as 2026-12-31, 14:30."""
    match value:
        case None:
            return ""
        case str():
            return value.replace("\r\n", "\n").replace("\r", "\n").replace("_x000D_", "").strip()
        case bool():
            return "TRUE" if value else "FALSE"
        case float() if value.is_integer() and abs(value) < 1e15:
            return str(int(value))
        case datetime() if value.time() == time():
            return value.date().isoformat()
        case datetime():
            return f"{value:%Y-%m-%d %H:%M}"
        case date():
            return value.isoformat()
        case time():
            return f"{value:%H:%M}"
        case _:
            return str(value)
