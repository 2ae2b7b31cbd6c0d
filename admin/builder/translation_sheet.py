"""The translation table as a spreadsheet: out to a translator, and in again."""

import io
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from openpyxl import Workbook, load_workbook
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.utils.exceptions import InvalidFileException

from admin.builder.translations import Key, Line
from admin.spreadsheet import safe

STEP, PLACE = "step", "place"
LARGEST = 8 * 1024 * 1024  # bytes, as sent and as unpacked eight times over
MOST_ROWS = 20_000
LONGEST = 4096
WIDTH = 48


class SheetError(Exception):
    """The file is no such table; the message says why."""


@dataclass
class Read:
    """The texts of a table, and the rows that this flow has no place for."""

    texts: dict[tuple[Key, str], str] = field(default_factory=dict)
    lost: list[str] = field(default_factory=list)


def made(lines: Sequence[Line], languages: Sequence[str]) -> bytes:
    """An XLSX file: a row a text, a column a language."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None  # noqa: S101 (a new book has one)
    sheet.append([STEP, PLACE, *languages])
    for line in lines:
        # Text by type, so that nothing in it is a formula.
        sheet.append([line.node, line.path, *(line.texts.get(tag, "") for tag in languages)])
    for row in sheet.iter_rows():
        for cell in row:
            cell.data_type = "s"
            cell.alignment = Alignment(wrap_text=True, vertical="top")
            cell.font = Font(bold=cell.row == 1)
    for column in range(3, 3 + len(languages)):
        sheet.column_dimensions[get_column_letter(column)].width = WIDTH
    sheet.freeze_panes = "C2"
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def read(raw: bytes, lines: Sequence[Line], languages: Sequence[str]) -> Read:
    """The texts of the XLSX file ``raw`` that differ from ``lines``, in the flow's languages.

    Raises:
        SheetError: it is no spreadsheet, or has no columns ``step`` and ``place``.

    """
    rows = _rows(raw)
    heading = [str(cell or "").strip() for cell in next(rows, ())]
    if STEP not in heading or PLACE not in heading:
        raise SheetError(f"The first row must name the columns {STEP} and {PLACE}.")
    known = {line.key: line for line in lines}
    found = Read()
    for row in rows:
        cells = dict(zip(heading, row, strict=False))
        key = (str(cells.get(STEP) or ""), str(cells.get(PLACE) or ""))
        if key not in known:
            if any(key):
                found.lost.append(" ".join(key))
            continue
        for tag in languages:
            text = _text(cells.get(tag))
            # A cell that is left empty is one that nobody translated, not one to be emptied.
            if text and text != known[key].texts.get(tag, ""):
                found.texts[key, tag] = text
    return found


def _rows(raw: bytes) -> Iterator[Sequence[object]]:
    if len(raw) > LARGEST:
        raise SheetError(f"The file is larger than {LARGEST // 1024 // 1024} MiB.")
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as parts:
            if sum(part.file_size for part in parts.infolist()) > LARGEST * 8:
                raise SheetError("The file unpacks to more than a table of texts can hold.")
        book = load_workbook(io.BytesIO(raw), read_only=True, data_only=True)
    except (zipfile.BadZipFile, InvalidFileException, KeyError, ValueError, OSError) as fault:
        raise SheetError(
            "This is no XLSX file. Save it as Excel workbook and try again."
        ) from fault
    yield from book.worksheets[0].iter_rows(max_row=MOST_ROWS, values_only=True)


def _text(cell: object) -> str:
    """What a cell says, without the mark that keeps a spreadsheet from reading it as a formula."""
    text = "" if cell is None else str(cell).replace("\r\n", "\n")[:LONGEST]
    bare = text.removeprefix("'")
    return bare if bare != text and safe(bare) == text else text
