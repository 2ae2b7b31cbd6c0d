"""Days as people write them, in English and Chinese, and how they are written back.

A text can mean more than one day: “next Friday” said on a Monday, a day without a year. All its
readings are given, so that the citizen can be asked which. Days come before months, as Hong Kong
writes them.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from flows.match import fold
from flows.understanding.numerals import CHINESE, half_width, number_of

LONGEST = 60  # characters
NEAR_AHEAD, NEAR_BEHIND = timedelta(days=92), timedelta(days=31)
MOST_AWAY = 36_525  # days; a century
_MONTHS = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september",
    "october", "november", "december",
)  # fmt: skip
_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_CHINESE_WEEKDAYS = "一二三四五六日"
_RELATIVE = {
    "today": 0, "tomorrow": 1, "tmr": 1, "tmrw": 1, "tomorow": 1, "yesterday": -1, "ytd": -1,
    "day after tomorrow": 2, "the day after tomorrow": 2, "day before yesterday": -2,
    "the day before yesterday": -2,
    "今天": 0, "今日": 0, "而家": 0, "明天": 1, "明日": 1, "听日": 1, "听早": 1, "翌日": 1,
    "后天": 2, "后日": 2, "大后天": 3, "大后日": 3, "昨天": -1, "昨日": -1, "寻日": -1, "琴日": -1,
    "噚日": -1, "前天": -2, "前日": -2, "大前天": -3, "大前日": -3,
}  # fmt: skip
_YEARS = {"今年": 0, "本年": 0, "明年": 1, "出年": 1, "去年": -1, "旧年": -1, "后年": 2, "前年": -2}
_NUMBER = rf"(?:\d{{1,4}}|[{CHINESE}]{{1,5}})"


def _month_pattern() -> str:
    return "|".join([*_MONTHS, *(name[:3] for name in _MONTHS), "sept"])


_ORDINAL = r"(\d{1,2})(?:st|nd|rd|th)?"
_PATTERNS = {
    "iso": re.compile(r"(\d{4})\s?[-/. ]\s?(\d{1,2})\s?[-/. ]\s?(\d{1,2})"),
    "day_first": re.compile(r"(\d{1,2})\s?[-/. ]\s?(\d{1,2})(?:\s?[-/. ]\s?(\d{4}|\d{2}))?"),
    "run": re.compile(r"(\d{2})(\d{2})(\d{2})(\d{2})"),
    "chinese": re.compile(
        rf"(?:({_NUMBER})年|({'|'.join(_YEARS)}))?({_NUMBER})月({_NUMBER})(?:日|号)?"
    ),
    "chinese_day": re.compile(rf"(下|今|本|这|上|呢)?(?:个|個)?(月)?({_NUMBER})(?:日|号)"),
    "named": re.compile(
        rf"(?:the )?{_ORDINAL}(?: of)? ({_month_pattern()})(?: (\d{{4}}))?"
        rf"|({_month_pattern()})(?: the)? {_ORDINAL}(?: (\d{{4}}))?"
    ),
    "day": re.compile(r"(?:the )?(\d{1,2})(?:st|nd|rd|th)"),
    "chinese_weekday": re.compile(
        rf"(下下|下|今|本|这|呢|上上|上)?(?:个|個)?(?:星期|礼拜|周)([{_CHINESE_WEEKDAYS}天])"
    ),
    "weekday": re.compile(
        rf"(this|next|last|coming|on)? ?({'|'.join(_WEEKDAYS)}|mon|tues?|wed|thur?s?|fri|sat|sun)"
    ),
    "later": re.compile(
        rf"({_NUMBER})(?:个|個)?(日|天|星期|礼拜|周|月|年)(?:之|以)?(后|前)"
        r"|(?:in )?(\d{1,4}|[a-z]{1,10}) (day|week|month|year)s?(?:['’]? time)?"
        r"( later| from now| from today| after| ago| before)?"
    ),
}  # fmt: skip
# “25/12/2026 (Fri)”, “Friday, 25 December”: the day of the week beside a date must fit it.
_BESIDE = re.compile(
    rf"^(?P<first>{'|'.join(_WEEKDAYS)}|mon|tue|wed|thu|fri|sat|sun)\.?,? (?=\w)"
    rf"|\s?\(?(?:(?:星期|礼拜|周)(?P<last>[{_CHINESE_WEEKDAYS}天])|(?P<end>{'|'.join(_WEEKDAYS)}|mon|tue|wed|thu|fri|sat|sun))\)?$"
)
_VAGUE = re.compile(
    r"(?:(?:下下|下|今|本|这|呢|上)(?:个|個)?(?:星期|礼拜|周|月|年)|(?:this|next|last) (?:week|month|year)"
    rf"|周末|(?:this |next |the )?weekend|(?:{_month_pattern()})(?: \d{{4}})?|{_NUMBER}月)"
)


@dataclass(frozen=True)
class Bounds:
    """The days that may be meant: from ``least`` to ``most``, each included; None is no limit."""

    least: date | None = None
    most: date | None = None

    def hold(self, day: date) -> bool:
        """Whether ``day`` is within them."""
        return (self.least is None or day >= self.least) and (self.most is None or day <= self.most)


NO_BOUNDS = Bounds()


def read_date(text: str, today: date) -> date | None:
    """The one day that ``text`` names, seen from ``today``; None when it names none or several."""
    found = read_days(text, today)
    return found[0] if len(found) == 1 else None


def read_days(text: str, today: date, bounds: Bounds = NO_BOUNDS) -> tuple[date, ...]:
    """The days that ``text`` can mean, seen from ``today``, the likeliest first; empty for none.

    ``bounds`` decide between readings; a day that is named in full is given even beyond them.
    """
    written = _normal(text)
    relative = _RELATIVE.get(written)
    if relative is not None:
        return (today + timedelta(days=relative),)
    if not written:
        return ()
    for part, weekday in _without_weekday(written):
        for name, read in _READERS.items():
            found = _PATTERNS[name].fullmatch(part)
            if found is None:
                continue
            days = [day for day in read(found, today, bounds) if weekday in {None, day.weekday()}]
            if days:
                return tuple(dict.fromkeys(days))
    return ()


def is_vague(text: str) -> bool:
    """Whether ``text`` names a week, a month or a year and leaves the day open."""
    return _VAGUE.fullmatch(_normal(text)) is not None


def spoken(day: date, language: str) -> str:
    """``day`` as ``language`` writes it: ``25 November 2026``, ``2026年11月25日``."""
    if language.startswith("zh"):
        return f"{day.year}年{day.month}月{day.day}日"
    return f"{day.day} {_MONTHS[day.month - 1].capitalize()} {day.year}"


def _normal(text: str) -> str:
    """One width, one case, one script; no commas; without the little words around a date."""
    if len(text) > LONGEST:
        return ""
    shown = half_width(text).casefold().replace(",", " ").replace("，", " ")
    folded = " ".join(_simplified(shown).rstrip("。.!！").split())
    folded = re.sub(r"^(?:on|by|于|在)\s+|\s*(?:please|唔该|呀|啦|吧)$", "", folded)
    if any(one in folded for one in "年月日号") or folded[:1] in "下上今本这呢星礼周大":
        folded = folded.replace(" ", "")
    return re.sub(r"\s*([-/.])\s*", r"\1", folded)


def _simplified(text: str) -> str:
    """``text`` in one script, punctuation kept: only what dates are written with is changed."""
    return "".join(fold(one) or one if ord(one) > 0x2E7F else one for one in text)


def _without_weekday(written: str) -> Iterator[tuple[str, int | None]]:
    """``written``, and, where a day of the week stands beside a date, the date alone with it."""
    yield written, None
    found = _BESIDE.search(written)
    if found is None or found.group() == written:
        return
    rest = (written[: found.start()] + written[found.end() :]).strip()
    yield rest, _weekday(found["first"] or found["last"] or found["end"])


def _weekday(name: str) -> int:
    if name in _CHINESE_WEEKDAYS or name == "天":
        return _CHINESE_WEEKDAYS.find(name) if name != "天" else 6
    return next(place for place, one in enumerate(_WEEKDAYS) if one.startswith(name[:3]))


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _whole(written: str | None) -> int:
    found = number_of(written) if written else None
    return int(found) if found is not None else 0


def _iso(found: re.Match[str], today: date, bounds: Bounds) -> list[date]:  # noqa: ARG001
    return _some(_day(int(found[1]), int(found[2]), int(found[3])))


def _day_first(found: re.Match[str], today: date, bounds: Bounds) -> list[date]:
    day, month, year = int(found[1]), int(found[2]), found[3]
    if month > 12 >= day and year:  # nobody's thirteenth month: 12/31/2026
        day, month = month, day
    if year is None:
        return _without_year(month, day, today, bounds)
    if len(year) == 4:
        return _some(_day(int(year), month, day))
    days = _some(_day(2000 + int(year), month, day)) + _some(_day(1900 + int(year), month, day))
    within = [one for one in days if bounds.hold(one)]
    return (within or days)[:1]


def _run(found: re.Match[str], today: date, bounds: Bounds) -> list[date]:  # noqa: ARG001
    """``20261125`` or ``25112026``."""
    first = _some(_day(int(found[1] + found[2]), int(found[3]), int(found[4])))
    last = _some(_day(int(found[3] + found[4]), int(found[2]), int(found[1])))
    return [one for one in (*first, *last) if 1900 <= one.year < 2100]


def _chinese(found: re.Match[str], today: date, bounds: Bounds) -> list[date]:
    month, day = _whole(found[3]), _whole(found[4])
    if found[2]:
        return _some(_day(today.year + _YEARS[found[2]], month, day))
    if found[1]:
        year = _whole(found[1])
        return _some(_day(year if year > 99 else 2000 + year, month, day))
    return _without_year(month, day, today, bounds)


def _named(found: re.Match[str], today: date, bounds: Bounds) -> list[date]:
    name, day, year = found[2] or found[4], int(found[1] or found[5]), found[3] or found[6]
    month = next(place for place, one in enumerate(_MONTHS, 1) if one.startswith(name[:3]))
    if year:
        return _some(_day(int(year), month, day))
    return _without_year(month, day, today, bounds)


def _chinese_day(found: re.Match[str], today: date, bounds: Bounds) -> list[date]:
    which, of_month, day = found[1], found[2], _whole(found[3])
    if bool(which) != bool(of_month):
        return []
    if not which:
        return _day_of_month(day, today, bounds)
    ahead = {"下": 1, "上": -1}.get(which, 0)
    year, month = divmod(today.year * 12 + today.month - 1 + ahead, 12)
    return _some(_day(year, month + 1, day))


def _ordinal(found: re.Match[str], today: date, bounds: Bounds) -> list[date]:
    return _day_of_month(int(found[1]), today, bounds)


def _day_of_month(day: int, today: date, bounds: Bounds) -> list[date]:
    """The day of this number that is meant without a month: the next, or the last of past days."""
    months = [divmod(today.year * 12 + today.month - 1 + step, 12) for step in range(-2, 4)]
    days = [found for year, month in months if (found := _day(year, month + 1, day))]
    if _looks_back(today, bounds):
        return [found for found in days if found <= today][-1:]
    return [found for found in days if found >= today][:1]


def _on_weekday(found: re.Match[str], today: date, bounds: Bounds) -> list[date]:
    weekday = _weekday(found[2])
    coming = today + timedelta(days=(weekday - today.weekday()) % 7)
    if found[1] == "last":
        return [coming - timedelta(days=7)]
    if found[1] != "next":
        return [coming - timedelta(days=7 if _is_past(coming, today, bounds, found[1]) else 0)]
    # “Next Friday” said on a Monday: this week's to some, next week's to others.
    after = coming if coming > today else coming + timedelta(days=7)
    this_week = after <= today + timedelta(days=6 - today.weekday())
    return _within([after, after + timedelta(days=7)] if this_week else [after], bounds)


def _on_chinese_weekday(found: re.Match[str], today: date, bounds: Bounds) -> list[date]:
    weekday, which = _weekday(found[2]), found[1]
    monday = today - timedelta(days=today.weekday())
    coming = today + timedelta(days=(weekday - today.weekday()) % 7)
    ahead = {"下下": 2, "下": 1, "上": -1, "上上": -2}.get(which or "")
    if ahead is None:
        return [coming - timedelta(days=7 if _is_past(coming, today, bounds, which) else 0)]
    day = monday + timedelta(days=7 * ahead + weekday)
    if weekday < 6 or today.weekday() == 6:
        return [day]
    # Whether a Sunday begins the week or ends it, Hong Kong does not agree on.
    return _within([day - timedelta(days=7), day], bounds)


def _is_past(coming: date, today: date, bounds: Bounds, which: str | None) -> bool:
    return which is None and coming > today and _looks_back(today, bounds)


def _away(found: re.Match[str], today: date, bounds: Bounds) -> list[date]:  # noqa: ARG001
    count = _whole(found[1] or found[4])
    back = found[3] == "前" or (found[6] or "").strip() in {"ago", "before"}
    unit = {"日": "day", "天": "day", "月": "month", "年": "year"}.get(found[2] or "", found[5])
    if not 0 < count <= MOST_AWAY or (
        found[4] and not found[6] and not found.group().startswith("in ")
    ):
        return []
    count = -count if back else count
    try:
        match unit:
            case "day":
                return [today + timedelta(days=count)]
            case "month" | "year":
                return [months_after(today, count * (12 if unit == "year" else 1))]
            case _:
                return [today + timedelta(weeks=count)]
    except (OverflowError, ValueError):
        return []


def months_after(day: date, count: int) -> date:
    """The same day so many months later; the month's last where it has no such day.

    Raises:
        ValueError: that year is not in the calendar.

    """
    year, month = divmod(day.year * 12 + day.month - 1 + count, 12)
    for last in (day.day, 30, 29, 28):
        if found := _day(year, month + 1, last):
            return found
    message = f"there is no year {year}"
    raise ValueError(message)


def _without_year(month: int, day: int, today: date, bounds: Bounds) -> list[date]:
    """The last such day and the next; one alone where the bounds, or how near it is, decide."""
    years = range(today.year - 8, today.year + 9)  # the 29th of February may be eight years away
    days = [found for year in years if (found := _day(year, month, day))]
    before = [found for found in days if found < today][-1:]
    ahead = [found for found in days if found >= today][:1]
    both = _within(ahead + before, bounds)
    if len(both) < 2 or bounds.least is not None:
        return both[:1]
    if ahead[0] - today <= NEAR_AHEAD:
        return ahead
    return before if today - before[0] <= NEAR_BEHIND else both


def _within(days: list[date], bounds: Bounds) -> list[date]:
    """Those within ``bounds``; where none is, the first, so that its limit is told."""
    return [day for day in days if bounds.hold(day)] or days[:1]


def _looks_back(today: date, bounds: Bounds) -> bool:
    return bounds.most is not None and bounds.most <= today


def _some(day: date | None) -> list[date]:
    return [] if day is None else [day]


_READERS: dict[str, Callable[[re.Match[str], date, Bounds], list[date]]] = {
    "iso": _iso,
    "day_first": _day_first,
    "run": _run,
    "chinese": _chinese,
    "chinese_day": _chinese_day,
    "named": _named,
    "day": _ordinal,
    "chinese_weekday": _on_chinese_weekday,
    "weekday": _on_weekday,
    "later": _away,
}
