"""Times of day as people write them, in English and Chinese.

“三點半” and “3:30” leave open whether the morning or the afternoon is meant: both readings are given,
so that the citizen can be asked which. Cantonese counts five minutes as one 字: 三點兩個字 is 3:10.
"""

import re
from collections.abc import Callable
from datetime import time

from flows.match import fold
from flows.understanding.numerals import CHINESE, half_width, number_of

LONGEST = 40  # characters
FIRST_AT_WORK = 7  # from this hour, figures with minutes (9:30) are the 24-hour clock to everybody
_NUMBER = rf"(?:\d{{1,2}}|[{CHINESE}]{{1,3}})"
MORNING = ("凌晨", "清晨", "早上", "早晨", "上午", "上昼", "朝早", "今朝", "朝")
AFTERNOON = ("下午", "下昼", "晏昼", "傍晚", "黄昏", "晚上", "夜晚", "今晚", "晚", "夜")
_NOON = ("中午", "正午", "晌午")
_NIGHT = ("晚上", "夜晚", "今晚", "晚", "夜", "午夜", "半夜")  # twelve o'clock there is midnight
_PART = "|".join(sorted({*MORNING, *AFTERNOON, *_NOON, *_NIGHT}, key=len, reverse=True))
_AMPM = r"(?:\s*(am|pm|a\.m\.?|p\.m\.?|a|p|noon|midnight|in the morning|in the afternoon|in the evening|at night))"
_NAMED = {
    "noon": time(12), "midday": time(12), "12 noon": time(12), "midnight": time(0),
    "12 midnight": time(0), "中午": time(12), "正午": time(12), "午夜": time(0), "半夜": time(0),
}  # fmt: skip
_FIGURES = re.compile(rf"(\d{{1,2}})(?:[:.h](\d{{2}})(?::\d{{2}})?)?{_AMPM}?")
_RUN = re.compile(rf"(\d{{1,2}})(\d{{2}})(?:\s?hrs?|\s?hours)?{_AMPM}?")
_OCLOCK = re.compile(rf"([a-z]+|\d{{1,2}})\s?o['’]?\s?clock{_AMPM}?")
_WORDED = re.compile(
    rf"(half past|half|quarter past|quarter to|(?:\d{{1,2}}|[a-z-]+)(?: minutes?)? (?:past|to))\s"
    rf"(\d{{1,2}}|[a-z]+){_AMPM}?"
)
_CHINESE = re.compile(
    rf"({_PART})?({_NUMBER})(?:点钟|点|时|:)"
    rf"(?:(半)|(正|整)|(一刻|三刻)|({_NUMBER})(?:个|個)?字|({_NUMBER})(分钟?)?)?({_PART})?"
)
_CHINESE_TO = re.compile(rf"({_PART})?差({_NUMBER})分钟?({_NUMBER})点钟?")


def read_times(text: str) -> tuple[time, ...]:
    """The times that ``text`` can mean, the morning first; empty for none, two where it is unclear."""
    if len(text) > LONGEST:
        return ()
    written = " ".join(half_width(text).casefold().split())
    written = re.sub(r"^(?:at|about|around)\s|\s(?:please|sharp)$", "", written).rstrip("。！!")
    named = _NAMED.get(written) or _NAMED.get(fold(written))
    if named is not None:
        return (named,)
    chinese = "".join(fold(one) or one if ord(one) > 0x2E7F else one for one in written)
    for pattern, read in _READERS:
        found = pattern.fullmatch(written) or pattern.fullmatch(chinese.replace(" ", ""))
        if found is not None and (times := read(found)):
            return times
    return ()


def _figures(found: re.Match[str]) -> tuple[time, ...]:
    hour, minutes, part = found[1], found[2], found[3]
    if part or not minutes:
        return () if not part and hour[0] == "0" else _either(int(hour), int(minutes or 0), part)
    sure = hour[0] == "0" or not 1 <= int(hour) < FIRST_AT_WORK
    return _times(int(hour), int(minutes)) if sure else _either(int(hour), int(minutes), None)


def _run(found: re.Match[str]) -> tuple[time, ...]:
    """``1430``, ``930am``; four digits are the 24-hour clock."""
    hour, minute, part = found[1], int(found[2]), found[3]
    if part:
        return _either(int(hour), minute, part)
    return _times(int(hour), minute) if len(hour) == 2 else ()


def _oclock(found: re.Match[str]) -> tuple[time, ...]:
    return _either(_whole(found[1]), 0, found[2])


def _worded(found: re.Match[str]) -> tuple[time, ...]:
    how, hour = found[1], _whole(found[2])
    if how in {"half past", "half"}:
        minutes = 30
    else:
        count = how.split()[0]
        minutes = 15 if count == "quarter" else _whole(count)
        minutes = -minutes if how.endswith("to") else minutes
    return _shifted(hour, minutes, found[3])


def _chinese(found: re.Match[str]) -> tuple[time, ...]:
    part, hour = found[1] or found[9], _whole(found[2])
    if found[3]:
        minute = 30
    elif found[5]:
        minute = 15 if found[5] == "一刻" else 45
    elif found[6]:
        minute = 5 * _whole(found[6])
    elif found[7]:
        count = _whole(found[7])
        # 三點三 is spoken Cantonese for the third of twelve marks; 三點三分 and 三點03 are minutes.
        marks = not found[8] and not found[7][0].isdecimal() and len(found[7]) == 1 and count < 12
        minute = 5 * count if marks else count
    else:
        minute = 0
    return _either(hour, minute, part)


def _chinese_to(found: re.Match[str]) -> tuple[time, ...]:
    return _shifted(_whole(found[3]), -_whole(found[2]), found[1])


def _shifted(hour: int, minutes: int, part: str | None) -> tuple[time, ...]:
    """``minutes`` after the hour, or before it where they are less than none."""
    if abs(minutes) >= 60 or not minutes:
        return ()
    if minutes > 0:
        return _either(hour, minutes, part)
    return _either(hour - 1 if hour > 1 else 12, 60 + minutes, part)


def _either(hour: int, minute: int, part: str | None) -> tuple[time, ...]:
    """The time in the named ``part`` of the day; without one, in the morning and after noon."""
    if not part:
        if not 1 <= hour <= 12:
            return _times(hour, minute)
        return (*_times(hour % 12, minute), *_times(hour % 12 + 12, minute))
    word = part.replace(".", "").strip()
    if word in _NIGHT or word in {"midnight", "at night"}:
        return _times(0 if hour == 12 else _after_noon(hour, word), minute)
    if word in MORNING or word in {"am", "a", "in the morning"}:
        return _times(0 if hour == 12 else hour, minute)
    if word in _NOON or word == "noon":
        return _times(hour + 12 if hour < 3 else hour, minute)
    return _times(_after_noon(hour, word), minute)


def _after_noon(hour: int, word: str) -> int:
    if word in {"半夜", "午夜", "midnight"}:
        return hour
    return hour + 12 if 0 < hour < 12 else hour


def _times(hour: int, minute: int) -> tuple[time, ...]:
    return (time(hour, minute),) if 0 <= hour < 24 and 0 <= minute < 60 else ()


def _whole(written: str) -> int:
    found = number_of(written)
    return int(found) if found is not None and found == int(found) else -1


_READERS: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], tuple[time, ...]]], ...] = (
    (_FIGURES, _figures),
    (_RUN, _run),
    (_OCLOCK, _oclock),
    (_WORDED, _worded),
    (_CHINESE, _chinese),
    (_CHINESE_TO, _chinese_to),
)
