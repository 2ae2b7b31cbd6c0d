"""A department's questions as a spreadsheet, out and in: a row for each, a column for each text."""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select

from audit import trail
from conversations.department import questions, sheets
from extensions import db
from flows.department.tables import Column, Table
from flows.documents.faults import ShapeError
from models import Department, Question
from models.columns import JsonObject

LANGUAGES = ("zh-Hant", "en", "zh-Hans")
BY_LANGUAGE = ("question", "also", "answer")
PLAIN = ("topic", "link", "valid_from", "valid_until")
YES = frozenset({"", "1", "yes", "y", "true", "是", "x"})
_HEADING = re.compile(r"^(question|also|answer)\s*[(（]\s*([A-Za-z0-9-]+)\s*[)）]$", re.IGNORECASE)
_STARTS = ("=", "+", "-", "@", "|", "%")
MOST_FAULTS = 100


@dataclass(frozen=True)
class RowFault:
    """What is wrong with a row of the sheet; 1 is the row of headings, 0 the sheet as a whole."""

    row: int
    sentence: str

    def __str__(self) -> str:
        """With the row in front."""
        return f"row {self.row}: {self.sentence}" if self.row else self.sentence


class FlawedSheetError(Exception):
    """A sheet that holds something else than questions; nothing of it is stored."""

    def __init__(self, faults: Sequence[RowFault]) -> None:
        """At least one fault."""
        super().__init__("; ".join(map(str, faults[:5])))
        self.faults = faults[:MOST_FAULTS]


@dataclass
class Imported:
    """How many questions a sheet added, changed and left as they were."""

    added: int = 0
    changed: int = 0
    same: int = 0


@dataclass
class _Row:
    number: int
    name: str
    live: bool
    document: JsonObject = field(default_factory=dict)


def titles() -> list[str]:
    """The headings of the sheet, in their order."""
    texts = [f"{part} ({tag})" for part in BY_LANGUAGE for tag in LANGUAGES]
    return ["id", *texts, *PLAIN, "live"]


def lines(rows: Iterable[Question]) -> Iterator[list[str]]:
    """A line of cells for each question; several wordings stand below each other in one cell."""
    for row in rows:
        document = row.document
        texts = [
            _cell(document.get(part, {}).get(tag, "")) for part in BY_LANGUAGE for tag in LANGUAGES
        ]
        plain = [str(document.get(key, "")) for key in PLAIN]
        yield [row.name, *texts, *plain, "yes" if row.live else "no"]


def workbook(rows: Iterable[Question]) -> bytes:
    """The questions as .xlsx, every cell a text."""
    columns = [Column.model_construct(id="column", title=title) for title in titles()]
    return sheets.write(Table.model_construct(columns=columns, rows=list(lines(rows))))


def csv_text(rows: Iterable[Question]) -> str:
    """The questions as CSV, with the mark by which Excel tells UTF-8; nothing runs in it."""
    made = io.StringIO()
    writer = csv.writer(made)
    writer.writerow(titles())
    for line in lines(rows):
        writer.writerow([f"'{cell}" if cell.startswith(_STARTS) else cell for cell in line])
    return "\ufeff" + made.getvalue()


def of_department(department_id: int) -> Sequence[Question]:
    """Every question of the department, by its id."""
    wanted = select(Question).where(Question.department_id == department_id)
    return db.session.scalars(wanted.order_by(Question.name)).all()


def take(department: Department, content: bytes, actor: str) -> Imported:
    """Add the questions of a sheet, and change those whose id is there; the others stay.

    Raises:
        SheetError: it cannot be read as a spreadsheet.
        FlawedSheetError: with a sentence for each row that is no question; nothing is stored.

    """
    sheet = sheets.read(content)
    found, faults = _read(sheet)
    for flaw in sheet.grave:
        if flaw.code != "too_long":  # answers may be longer than what a table holds
            faults.append(RowFault(0, str(flaw)))
    if faults:
        raise FlawedSheetError(sorted(faults, key=lambda fault: fault.row))
    imported = Imported()
    for row in found:
        _store(department, row, actor, imported)
    trail.record(
        "questions.imported",
        actor=actor,
        subject=f"department:{department.id}",
        department_id=department.id,
        added=imported.added,
        changed=imported.changed,
    )
    return imported


def _store(department: Department, row: _Row, actor: str, imported: Imported) -> None:
    known = questions.named(department.id, row.name) if row.name else None
    try:
        if known is not None:
            changed = questions.change(known, row.document, row.live, actor)
            imported.changed += changed
            imported.same += not changed
            return
        name = row.name or questions.free_name(department.id, row.document["question"])
        questions.add(department, name, row.document, row.live, actor)
        imported.added += 1
    except ShapeError as fault:
        raise FlawedSheetError([RowFault(row.number, str(one)) for one in fault.faults]) from fault


def _read(sheet: sheets.Sheet) -> tuple[list[_Row], list[RowFault]]:
    columns, faults = _columns(sheet.titles)
    rows: list[_Row] = []
    seen: set[str] = set()
    for number, cells in enumerate(sheet.rows, 2):
        row = _row(number, dict(zip(columns, cells, strict=False)))
        rows.append(row)
        if row.name and row.name in seen:
            faults.append(RowFault(number, f"The id {row.name} stands in an earlier row as well."))
        seen.add(row.name)
        try:
            questions.checked(row.name or "new", row.document)
        except ShapeError as fault:
            faults += [RowFault(number, str(one)) for one in fault.faults]
    if not rows and not faults:
        faults.append(RowFault(0, "There are no questions below the headings."))
    return rows, faults


def _columns(found: Sequence[str]) -> tuple[list[str], list[RowFault]]:
    """What each column holds: ``question:en``, ``topic``; empty for one that means nothing."""
    columns: list[str] = []
    faults: list[RowFault] = []
    for title in found:
        heading = _HEADING.match(title.strip())
        plain = title.strip().casefold().replace(" ", "_")
        if heading:
            columns.append(f"{heading[1].casefold()}:{_tag(heading[2])}")
        elif plain in {"id", "live", *PLAIN}:
            columns.append(plain)
        else:
            columns.append("")
            faults.append(RowFault(1, f"The heading “{title}” means nothing here."))
    missing = [
        part
        for part in ("question", "answer")
        if not any(column.startswith(f"{part}:") for column in columns)
    ]
    faults += [RowFault(1, f"There is no column such as “{part} (en)”.") for part in missing]
    return columns, faults


def _tag(written: str) -> str:
    """A language tag as we write it: ``zh-hant`` is ``zh-Hant``."""
    known = {tag.casefold(): tag for tag in LANGUAGES}
    return known.get(written.casefold(), written)


def _row(number: int, cells: Mapping[str, str]) -> _Row:
    texts: dict[str, dict[str, Any]] = {part: {} for part in BY_LANGUAGE}
    for column, cell in cells.items():
        part, _, tag = column.partition(":")
        if tag and cell.strip():
            texts[part][tag] = _unquoted(cell)
    also = {tag: wordings(words) for tag, words in texts["also"].items()}
    plain = {key: _unquoted(cells.get(key, "")) for key in PLAIN}
    document = questions.document_of(texts["question"], also, texts["answer"], **plain)
    live = cells.get("live", "").strip().casefold() in YES
    return _Row(number, cells.get("id", "").strip(), live, document)


def wordings(text: str) -> list[str]:
    """The wordings in ``text``, one to a line."""
    return [line.strip() for line in text.splitlines() if line.strip()]


def _unquoted(cell: str) -> str:
    """``cell`` without the apostrophe that keeps it from being a formula in CSV."""
    return cell[1:] if cell[:1] == "'" and cell[1:].startswith(_STARTS) else cell


def _cell(value: Any) -> str:
    return "\n".join(value) if isinstance(value, list) else str(value)
