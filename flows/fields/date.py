"""A date, typed in English or Chinese, in figures or in words."""

import re
import unicodedata
from datetime import date, timedelta
from typing import Any

from wtforms import Field, StringField
from wtforms.validators import InputRequired

from flows.events import Event, Words
from flows.fields.answer import OF_A_TIME, FieldType, Invalid, Reading, Value
from flows.fields.definition import FormField
from flows.match import fold
from flows.scene import Scene
from flows.shape import named

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_RELATIVE = {
    "today": 0, "tomorrow": 1, "yesterday": -1, "day after tomorrow": 2,
    "今天": 0, "今日": 0, "明天": 1, "明日": 1, "听日": 1, "后天": 2, "后日": 2,
    "昨天": -1, "昨日": -1, "寻日": -1, "琴日": -1,
}  # fmt: skip
_ISO = re.compile(r"^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})$")
_DAY_FIRST = re.compile(r"^(\d{1,2})[-/.](\d{1,2})(?:[-/.](\d{4}))?$")
_CHINESE = re.compile(r"^(?:(\d{4})年)?(\d{1,2})月(\d{1,2})[日号號]?$")
_NAMED = re.compile(
    r"^(?:(\d{1,2})(?:st|nd|rd|th)? ([a-z]{3})[a-z]*|([a-z]{3})[a-z]* (\d{1,2})(?:st|nd|rd|th)?)(?: (\d{4}))?$"
)


def read_date(text: str, today: date) -> date | None:
    """The date that ``text`` names, seen from ``today``; None when it names none.

    Days come before months, as Hong Kong writes them. A date without a year is the next such day.
    """
    written = unicodedata.normalize("NFKC", text).strip().casefold().replace(",", "")
    relative = _RELATIVE.get(fold(text))
    if relative is not None:
        return today + timedelta(days=relative)
    if found := _ISO.match(written):
        return _day(int(found[1]), int(found[2]), int(found[3]))
    if found := _DAY_FIRST.match(written):
        return _next(found[3], int(found[2]), int(found[1]), today)
    if found := _CHINESE.match(written.replace(" ", "")):
        return _next(found[1], int(found[2]), int(found[3]), today)
    if found := _NAMED.match(written):
        month = found[2] or found[3]
        if month in _MONTHS:
            return _next(found[5], _MONTHS.index(month) + 1, int(found[1] or found[4]), today)
    return None


def _next(year: str | None, month: int, day: int, today: date) -> date | None:
    if year:
        return _day(int(year), month, day)
    for candidate in (today.year, today.year + 1):
        found = _day(candidate, month, day)
        if found and found >= today:
            return found
    return None


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


class DateType(FieldType):
    """A day of the calendar; ``min`` and ``max`` are ISO dates or ``today``."""

    name = "date"
    names = named("Date", "日期", "日期")
    keys = frozenset({"min", "max"})
    compares = OF_A_TIME

    def widest(self, field: FormField, language: str) -> Any:  # noqa: ARG002 (written out by a filter)
        """A day of the month with the longest name."""
        return "2026-09-30"

    def reads_limit(self, limit: float | str) -> bool:
        """An ISO date, or ``today``."""
        return limit == "today" or _limit(limit, date.min) is not None

    def control(self, field: FormField) -> Field:  # noqa: ARG002
        """A text; what day it names depends on today, so ``read`` decides."""
        return StringField(validators=[InputRequired("invalid_date")])

    def read(self, field: FormField, event: Event, scene: Scene, so_far: Any) -> Reading:  # noqa: ARG002
        """The ISO date that was typed."""
        if not isinstance(event, Words):
            return None
        typed = self.typed(field, event.text)
        if not isinstance(typed, Value):
            return typed
        today = scene.world.local_now().date()
        day = read_date(str(typed.value), today)
        if day is None:
            return Invalid("invalid_date")
        least, most = _limit(field.min, today), _limit(field.max, today)
        if least and day < least:
            return Invalid("invalid_date_early", {"min": least.isoformat()})
        if most and day > most:
            return Invalid("invalid_date_late", {"max": most.isoformat()})
        return Value(day.isoformat())

    def words(self, field: FormField, value: Any, scene: Scene) -> str:  # noqa: ARG002
        """The date as the reader's language writes it."""
        day = _limit(value, scene.world.local_now().date())
        if day is None:
            return str(value)
        if scene.language.startswith("zh"):
            return f"{day.year}年{day.month}月{day.day}日"
        return f"{day.day} {day:%B} {day.year}"


def _limit(value: object, today: date) -> date | None:
    if value == "today":
        return today
    try:
        return date.fromisoformat(str(value))
    except ValueError:
        return None


TYPE = DateType()
