"""Opening hours: whether a department is open at an instant, and when it opens or closes next.

A calendar says the hours of each weekday, those of general holidays, of special days, and when it
is shut all the same. What holds for a day: a special day before a general holiday before the
weekday. Hours that run over midnight belong to the day on which they begin, whatever the next day
is. A closure cuts into all of it. Times are those of the department's zone, to the minute.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import Annotated, Literal, Self
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, Field, StringConstraints, model_validator

from flows.documents.shape import Localised, Shape

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
NEAR = 32  # days ahead that are looked at for the next closing
FAR = 400  # and for the next opening
FIRST_YEAR, LAST_YEAR = 2000, 2999
_SPAN = re.compile(r"([01]\d|2[0-3]):[0-5]\d-(24:00|([01]\d|2[0-3]):[0-5]\d)")
_DATE = re.compile(r"\d{4}-\d\d-\d\d")
_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d")
_DAY = timedelta(days=1)


def _is_span(text: str) -> str:
    if _SPAN.fullmatch(text) is None:
        message = f"“{text}” is not written like 09:00-17:00"
        raise ValueError(message)
    return text


def _is_day(text: str) -> str:
    if not _names(text, _DATE):
        message = f"“{text}” is not a day written like 2026-12-31"
        raise ValueError(message)
    return text


def _is_moment(text: str) -> str:
    if not _names(text, _MOMENT):
        message = f"“{text}” is not a time written like 2026-12-31T14:00"
        raise ValueError(message)
    return text


def _names(text: str, pattern: re.Pattern[str]) -> bool:
    """Whether ``text`` is written so, and there is such a day and time."""
    if pattern.fullmatch(text) is None:
        return False
    try:
        return FIRST_YEAR <= datetime.fromisoformat(text).year <= LAST_YEAR
    except ValueError:
        return False


SpanText = Annotated[str, StringConstraints(max_length=11), AfterValidator(_is_span)]
DayText = Annotated[str, StringConstraints(max_length=10), AfterValidator(_is_day)]
MomentText = Annotated[str, StringConstraints(max_length=16), AfterValidator(_is_moment)]
Hours = Annotated[list[SpanText], Field(max_length=6)]
Weekday = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]


class Holiday(Shape):
    """A general holiday, and its name by language."""

    date: DayText
    name: Localised = Field(default_factory=dict)


class SpecialDays(Shape):
    """Days with hours of their own, from one to another, both included; without hours it is shut."""

    from_: DayText = Field(alias="from")
    to: DayText | None = None
    hours: Hours = Field(default_factory=list)
    reason: Localised = Field(default_factory=dict)

    @model_validator(mode="after")
    def _runs_forward(self) -> Self:
        if self.to is not None and self.to < self.from_:
            message = "the last day comes before the first"
            raise ValueError(message)
        return self

    def cover(self, day: str) -> bool:
        """Whether ``day`` is one of them."""
        return self.from_ <= day <= (self.to or self.from_)


class Closure(Shape):
    """Shut from one time on the wall until another; without an end, until it is taken away."""

    from_: MomentText = Field(alias="from")
    until: MomentText | None = None
    reason: Localised = Field(default_factory=dict)

    @model_validator(mode="after")
    def _runs_forward(self) -> Self:
        if self.until is not None and self.until <= self.from_:
            message = "the end comes before the beginning"
            raise ValueError(message)
        return self


class Calendar(Shape):
    """When a department is open.

    With ``holidays`` it keeps the general holidays, by ``holiday_hours`` (none: shut), but for the
    days in ``working_holidays``, which are like any other.
    """

    weekly: dict[Weekday, Hours] = Field(default_factory=dict)
    holidays: bool = True
    holiday_hours: Hours = Field(default_factory=list)
    working_holidays: Annotated[list[DayText], Field(max_length=200)] = Field(default_factory=list)
    special: Annotated[list[SpecialDays], Field(max_length=400)] = Field(default_factory=list)
    closures: Annotated[list[Closure], Field(max_length=100)] = Field(default_factory=list)

    def day(self, day: date, holidays: Mapping[str, Localised]) -> "Day":
        """The hours that hold for the day; ``holidays`` are the general ones, by ISO date."""
        written = day.isoformat()
        for special in self.special:
            if special.cover(written):
                return Day(special.hours, special.reason)
        if self.holidays and written in holidays and written not in self.working_holidays:
            return Day(self.holiday_hours, holidays[written])
        return Day(self.weekly.get(_weekday(day), []), {})


@dataclass(frozen=True)
class Day:
    """The hours of a day, and why they are not the usual ones (empty when they are)."""

    hours: list[str]
    reason: Localised


@dataclass(frozen=True)
class Standing:
    """Whether it is open, and ``until`` when, in UTC.

    When it is open and closes at no time within a month, or is shut and opens at none within a
    year, there is no ``until``. ``reason`` says by language why it is shut; empty where that is
    just the hour.
    """

    is_open: bool
    until: datetime | None
    reason: Localised


Piece = tuple[datetime, datetime]  # open from, until


def standing(
    calendar: Calendar, zone: str, holidays: Mapping[str, Localised], instant: datetime
) -> Standing:
    """How ``calendar`` stands at ``instant`` (aware) in ``zone``; ``holidays`` by ISO date."""
    instant = instant.astimezone(UTC)
    here = ZoneInfo(zone)
    today = instant.astimezone(here).date()
    for days in (NEAR, FAR):
        last = _instant(today + days * _DAY, time(), here)
        for begins, ends in pieces(calendar, here, holidays, today - _DAY, days + 1):
            if ends <= instant:
                continue
            if begins > instant:
                return Standing(False, begins, _why(calendar, here, holidays, instant))  # noqa: FBT003
            return Standing(True, ends if ends < last else None, {})  # noqa: FBT003
    return Standing(False, None, _why(calendar, here, holidays, instant))  # noqa: FBT003


def first_open(
    calendar: Calendar, zone: str, holidays: Mapping[str, Localised], day: date
) -> datetime:
    """When it is first open on ``day``; where it is shut all day, the day's midnight. In UTC."""
    here = ZoneInfo(zone)
    begins, ends = _instant(day, time(), here), _instant(day + _DAY, time(), here)
    for opens, closes in pieces(calendar, here, holidays, day - _DAY, 2):
        if opens < ends and closes > begins:
            return max(opens, begins)
    return begins


def pieces(
    calendar: Calendar, zone: ZoneInfo, holidays: Mapping[str, Localised], first: date, days: int
) -> Iterator[Piece]:
    """When it is open, by the hours of so many days from ``first`` on, in order, none touching."""
    closures = sorted(_closures(calendar, zone))
    for piece in _joined(_spans(calendar, zone, holidays, first, days)):
        yield from _without(piece, closures)


def _spans(
    calendar: Calendar, zone: ZoneInfo, holidays: Mapping[str, Localised], first: date, days: int
) -> Iterator[Piece]:
    for number in range(days):
        day = first + number * _DAY
        for span in sorted(calendar.day(day, holidays).hours):
            begins, ends, over = _read(span)
            opens = _instant(day, begins, zone)
            closes = _instant(day + over * _DAY, ends, zone)
            if opens < closes:
                yield opens, closes


def _joined(spans: Iterable[Piece]) -> Iterator[Piece]:
    """Spans in the order of their beginnings, those that touch put together."""
    held: Piece | None = None
    for opens, closes in spans:
        if held is not None and opens <= held[1]:
            held = held[0], max(held[1], closes)
            continue
        if held is not None:
            yield held
        held = opens, closes
    if held is not None:
        yield held


def _without(piece: Piece, closures: list[Piece]) -> Iterator[Piece]:
    """What closures leave of a piece."""
    opens, closes = piece
    for begins, ends in closures:
        if ends <= opens or begins >= closes:
            continue
        if begins > opens:
            yield opens, begins
        opens = ends
        if opens >= closes:
            return
    yield opens, closes


def _why(
    calendar: Calendar, zone: ZoneInfo, holidays: Mapping[str, Localised], instant: datetime
) -> Localised:
    for closure in calendar.closures:
        begins, ends = _closed(closure, zone)
        if begins <= instant < ends:
            return closure.reason
    return calendar.day(instant.astimezone(zone).date(), holidays).reason


def _closures(calendar: Calendar, zone: ZoneInfo) -> Iterator[Piece]:
    for closure in calendar.closures:
        yield _closed(closure, zone)


def _closed(closure: Closure, zone: ZoneInfo) -> Piece:
    begins = _on_the_wall(closure.from_, zone)
    forever = datetime.max.replace(tzinfo=UTC)
    return begins, _on_the_wall(closure.until, zone) if closure.until else forever


def _on_the_wall(text: str, zone: ZoneInfo) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=zone).astimezone(UTC)


def _instant(day: date, at: time, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, at, zone).astimezone(UTC)


@lru_cache(maxsize=1024)
def _read(span: str) -> tuple[time, time, int]:
    """When a span begins and ends, and how many days later the end is."""
    begins, _, ends = span.partition("-")
    opens = time.fromisoformat(begins)
    if ends == "24:00":
        return opens, time(), 1
    closes = time.fromisoformat(ends)
    return opens, closes, 0 if closes > opens else 1


def _weekday(day: date) -> Weekday:
    found: Weekday = WEEKDAYS[day.weekday()]  # type: ignore[assignment]
    return found
