"""A calendar as its page shows it: the week, the general holidays, the days to come; and its forms."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property
from typing import Any
from zoneinfo import ZoneInfo

from babel.dates import format_date, get_day_names
from flask_babel import get_locale
from flask_babel import lazy_gettext as _
from wtforms import DateField, DateTimeLocalField, SelectField, StringField, ValidationError
from wtforms.validators import InputRequired, Optional

from admin import moments, spans
from admin.forms import AdminForm, TextsField, option
from conversations.department.general_holidays import general_holidays
from flows.department.calendars import WEEKDAYS, Calendar, Standing, pieces, standing
from flows.documents.shape import Localised
from flows.text import pick
from models import Calendar as Row
from staff.language import LOCALES, shown_language

AHEAD = 14  # days that are shown
_DAY = timedelta(days=1)

# Reasons that come up again and again, as citizens read them.
REASONS: Mapping[str, Localised] = {
    "typhoon": {
        "en": "Tropical cyclone warning signal no. 8 or above",
        "zh-Hant": "八號或以上熱帶氣旋警告信號",
        "zh-Hans": "八号或以上热带气旋警告信号",
    },
    "rain": {"en": "Black rainstorm warning", "zh-Hant": "黑色暴雨警告", "zh-Hans": "黑色暴雨警告"},
    "system": {"en": "System maintenance", "zh-Hant": "系統維護", "zh-Hans": "系统维护"},
}


def _spans(_form: Any, field: StringField) -> None:
    try:
        spans.read(field.data or "")
    except spans.HoursError as fault:
        raise ValidationError(str(fault)) from fault


class SpecialForm(AdminForm):
    """Days with hours of their own."""

    first = DateField(_("From"), [InputRequired(_("Choose the first day."))])
    last = DateField(_("To"), [Optional()], description=_("Leave it empty for a single day."))
    hours = StringField(
        _("Hours"),
        [_spans],
        description=_("Such as 09:00-12:00. Leave it empty when closed all day."),
    )
    reason = TextsField(
        _("Reason"), longest=200, description=_("Citizens read it in their language.")
    )

    def validate_last(self, field: DateField) -> None:
        """The last day is not before the first, and all are of our times."""
        days = [day for day in (self.first.data, field.data) if day is not None]
        if any(not moments.FIRST_YEAR <= day.year <= moments.LAST_YEAR for day in days):
            raise ValidationError(_("That is too far away."))
        if len(days) == 2 and days[1] < days[0]:
            raise ValidationError(_("The last day comes before the first."))

    def document(self) -> dict[str, Any]:
        """As a calendar holds it."""
        assert self.first.data is not None  # noqa: S101 (it was validated)
        made: dict[str, Any] = {"from": self.first.data.isoformat()}
        if self.last.data and self.last.data != self.first.data:
            made["to"] = self.last.data.isoformat()
        made["hours"] = spans.read(self.hours.data or "")
        return {**made, "reason": self.reason.data}


class ClosureForm(AdminForm):
    """Closing now."""

    until = DateTimeLocalField(_("Until"), [Optional()])
    why = SelectField(
        _("Reason"),
        choices=[
            option("", _("No reason given")),
            option("typhoon", _("Typhoon signal no. 8")),
            option("rain", _("Black rainstorm")),
            option("system", _("System maintenance")),
        ],
        validate_choice=False,
    )
    reason = TextsField(_("Reason in your own words"), longest=200)


@dataclass(frozen=True)
class Ahead:
    """A day to come: its hours as they will be, and why they are not the usual ones."""

    day: date
    name: str
    hours: list[str]
    reason: str
    unusual: bool


@dataclass(frozen=True)
class Kept:
    """A general holiday, and whether the calendar keeps it."""

    date: str
    name: str
    day: str
    kept: bool


class Desk:
    """A calendar's row as this request sees it."""

    def __init__(self, row: Row, zone: str, now: datetime) -> None:
        """Look at ``row`` in its department's zone."""
        self.row = row
        self.zone = zone
        self.now = now
        self.calendar = Calendar.model_validate(row.document)
        self.typed: dict[str, str] = {}  # what was typed and is wrong, by field
        self.faults: dict[str, str] = {}  # and what is wrong with it

    @property
    def here(self) -> datetime:
        """The time on the wall."""
        return self.now.astimezone(ZoneInfo(self.zone))

    @cached_property
    def stands(self) -> Standing:
        """Whether it is open, and until when."""
        return standing(self.calendar, self.zone, self._holidays, self.now)

    @property
    def until(self) -> str:
        """When that ends, as staff read it."""
        at = self.stands.until
        if at is None:
            return ""
        here = at.astimezone(ZoneInfo(self.zone))
        return f"{_day(here.date())} {here:%H:%M}"

    @property
    def why(self) -> str:
        """Why it is closed."""
        return _said(self.stands.reason)

    def week(self) -> Iterator[tuple[str, str, str, str]]:
        """Each weekday: its key, its name, its hours as typed, and what is wrong with them."""
        names = get_day_names("wide", locale=_locale())
        for place, key in enumerate(WEEKDAYS):
            stored = spans.show(self.calendar.weekly.get(key, []))  # type: ignore[call-overload]
            yield key, names[place], self.typed.get(key, stored), self.faults.get(key, "")

    @property
    def holiday_hours(self) -> tuple[str, str]:
        """The hours of general holidays as typed, and what is wrong with them."""
        stored = spans.show(self.calendar.holiday_hours)
        return self.typed.get("holiday", stored), self.faults.get("holiday", "")

    def kept(self) -> list[Kept]:
        """The general holidays from today to the end of next year."""
        today = self.here.date().isoformat()
        return [
            Kept(
                holiday.date, _said(holiday.name), _day(date.fromisoformat(holiday.date)),
                holiday.date not in self.calendar.working_holidays,
            )
            for holiday in general_holidays((self.here.year, self.here.year + 1))
            if holiday.date >= today
        ]  # fmt: skip

    def ahead(self) -> Iterator[Ahead]:
        """The days to come, exactly as citizens will meet them."""
        today = self.here.date()
        for number in range(AHEAD):
            day = today + number * _DAY
            hours = self._hours(day)
            usual = self.calendar.day(day, {}).hours if not self._special(day) else None
            told = self.calendar.day(day, self._holidays)
            reason = told.reason or self._closure_on(day)
            yield Ahead(
                day, _short_day(day), [spans.show([one]) for one in hours], _said(reason),
                usual is None or bool(reason) or list(told.hours) != list(usual),
            )  # fmt: skip

    def special(self) -> Iterator[tuple[int, str, str, str, bool]]:
        """Days with hours of their own: their place, days, hours, reason, whether they are over."""
        today = self.here.date().isoformat()
        for place, one in enumerate(self.calendar.special):
            days = _day(date.fromisoformat(one.from_))
            if one.to:
                days = f"{days} – {_day(date.fromisoformat(one.to))}"
            over = (one.to or one.from_) < today
            yield place, days, spans.show(one.hours), _said(one.reason), over

    def closures(self) -> Iterator[tuple[int, str, str, str]]:
        """Closures that are not over: their place, beginning, end and reason."""
        now = f"{self.here:%Y-%m-%dT%H:%M}"
        for place, one in enumerate(self.calendar.closures):
            if one.until is None or one.until > now:
                yield place, _wall(one.from_), _wall(one.until), _said(one.reason)

    def of_week(self, form: Mapping[str, str], kept: list[str]) -> dict[str, Any] | None:
        """The document with the week and the holidays as sent; None when something is wrong."""
        weekly = {key: self._read(key, form) for key in WEEKDAYS}
        holiday = self._read("holiday", form)
        if self.faults:
            return None
        shown = {one.date for one in self.kept()}
        gone = [day for day in self.calendar.working_holidays if day not in shown]
        made: dict[str, Any] = {
            **self.row.document,
            "weekly": {key: hours for key, hours in weekly.items() if hours},
            "holidays": "holidays" in form,
            "holiday_hours": holiday,
            "working_holidays": sorted({*gone, *(shown - set(kept))}),
        }
        return made

    def _read(self, key: str, form: Mapping[str, str]) -> list[str]:
        self.typed[key] = form.get(key, "")[:200]
        try:
            return spans.read(self.typed[key])
        except spans.HoursError as fault:
            self.faults[key] = str(fault)
            return []

    @cached_property
    def _holidays(self) -> dict[str, Localised]:
        years = (self.here.year, self.here.year + 1)
        return {one.date: one.name for one in general_holidays(years)}

    def _special(self, day: date) -> bool:
        return any(one.cover(day.isoformat()) for one in self.calendar.special)

    def _closure_on(self, day: date) -> Localised:
        """The reason of a closure that touches the day."""
        begins, ends = f"{day:%Y-%m-%d}T00:00", f"{day + _DAY:%Y-%m-%d}T00:00"
        for one in self.calendar.closures:
            if one.from_ < ends and (one.until is None or one.until > begins):
                return one.reason or {"en": str(_("Closed by staff"))}
        return {}

    def _hours(self, day: date) -> list[str]:
        """When it will be open on the day, closures taken out."""
        here = ZoneInfo(self.zone)
        begins = datetime.combine(day, time(), here).astimezone(UTC)
        ends = datetime.combine(day + _DAY, time(), here).astimezone(UTC)
        found = []
        for opens, closes in pieces(self.calendar, here, self._holidays, day - _DAY, 2):
            first, last = max(opens, begins), min(closes, ends)
            if first < last:
                to = "24:00" if last == ends else f"{last.astimezone(here):%H:%M}"
                found.append(f"{first.astimezone(here):%H:%M}-{to}")
        return found


def _said(texts: Localised) -> str:
    return str(pick(texts, shown_language(), tuple(LOCALES)))


def _day(day: date) -> str:
    """``Wed, 3 Dec 2026``."""
    locale = _locale()
    pattern = "y年M月d日 EEE" if locale.language == "zh" else "EEE, d MMM y"
    return str(format_date(day, pattern, locale=locale))


def _short_day(day: date) -> str:
    """``Wed 3 Dec``."""
    locale = _locale()
    pattern = "M月d日 EEE" if locale.language == "zh" else "EEE d MMM"
    return str(format_date(day, pattern, locale=locale))


def _wall(text: str | None) -> str:
    if text is None:
        return ""
    at = datetime.fromisoformat(text)
    return f"{_day(at.date())} {at:%H:%M}"


def _locale() -> Any:
    return get_locale()
