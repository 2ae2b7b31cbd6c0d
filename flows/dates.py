"""Days and times as citizens read them, in the languages of the built-in sentences."""

from datetime import date, time

from flows.phrases import nearest

_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
)  # fmt: skip
_CHINESE_DAYS = "一二三四五六日"


def short_day(day: date, language: str) -> str:
    """A day in a list: ``Tue 1 Dec``, ``12月1日（二）``."""
    if nearest(language) == "en":
        return f"{_DAYS[day.weekday()][:3]} {day.day} {_MONTHS[day.month - 1][:3]}"
    return f"{day.month}月{day.day}日（{_CHINESE_DAYS[day.weekday()]}）"


def long_day(day: date, language: str) -> str:
    """A day in a sentence: ``Tuesday 1 December 2026``, ``2026年12月1日（星期二）``."""
    if nearest(language) == "en":
        return f"{_DAYS[day.weekday()]} {day.day} {_MONTHS[day.month - 1]} {day.year}"
    return f"{day.year}年{day.month}月{day.day}日（星期{_CHINESE_DAYS[day.weekday()]}）"


def clock(at: time, language: str) -> str:
    """A time of day: ``2:30 pm``, ``下午2時30分``."""
    hour = at.hour % 12 or 12
    if nearest(language) == "en":
        return f"{hour}:{at.minute:02} {'am' if at.hour < 12 else 'pm'}"
    part = "上午" if at.hour < 12 else "中午" if at.hour == 12 else "下午"
    hours = "时" if nearest(language) == "zh-Hans" else "時"
    minutes = f"{at.minute}分" if at.minute else "正"
    return f"{part}{hour}{hours}{minutes}"
