"""A table that staff keep, such as district to office: its columns, its rows, and looking one up.

The first row of the sheet names the columns. A column may be there once for each language, as
``Office (en)`` and ``Office (zh-Hant)`` or ``office_en`` and ``office_tc``: together they are the
column ``office``, of which a citizen gets the words in their own language. A cell may hold several
words that mean the same row, parted by ``|`` or ``、``; of those parted by ``|`` the first is shown.
"""

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import Annotated, Any, Self

import orjson
from pydantic import Field, PrivateAttr, StringConstraints, field_validator, model_validator

from flows.documents.shape import Id, LanguageTag, Shape
from flows.match import fold
from flows.text import pick

MOST_COLUMNS = 200
MOST_ROWS = 20_000
LONGEST_CELL = 500  # characters
MOST_CELLS = 400_000
MOST_LETTERS = 4_000_000  # characters of all cells together
LONGEST_TITLE = 120
OWN = frozenset({"rows"})  # what a look-up adds to a row's columns

_LANGUAGES = {
    "en": "en", "eng": "en", "english": "en", "tc": "zh-Hant", "zh-hant": "zh-Hant",
    "zh-hk": "zh-Hant", "繁體": "zh-Hant", "繁體中文": "zh-Hant", "sc": "zh-Hans",
    "zh-hans": "zh-Hans", "zh-cn": "zh-Hans", "简体": "zh-Hans", "简体中文": "zh-Hans",
    "ur": "ur", "hi": "hi", "ne": "ne", "pa": "pa", "th": "th", "tl": "tl", "vi": "vi", "id": "id",
}  # fmt: skip
_AFTER_LINE = frozenset({"en", "tc", "sc", "zh-hant", "zh-hans"})  # short words end many names
_BRACKETED = re.compile(r"^(.*?)\s*[(（[]\s*([^()（）\[\]]+?)\s*[)）\]]$", re.DOTALL)
_ENDING = re.compile(r"^(.*?)[_ ]((?:zh[-_])?[A-Za-z]{2,4})$", re.DOTALL)
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_WORDS = re.compile(r"[|｜、]")
_BARS = re.compile(r"[|｜]")

Title = Annotated[str, StringConstraints(max_length=LONGEST_TITLE)]
Cell = Annotated[str, StringConstraints(max_length=LONGEST_CELL)]
Row = Annotated[list[Cell], Field(max_length=MOST_COLUMNS)]


class Column(Shape):
    """A column. ``id`` is what flows call it and stays; ``title`` is what stands above it."""

    id: Id
    title: Title
    language: LanguageTag | None = None


class Table(Shape):
    """A table. Rows may be shorter than there are columns, never longer."""

    columns: Annotated[list[Column], Field(min_length=1, max_length=MOST_COLUMNS)]
    rows: Annotated[list[Row], Field(max_length=MOST_ROWS)]

    _indices: dict[str, "_Index"] = PrivateAttr(default_factory=dict)

    @field_validator("columns", mode="before")
    @classmethod
    def _from_titles(cls, given: Any) -> Any:
        """Columns may be given by their titles alone."""
        if isinstance(given, list) and given and all(isinstance(one, str) for one in given):
            return columns_of(given)
        return given

    @model_validator(mode="after")
    def _is_whole(self) -> Self:
        for sentence in (*self._wrong_columns(), *self._wrong_rows()):
            raise ValueError(sentence)
        return self

    def _wrong_columns(self) -> Iterator[str]:
        seen: set[tuple[str, str | None]] = set()
        for column in self.columns:
            if column.id in OWN:
                yield f"a column cannot be called “{column.id}”; change its heading"
            if (column.id, column.language) in seen:
                yield f"two columns are both called “{column.title}”"
            seen.add((column.id, column.language))

    def _wrong_rows(self) -> Iterator[str]:
        if len(self.columns) * len(self.rows) > MOST_CELLS:
            yield f"a table has at most {MOST_CELLS:,} cells"
        letters = 0
        for number, row in enumerate(self.rows, 1):
            if len(row) > len(self.columns):
                yield f"row {number} has more cells than there are columns"
            text = "".join(row)
            letters += len(text)
            if _CONTROL.search(text):
                yield f"row {number} holds a character that no telephone can show"
        if letters > MOST_LETTERS:
            yield f"a table has at most {MOST_LETTERS:,} characters"

    @cached_property
    def content_hash(self) -> str:
        """SHA-256 in hexadecimal over columns and rows: the same content has the same."""
        return hashlib.sha256(orjson.dumps(self.stored())).hexdigest()

    def stored(self) -> dict[str, Any]:
        """Columns and rows as plain data, always in the same order."""
        columns = [[one.id, one.title, one.language] for one in self.columns]
        return {"columns": columns, "rows": self.rows}

    @cached_property
    def names(self) -> Mapping[str, Mapping[str, int]]:
        """What flows call the columns, in order: each by language (``""`` for all), its place."""
        found: dict[str, dict[str, int]] = {}
        for place, column in enumerate(self.columns):
            found.setdefault(column.id, {})[column.language or ""] = place
        return found

    def find(self, where: Mapping[str, str]) -> list[int]:
        """The places of the rows that hold each of these words in the column of that name.

        Rows that hold them letter for letter come alone; without any, case, width, punctuation and
        Traditional or Simplified do not count. Nothing is found by an empty word or in a column
        that is not there. Without ``where`` every row is found.
        """
        if not where:
            return list(range(len(self.rows)))
        if not all(name in self.names and fold(word) for name, word in where.items()):
            return []
        indices = {name: self._index(name) for name in where}
        exact = _common(indices[name].exact.get(word.strip()) for name, word in where.items())
        return exact or _common(
            indices[name].folded.get(fold(word)) for name, word in where.items()
        )

    def seen(
        self, row: int, language: str, languages: Sequence[str], names: Iterable[str] = ()
    ) -> dict[str, str]:
        """The row by what flows call its columns, as somebody who reads ``language`` gets it.

        With ``names`` these columns alone, each of which the table has.
        """
        cells = self.rows[row]
        found = {}
        for name in names or self.names:
            places = self.names[name]
            texts = {
                tag: shown(cells[place]) for tag, place in places.items() if place < len(cells)
            }
            found[name] = texts.get("") or str(pick(texts, language, languages))
        return found

    def _index(self, name: str) -> "_Index":
        if name not in self._indices:
            self._indices[name] = _Index(self.rows, self.names[name].values())
        return self._indices[name]


class _Index:
    """The rows by the words in their cells of a column, as written and folded."""

    def __init__(self, rows: Sequence[Sequence[str]], places: Iterable[int]) -> None:
        self.exact: dict[str, list[int]] = {}
        self.folded: dict[str, list[int]] = {}
        places = list(places)
        for number, row in enumerate(rows):
            words = {word for at in places if at < len(row) for word in words_in(row[at])}
            for word in words:
                self.exact.setdefault(word, []).append(number)
            for word in {fold(word) for word in words} - {""}:
                self.folded.setdefault(word, []).append(number)


def _common(found: Iterable[list[int] | None]) -> list[int]:
    """The rows that are in all of these, in order."""
    lists = [one or [] for one in found]
    others = [set(one) for one in lists[1:]]
    return [row for row in lists[0] if all(row in one for one in others)]


def words_in(cell: str) -> list[str]:
    """The words by which a cell is found."""
    return [word for part in _WORDS.split(cell) if (word := part.strip())]


def shown(cell: str) -> str:
    """What is shown of a cell: the first of the words that ``|`` parts."""
    return _BARS.split(cell, maxsplit=1)[0].strip()


def columns_of(titles: Sequence[str], known: Iterable[Column] = ()) -> list[Column]:
    """The columns that these headings name.

    A heading that is ``known`` keeps its id; the id of another is its Latin letters and digits in
    lower case, or where it has none ``column_`` and its place, from 1.
    """
    before = {column.title: column for column in known}
    found = []
    for place, title in enumerate(titles, 1):
        written = " ".join(title.split())
        if written in before:
            found.append(before[written])
            continue
        base, language = _parted(written)
        words = re.findall(r"[a-z0-9]+", base.casefold())
        id = "_".join(words)[:50].strip("_") or f"column_{place}"
        id = id if id[0].isalpha() else f"c_{id}"
        found.append(Column(id=id, title=written, language=language))
    return found


def _parted(title: str) -> tuple[str, str | None]:
    """A heading and the language that it ends with, if it names one."""
    if found := _BRACKETED.match(title):
        language = _LANGUAGES.get(found[2].casefold().replace("_", "-"))
        if language and found[1]:
            return found[1], language
    if found := _ENDING.match(title):
        tag = found[2].casefold().replace("_", "-")
        if tag in _AFTER_LINE and found[1]:
            return found[1], _LANGUAGES[tag]
    return title, None
