"""A day, a time, or both, as people type them: 聽日下晝三點, “next Wed”, 3pm, 下晝."""

import re
from dataclasses import dataclass
from datetime import date, time, timedelta
from typing import Literal

from flows.match import fold
from flows.understanding.days import read_days
from flows.understanding.daytime import read_times

LONGEST = 40  # characters; what is longer names no moment alone
Part = Literal["morning", "afternoon"]
_PARTS: dict[str, Part] = {
    "morning": "morning", "in the morning": "morning", "am": "morning",
    "朝早": "morning", "早上": "morning", "上午": "morning", "朝头早": "morning",
    "afternoon": "afternoon", "in the afternoon": "afternoon", "pm": "afternoon",
    "下午": "afternoon", "下昼": "afternoon", "晏昼": "afternoon", "晚上": "afternoon",
}  # fmt: skip
_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_LATIN = re.compile(
    r"^(next |this |on )?(mon|tue|wed|thu|fri|sat|sun)(?:day|s|sday|nesday|rs|rsday|urday)?$"
)
_CHINESE = re.compile(r"^(下个|下|今个|今|这个|这|呢个)?(?:星期|礼拜|周)([一二三四五六日天])$")


@dataclass(frozen=True)
class Moment:
    """What a text names: a day, a time of day, a part of the day, or some of them."""

    day: date | None = None
    at: time | None = None
    part: Part | None = None


def read_moment(text: str, today: date) -> Moment | None:
    """The moment that ``text`` names, seen from ``today``; None when it names none."""
    folded = fold(text)
    if not folded or len(folded) > LONGEST:
        return None
    if whole := _within(text.strip()) or _within(folded):
        return whole
    for written in (text.strip(), folded):
        for place in range(len(written), 0, -1):
            day = _day(written[:place].strip(), today)
            rest = written[place:].strip()
            if day is not None and not rest:
                return Moment(day)
            within = _within(rest) if rest else None
            if day is not None and within is not None:
                return Moment(day, within.at, within.part)
    return None


def _within(text: str) -> Moment | None:
    """The time or part of the day that ``text`` names."""
    part = _PARTS.get(fold(text).removeprefix("at "))
    if part is not None:
        return Moment(part=part)
    times = read_times(text.strip().removeprefix("at ").strip())
    # An hour without its half of the day stands for both: whoever offers times knows which is free.
    return Moment(at=min(times)) if times else None


def _day(text: str, today: date) -> date | None:
    if found := _weekday(fold(text), today):
        return found
    days = read_days(text, today)
    return min((day for day in days if day >= today), default=min(days, default=None))


def _weekday(folded: str, today: date) -> date | None:
    """The next such day after today; with “next” or 下 that of the week after this one."""
    if found := _LATIN.match(folded):
        wanted, later = _WEEKDAYS.index(found[2]), found[1] == "next "
    elif found := _CHINESE.match(folded.replace(" ", "")):
        wanted, later = (
            "一二三四五六日".index(found[2].replace("天", "日")),
            "下" in (found[1] or ""),
        )
    else:
        return None
    if later:
        return today + timedelta(days=7 - today.weekday() + wanted)
    return today + timedelta(days=(wanted - today.weekday() - 1) % 7 + 1)
