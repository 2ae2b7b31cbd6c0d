"""The control for a rule: rows of subject, comparison and value; what rows cannot say is YAML."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext
from wtforms.utils import unset_value

from admin.builder.control import Control, plain
from flows.conditions import SUBJECTS
from flows.documents import written
from flows.documents.anatomy import MISSING
from flows.documents.faults import ShapeError

_NUMBER = re.compile(r"[+-]?[0-9]+(?:\.[0-9]+)?")
_APART = re.compile(r"[,、，;；\n]")
_ROOTS = {"answers": "answer", "contact": "contact", "result": "result"}
KNOWN, UNKNOWN = "is_set", "is_not_set"
COMPARISONS = (
    "is", "is_not", "in", "contains", "less_than", "more_than", "between", "before", "after",
    KNOWN, UNKNOWN,
)  # fmt: skip
MOST_ROWS = 20


@dataclass
class Row:
    """One comparison as it is typed. ``token`` names its inputs, ``stored`` is what it came from."""

    token: str
    subject: str = "answer"
    path: str = ""
    comparison: str = "is"
    value: str = ""
    stored: Any = MISSING

    @property
    def is_empty(self) -> bool:
        """Whether nothing was filled in."""
        return not self.path and not self.value


class RuleControl(Control):
    """A rule."""

    look = "rule"

    def process(
        self, formdata: Any, data: Any = unset_value, extra_filters: Sequence[Any] | None = None
    ) -> None:
        """WTForms: the stored rule as rows or as YAML, then what was sent."""
        del extra_filters
        self.base = MISSING if data is unset_value else data
        self.rows = rows_of(self.base) or []
        self.how = "any" if isinstance(self.base, dict) and "any" in self.base else "all"
        self.is_written = self.base not in (MISSING, None) and rows_of(self.base) is None
        self.yaml = _yaml(self.base) if self.is_written else ""
        self._shown = self._snapshot()
        if formdata is not None and f"{self.name}-how" in formdata:
            self._hear(formdata)

    def _hear(self, formdata: Any) -> None:
        stored = {row.token: row.stored for row in self.rows}
        self.how = "any" if formdata.get(f"{self.name}-how") == "any" else "all"
        tokens = [one for one in formdata.getlist(self.name) if one.isdecimal()][:MOST_ROWS]
        self.rows = [
            Row(
                token,
                _known(formdata.get(f"{self.name}-{token}-subject"), tuple(SUBJECTS)),
                plain(formdata.get(f"{self.name}-{token}-path", "")).strip(),
                _known(formdata.get(f"{self.name}-{token}-comparison"), COMPARISONS),
                plain(formdata.get(f"{self.name}-{token}-value", "")).strip(),
                stored.get(token, MISSING),
            )
            for token in dict.fromkeys(tokens)
        ]
        written_out = plain(formdata.get(f"{self.name}-yaml", "")).strip()
        self.yaml = self.yaml if written_out == self.yaml.strip() else written_out
        self.is_written = bool(self.yaml)

    def add(self) -> str:
        """Add an empty row; gives its token."""
        taken = [int(row.token) for row in self.rows]
        self.rows.append(Row(str(max(taken, default=-1) + 1)))
        return self.rows[-1].token

    def remove(self, token: str) -> None:
        """Take a row out."""
        self.rows = [row for row in self.rows if row.token != token]

    @property
    def is_filled(self) -> bool:
        """Whether there is a rule."""
        return bool(self.rows or self.yaml)

    def subjects(self) -> list[tuple[str, str]]:
        """What a row can look at."""
        return [
            ("answer", gettext("Answer")),
            ("contact", gettext("Contact")),
            ("result", gettext("Result")),
            ("value", gettext("Value")),
        ]

    def comparisons(self) -> list[tuple[str, str]]:
        """How a row can compare."""
        return [
            ("is", gettext("is")),
            ("is_not", gettext("is not")),
            ("in", gettext("is one of (commas between)")),
            ("contains", gettext("contains")),
            ("less_than", gettext("is less than")),
            ("more_than", gettext("is more than")),
            ("between", gettext("is between (two numbers)")),
            ("before", gettext("is before (YYYY-MM-DD)")),
            ("after", gettext("is after (YYYY-MM-DD)")),
            (KNOWN, gettext("is known")),
            (UNKNOWN, gettext("is not known")),
        ]

    @property
    def value(self) -> Any:
        """The rule, or MISSING when nothing was filled in."""
        if self._snapshot() == self._shown:
            return self.base
        if self.is_written:
            try:
                return written.read(self.yaml)
            except ShapeError:
                return self.yaml
        made = [_made(row) for row in self.rows if not row.is_empty]
        if not made:
            return MISSING
        grouped = isinstance(self.base, dict) and bool({"all", "any"} & set(self.base))
        return made[0] if len(made) == 1 and not grouped else {self.how: made}

    def sentence(self, text: str) -> str:
        """Say where the YAML cannot be read."""
        if self.is_written and isinstance(self.value, str):
            return str(gettext("This cannot be read as YAML."))
        return text

    def _snapshot(self) -> Any:
        rows = [(row.token, row.subject, row.path, row.comparison, row.value) for row in self.rows]
        filled = [row for row in rows if row[2] or row[4]]
        return (filled, self.how if len(filled) > 1 else "", self.yaml)


def _known(sent: str | None, choices: Sequence[str]) -> str:
    """What was chosen, or the first choice when no page of ours offers what was sent."""
    return sent if sent is not None and sent in choices else choices[0]


def rows_of(rule: Any) -> list[Row] | None:
    """The rows that say what ``rule`` says; None when rows cannot."""
    if rule is MISSING or rule is None:
        return []
    if not isinstance(rule, dict):
        return None
    single = [group for group in ("all", "any") if group in rule]
    inner = rule[single[0]] if single and len(rule) == 1 else [rule]
    if not isinstance(inner, list) or not inner or len(inner) > MOST_ROWS:
        return None
    rows = [_row(str(place), one) for place, one in enumerate(inner)]
    return [row for row in rows if row] if all(rows) else None


def _row(token: str, rule: Any) -> Row | None:
    if not isinstance(rule, dict):
        return None
    if set(rule) == {"is_set"} and isinstance(rule["is_set"], str):
        root, _, rest = rule["is_set"].partition(".")
        subject, path = (
            (_ROOTS[root], rest) if root in _ROOTS and rest else ("value", rule["is_set"])
        )
        return Row(token, subject, path, KNOWN, "", rule)
    subjects = [name for name in SUBJECTS if name in rule]
    others = [name for name in rule if name not in SUBJECTS]
    if len(subjects) != 1 or len(others) != 1 or others[0] not in COMPARISONS:
        return None
    comparison, value = others[0], rule[others[0]]
    if comparison == "is_set":
        if not isinstance(value, bool):
            return None
        return Row(token, subjects[0], rule[subjects[0]], KNOWN if value else UNKNOWN, "", rule)
    shown = _shown(comparison, value)
    return (
        None
        if shown is None
        else Row(token, subjects[0], rule[subjects[0]], comparison, shown, rule)
    )


def _shown(comparison: str, value: Any) -> str | None:
    """What stands in the value's input; None where one line cannot hold it."""
    if isinstance(value, list):
        parts = [_word(one) for one in value]
        if not parts or any(not part or _APART.search(part) for part in parts):
            return None
        return (" – " if comparison == "between" else ", ").join(parts)
    shown = _word(value)
    return None if "\n" in shown or shown != shown.strip() or not shown else shown


def _word(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return plain(str(value))


def _made(row: Row) -> Any:
    """The rule of a row, exactly as stored where it was not touched."""
    before = _row(row.token, row.stored)
    if before is not None and before == row:
        return row.stored
    if row.comparison in (KNOWN, UNKNOWN):
        return {row.subject: row.path, "is_set": row.comparison == KNOWN}
    return {row.subject: row.path, row.comparison: _meant(row.comparison, row.value)}


def _meant(comparison: str, text: str) -> Any:
    if comparison == "in":
        return [_value(part.strip()) for part in _APART.split(text) if part.strip()]
    if comparison == "between":
        return [float(one) for one in _NUMBER.findall(text.replace("–", " ").replace(" - ", " "))]
    if comparison in ("less_than", "more_than"):
        return float(text) if _NUMBER.fullmatch(text) else text
    return text if comparison in ("before", "after") else _value(text)


def _value(text: str) -> Any:
    """Only yes and no differ from their words: the words “3” and the number 3 compare alike."""
    return {"true": True, "false": False}.get(text.casefold(), text)


def _yaml(rule: Any) -> str:
    return written.write(rule) if isinstance(rule, dict) else plain(str(rule))
