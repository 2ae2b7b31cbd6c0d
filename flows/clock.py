"""Days and times of day in words, as a sentence of the reader's language names them."""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta

from flows.phrases import nearest

_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
)  # fmt: skip
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_CHINESE_DAYS = "一二三四五六日"
_PARTS = ((6, "凌晨"), (12, "上午"), (13, "中午"), (18, "下午"), (24, "晚上"))
WEEK = timedelta(days=6)  # days ahead for which the weekday alone is clear


def moment(at: datetime, seen_from: date, language: str) -> str:
    """``at`` (a time on the wall) as a day and a time: “Monday 9:00”, “星期一上午9時”.

    The day is its weekday within the next six days, else the date as well.
    """
    return _SPOKEN[nearest(language)](at, seen_from)


def ending(at: datetime, seen_from: date, language: str) -> str:
    """As ``moment``, for when something ends: on the same day without the day.

    Midnight belongs to the day that it ends: “midnight”, “午夜12時”.
    """
    at_midnight = at.time() == time()
    day = at.date() - timedelta(days=1) if at_midnight else at.date()
    known = nearest(language)
    spoken = _MIDNIGHT[known] if at_midnight else _TIMES[known](at.time())
    return spoken if day <= seen_from else _DATED[known](day, seen_from, spoken)


def _english(day: date, seen_from: date, spoken: str) -> str:
    weekday = _DAYS[day.weekday()]
    if day - seen_from <= WEEK:
        return f"{weekday} {spoken}"
    year = f" {day.year}" if day.year != seen_from.year else ""
    return f"{weekday} {day.day} {_MONTHS[day.month - 1]}{year}, {spoken}"


def _chinese(day: date, seen_from: date, spoken: str) -> str:
    weekday = f"星期{_CHINESE_DAYS[day.weekday()]}"
    if day - seen_from <= WEEK:
        return f"{weekday}{spoken}"
    year = f"{day.year}年" if day.year != seen_from.year else ""
    return f"{year}{day.month}月{day.day}日（{weekday}）{spoken}"


def _english_time(at: time) -> str:
    return f"{at.hour}:{at.minute:02}"


def _chinese_time(at: time, hour: str) -> str:
    part = next(name for before, name in _PARTS if at.hour < before)
    minutes = f"{at.minute}分" if at.minute else ""
    return f"{part}{at.hour - 12 if at.hour > 12 else at.hour}{hour}{minutes}"


Dated = Callable[[date, date, str], str]
_DATED: dict[str, Dated] = {"en": _english, "zh-Hant": _chinese, "zh-Hans": _chinese}
_TIMES: dict[str, Callable[[time], str]] = {
    "en": _english_time,
    "zh-Hant": lambda at: _chinese_time(at, "時"),
    "zh-Hans": lambda at: _chinese_time(at, "点"),
}
_MIDNIGHT = {"en": "midnight", "zh-Hant": "午夜12時", "zh-Hans": "午夜12点"}


def _spoken(language: str) -> Callable[[datetime, date], str]:
    return lambda at, seen_from: _DATED[language](at.date(), seen_from, _TIMES[language](at.time()))


_SPOKEN = {language: _spoken(language) for language in _DATED}
