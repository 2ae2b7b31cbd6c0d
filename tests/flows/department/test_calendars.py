"""Opening hours: exact over midnight, holidays and closures, whatever the calendar says."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from flows.department.calendars import NEAR, WEEKDAYS, Calendar, first_open, standing

HERE = "Asia/Hong_Kong"
MONDAY = date(2026, 11, 23)
HOLIDAYS = {"2026-11-25": {"en": "Founders' Day"}, "2026-11-28": {"en": "Second"}}
OFFICE = {day: ["09:00-17:00"] for day in WEEKDAYS[:5]}


def wall(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(HERE))


@pytest.mark.parametrize(
    ("more", "at", "is_open", "until", "reason"),
    [
        ({}, "2026-11-23T08:59", False, "2026-11-23T09:00", ""),
        ({}, "2026-11-23T09:00", True, "2026-11-23T17:00", ""),
        ({}, "2026-11-23T16:59", True, "2026-11-23T17:00", ""),
        ({}, "2026-11-23T17:00", False, "2026-11-24T09:00", ""),
        ({}, "2026-11-24T18:00", False, "2026-11-26T09:00", ""),
        ({}, "2026-11-25T10:00", False, "2026-11-26T09:00", "Founders' Day"),
        ({"holidays": False}, "2026-11-25T10:00", True, "2026-11-25T17:00", ""),
        ({"working_holidays": ["2026-11-25"]}, "2026-11-25T10:00", True, "2026-11-25T17:00", ""),
        ({"holiday_hours": ["10:00-12:00"]}, "2026-11-25T10:00", True, "2026-11-25T12:00", ""),
        ({"holiday_hours": ["10:00-12:00"]}, "2026-11-25T13:00", False, "2026-11-26T09:00", "Founders' Day"),
        ({}, "2026-11-27T17:30", False, "2026-11-30T09:00", ""),
        ({"weekly": {"fri": ["22:00-02:00"]}}, "2026-11-28T01:59", True, "2026-11-28T02:00", ""),
        ({"weekly": {"fri": ["22:00-24:00"], "sat": ["00:00-02:00"]}, "holidays": False}, "2026-11-27T23:00", True, "2026-11-28T02:00", ""),
        ({"weekly": {"mon": ["09:00-12:00", "12:00-13:00"]}}, "2026-11-23T10:00", True, "2026-11-23T13:00", ""),
        ({"special": [{"from": "2026-11-23", "reason": {"en": "Drill"}}]}, "2026-11-23T10:00", False, "2026-11-24T09:00", "Drill"),
        ({"special": [{"from": "2026-11-25", "hours": ["08:00-09:00"]}]}, "2026-11-25T08:30", True, "2026-11-25T09:00", ""),
        ({"closures": [{"from": "2026-11-23T10:00", "until": "2026-11-23T11:00", "reason": {"en": "Leak"}}]}, "2026-11-23T10:30", False, "2026-11-23T11:00", "Leak"),
        ({"closures": [{"from": "2026-11-23T10:00", "until": "2026-11-23T11:00"}]}, "2026-11-23T09:30", True, "2026-11-23T10:00", ""),
        ({"closures": [{"from": "2026-11-23T10:00", "until": "2026-11-24T12:00"}]}, "2026-11-23T18:00", False, "2026-11-24T12:00", ""),
        ({"closures": [{"from": "2026-11-23T10:00"}]}, "2026-11-23T10:30", False, None, ""),
        ({"weekly": {}}, "2026-11-23T10:30", False, None, ""),
        ({"weekly": {}, "special": [{"from": "2027-11-01", "hours": ["10:00-11:00"]}]}, "2026-11-23T10:30", False, "2027-11-01T10:00", ""),
        ({"weekly": {key: ["00:00-24:00"] for key in WEEKDAYS}, "holidays": False}, "2026-11-23T10:30", True, None, ""),
        ({"weekly": {key: ["06:00-06:00"] for key in WEEKDAYS}, "holidays": False}, "2026-11-23T05:30", True, None, ""),
    ],
)  # fmt: skip
def test_how_a_calendar_stands(
    more: dict[str, Any], at: str, is_open: bool, until: str | None, reason: str
) -> None:
    calendar = Calendar.model_validate({"weekly": OFFICE} | more)
    found = standing(calendar, HERE, HOLIDAYS, wall(at))
    assert found.is_open is is_open
    assert found.until == (wall(until) if until else None)
    assert found.reason.get("en", "") == reason


@pytest.mark.parametrize(
    ("day", "first"),
    [
        ("2026-11-23", "2026-11-23T09:00"),
        ("2026-11-25", "2026-11-25T00:00"),
        ("2026-11-28", "2026-11-28T00:00"),
        ("2026-11-29", "2026-11-29T00:00"),
    ],
)
def test_when_a_day_s_hours_begin(day: str, first: str) -> None:
    calendar = Calendar.model_validate({"weekly": OFFICE | {"fri": ["20:00-03:00"]}})
    assert first_open(calendar, HERE, HOLIDAYS, date.fromisoformat(day)) == wall(first)


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"weekly": {"mon": ["9-5"]}}, "not written like 09:00-17:00"),
        ({"weekly": {"mon": ["09:00-25:00"]}}, "not written like 09:00-17:00"),
        ({"weekly": {"mon": ["24:00-01:00"]}}, "not written like 09:00-17:00"),
        ({"weekly": {"monday": ["09:00-17:00"]}}, "'mon', 'tue'"),
        ({"weekly": {"mon": ["09:00-10:00"] * 7}}, "at most 6"),
        ({"special": [{"from": "2026-02-30"}]}, "not a day written like"),
        ({"special": [{"from": "2026-W01-1"}]}, "not a day written like"),
        ({"special": [{"from": "2026-02-03", "to": "2026-02-02"}]}, "before the first"),
        ({"closures": [{"from": "2026-02-03"}]}, "not a time written like"),
        ({"closures": [{"from": "0001-01-01T00:00"}]}, "not a time written like"),
        ({"closures": [{"from": "2026-02-03T10:00", "until": "2026-02-03T10:00"}]}, "before the"),
        ({"working_holidays": ["x"]}, "not a day written like"),
    ],
)
def test_what_is_no_calendar_is_refused(given: dict[str, Any], sentence: str) -> None:
    with pytest.raises(ValidationError) as refusal:
        Calendar.model_validate(given)
    assert sentence in str(refusal.value)


QUARTERS = st.integers(0, 95).map(lambda one: f"{one // 4:02}:{one % 4 * 15:02}")
ENDS = st.one_of(QUARTERS, st.just("24:00"))
SPANS = st.lists(st.tuples(QUARTERS, ENDS).map("-".join), max_size=2)
DAYS = st.integers(-2, 9).map(lambda one: (MONDAY + timedelta(one)).isoformat())
MOMENTS = st.tuples(DAYS, QUARTERS).map("T".join)


@st.composite
def calendars(draw: st.DrawFn) -> dict[str, Any]:
    special = draw(st.lists(st.tuples(DAYS, DAYS, SPANS), max_size=2))
    closures = draw(st.lists(st.tuples(MOMENTS, st.none() | MOMENTS), max_size=2))
    return {
        "weekly": draw(st.dictionaries(st.sampled_from(WEEKDAYS), SPANS)),
        "holidays": draw(st.booleans()),
        "holiday_hours": draw(SPANS),
        "working_holidays": draw(st.lists(DAYS, max_size=1)),
        "special": [
            {"from": min(one, two), "to": max(one, two), "hours": hours}
            for one, two, hours in special
        ],
        "closures": [
            {"from": begins} | ({"until": ends} if ends else {})
            for begins, ends in closures
            if ends is None or begins < ends
        ],
    }


@settings(max_examples=150, deadline=None)
@given(calendars(), st.integers(0, 7 * 24 * 60))
def test_it_agrees_with_walking_on_minute_by_minute(given: dict[str, Any], minute: int) -> None:
    calendar = Calendar.model_validate(given)
    at = datetime.combine(MONDAY, time(), ZoneInfo(HERE)) + timedelta(minutes=minute)
    found = standing(calendar, HERE, HOLIDAYS, at)
    assert found.is_open is is_open(calendar, at)
    step, walked = timedelta(minutes=1), at
    end = at + timedelta(days=9)  # beyond what the examples speak of, weeks repeat
    while walked < end and is_open(calendar, walked) is found.is_open:
        walked += timedelta(minutes=15) if walked.minute % 15 == 0 else step
    if walked < end:
        assert found.until == walked
    else:
        assert found.until is None or found.until >= end.astimezone(UTC)
        if found.until:
            assert found.until - at < timedelta(days=NEAR if found.is_open else 400)


def is_open(calendar: Calendar, at: datetime) -> bool:
    """The plain reading of a calendar, for one minute."""
    written = f"{at:%Y-%m-%dT%H:%M}"
    for closure in calendar.closures:
        if closure.from_ <= written < (closure.until or "9"):
            return False
    today, yesterday = at.date(), at.date() - timedelta(days=1)
    now = f"{at:%H:%M}"
    for span in calendar.day(today, HOLIDAYS).hours:
        begins, _, ends = span.partition("-")
        over = ends <= begins
        if begins <= now and (over or now < ends):
            return True
    for span in calendar.day(yesterday, HOLIDAYS).hours:
        begins, _, ends = span.partition("-")
        if ends <= begins and now < ends:
            return True
    return False


@pytest.mark.parametrize(
    ("at", "is_open", "until"),
    [
        ("2026-03-29T00:30+00:00", True, "2026-03-29T02:00+00:00"),  # 01:00 does not exist there
        ("2026-10-25T00:30+00:00", True, "2026-10-25T03:00+00:00"),  # 01:00 comes twice
    ],
)
def test_a_night_on_which_clocks_change(at: str, is_open: bool, until: str) -> None:
    calendar = Calendar.model_validate({"weekly": {"sat": ["22:00-03:00"]}})
    found = standing(calendar, "Europe/London", {}, datetime.fromisoformat(at))
    assert (found.is_open, found.until) == (is_open, datetime.fromisoformat(until))
