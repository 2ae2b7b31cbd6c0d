"""A date, typed in English or Chinese, in figures or in words."""

import re
from datetime import date, timedelta
from typing import Any

from wtforms import Field
from wtforms.validators import InputRequired

from flows.documents.shape import named
from flows.fields.answer import OF_A_TIME, FieldType, Invalid, Unclear, Unread
from flows.fields.definition import FormField
from flows.scene import Scene
from flows.understanding.days import Bounds, is_vague, months_after, read_days, spoken

MOST_READINGS = 3
_FROM_TODAY = re.compile(r"today(?:\s*([+-])\s*(\d{1,4})([dwmy]))?")


class DateControl(Field):
    """Reads a day between the field's limits."""

    def __init__(self, wanted: FormField, **more: Any) -> None:
        """``wanted`` has the limits."""
        super().__init__(**more)
        self._wanted = wanted

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read the day.

        Raises:
            Unread: there is none, several, or one beyond the limits.

        """
        if not valuelist:
            return
        today: date = self.meta.today
        bounds = Bounds(limit_day(self._wanted.min, today), limit_day(self._wanted.max, today))
        days = read_days(valuelist[0], today, bounds)
        if not days:
            vague = is_vague(valuelist[0])
            raise Unread(Invalid("invalid_date_day" if vague else "invalid_date"))
        if len(days) > 1:
            raise Unread(Unclear(tuple(day.isoformat() for day in days[:MOST_READINGS])))
        (day,) = days
        if bounds.least and day < bounds.least:
            raise Unread(Invalid("invalid_date_early", {"min": bounds.least}))
        if bounds.most and day > bounds.most:
            raise Unread(Invalid("invalid_date_late", {"max": bounds.most}))
        self.data = day


def limit_day(limit: float | str | None, today: date) -> date | None:
    """The day of a limit: an ISO date, ``today``, or so far from it: ``today+30d``, ``today-18y``."""
    text = str(limit)
    found = _FROM_TODAY.fullmatch(text)
    try:
        if found is None:
            return date.fromisoformat(text) if len(text) == len("2026-12-31") else None
        count = int(f"{found[1] or '+'}{found[2] or 0}")
        match found[3]:
            case "m" | "y":
                return months_after(today, count * (12 if found[3] == "y" else 1))
            case _:
                return today + timedelta(days=count * (7 if found[3] == "w" else 1))
    except (ValueError, OverflowError):
        return None


class DateType(FieldType):
    """A day of the calendar; ``min`` and ``max`` are ISO dates, ``today``, or ``today+30d``."""

    name = "date"
    names = named("Date", "日期", "日期")
    hint = "invalid_date"
    keys = frozenset({"min", "max"})
    compares = OF_A_TIME

    def widest(self, field: FormField, language: str) -> Any:  # noqa: ARG002 (written out by a filter)
        """A day of the month with the longest name."""
        return "2026-09-30"

    def reads_limit(self, limit: float | str) -> bool:
        """An ISO date, or one that is reckoned from today."""
        return limit_day(limit, date(2026, 1, 1)) is not None

    def crosses(self, least: float | str, most: float | str) -> bool:
        """Whether the first is after the second, where both go by the same reckoning."""
        day = date(2026, 1, 1)
        if ("today" in str(least)) != ("today" in str(most)):
            return False
        first, last = limit_day(least, day), limit_day(most, day)
        return first is not None and last is not None and first > last

    def control(self, field: FormField) -> Field:
        """A day within the limits."""
        return DateControl(field, validators=[InputRequired("invalid_date")])

    def value(self, data: Any) -> Any:
        """The ISO date."""
        return data.isoformat()

    def words(self, field: FormField, value: Any, scene: Scene) -> str:  # noqa: ARG002
        """The date as the reader's language writes it."""
        try:
            return spoken(date.fromisoformat(str(value)), scene.language)
        except ValueError:
            return str(value)


TYPE = DateType()
