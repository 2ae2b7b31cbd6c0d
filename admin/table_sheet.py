"""A table as a page shows it: its first rows with what is wrong in each cell, and a look-up."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import request
from flask_babel import gettext
from openpyxl.utils import get_column_letter

from conversations.department.sheets import FLAWS, Flaw, Sheet
from flows.department.tables import Column, Table, columns_of
from flows.phrases import LANGUAGE_NAMES

SHOWN_ROWS = 20
SHOWN_LETTERS = 160  # of a cell


@dataclass(frozen=True)
class Cell:
    """What stands in a cell, and what is wrong with it; empty when nothing is."""

    text: str
    wrong: str = ""


@dataclass(frozen=True)
class Heading:
    """A column: its letter, what stands above it, what flows call it, and what is wrong with it."""

    letter: str
    title: str
    name: str
    language: str
    wrong: str = ""


@dataclass(frozen=True)
class Preview:
    """The first rows, each with its number in the sheet, and how many there are in all."""

    headings: list[Heading]
    rows: list[tuple[int, list[Cell]]]
    total: int


def preview(columns: Sequence[Column], rows: Sequence[Sequence[str]], flaws: list[Flaw]) -> Preview:
    """The first rows; where flaws stand further down, those rows as well."""
    wrong = {flaw.cell: told(flaw) for flaw in flaws}
    letters = [get_column_letter(place) for place in range(1, len(columns) + 1)]
    headings = [
        Heading(
            letter, column.title, column.id,
            LANGUAGE_NAMES.get(column.language or "", column.language or ""),
            wrong.get(f"{letter}1", ""),
        )
        for letter, column in zip(letters, columns, strict=True)
    ]  # fmt: skip
    flawed = {int(flaw.cell.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")) for flaw in flaws}
    shown = [
        number for number in range(2, len(rows) + 2) if number < SHOWN_ROWS + 2 or number in flawed
    ]
    return Preview(
        headings, [(number, _cells(rows, number, letters, wrong)) for number in shown], len(rows)
    )


def of_sheet(sheet: Sheet, flaws: list[Flaw]) -> Preview:
    """A sheet that could not become a table."""
    # Headings that are missing or taken still have a column below them.
    columns = columns_of([title[:120] for title in sheet.titles])
    return preview(columns, sheet.rows, flaws)


def told(flaw: Flaw) -> str:
    """What is wrong, in the language of the page."""
    said = FLAWS[flaw.code]
    return str(gettext(said, found=flaw.found) if "%(" in said else gettext(said))


def _cells(
    rows: Sequence[Sequence[str]], number: int, letters: Sequence[str], wrong: dict[str, str]
) -> list[Cell]:
    row = rows[number - 2]
    return [
        Cell(_cut(row[place]) if place < len(row) else "", wrong.get(f"{letter}{number}", ""))
        for place, letter in enumerate(letters)
    ]


def _cut(text: str) -> str:
    return text if len(text) <= SHOWN_LETTERS else f"{text[:SHOWN_LETTERS]}…"


@dataclass(frozen=True)
class Trial:
    """A look-up that a member of staff tries: where, by which words, read in which language.

    ``found`` is how many rows there are; ``result`` what a citizen would get of the first.
    """

    column: str
    words: str
    language: str
    found: int = 0
    result: dict[str, str] | None = None

    @property
    def is_made(self) -> bool:
        """Whether anything was looked for."""
        return bool(self.words)


def trial(table: Table, page_language: str) -> Trial:
    """What the address asks for, looked up."""
    column = request.args.get("column", "")
    if column not in table.names:
        column = next(iter(table.names))
    language = request.args.get("language", "")
    if language not in LANGUAGE_NAMES:
        language = page_language
    words = request.args.get("words", "").strip()[:200]
    if not words:
        return Trial(column, words, language)
    rows = table.find({column: words})
    seen = table.seen(rows[0], language, list(LANGUAGE_NAMES)) if rows else None
    return Trial(column, words, language, len(rows), seen)
