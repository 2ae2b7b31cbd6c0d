"""Opening hours as people type them, and as pages show them: ``09:00–13:00, 14:00–17:00``."""

import itertools
import re
import unicodedata
from collections.abc import Sequence

from flask_babel import gettext

_SPAN = re.compile(r"(\d{1,2}):(\d{2})\s*(?:[-–—~]|to|至|到)\s*(\d{1,2}):(\d{2})")
_BETWEEN = re.compile(r"[\s,;、]*")
_NONE = {"", "-", "–", "closed", "休息", "關閉", "关闭"}
MOST = 6


class HoursError(ValueError):
    """What was typed are no hours; the message is a sentence for whoever typed it."""


def read(text: str) -> list[str]:
    """The spans that ``text`` names, as they are stored; nothing typed is none: shut.

    Raises:
        HoursError: it names something else, or spans that overlap.

    """
    typed = unicodedata.normalize("NFKC", text).strip().casefold()
    if typed in _NONE:
        return []
    spans = []
    place = 0
    for found in _SPAN.finditer(typed):
        if not _BETWEEN.fullmatch(typed[place : found.start()]):
            raise HoursError(_how())
        place = found.end()
        hour, minute, to_hour, to_minute = (int(part) for part in found.groups())
        if hour > 23 or minute > 59 or to_hour * 60 + to_minute > 24 * 60 or to_minute > 59:
            raise HoursError(_how())
        spans.append(f"{hour:02}:{minute:02}-{to_hour:02}:{to_minute:02}")
    if not spans or not _BETWEEN.fullmatch(typed[place:]):
        raise HoursError(_how())
    spans.sort()
    if len(spans) > MOST:
        raise HoursError(gettext("At most six parts a day."))
    if any(one.partition("-")[2] > two[:5] or _goes_over(one) for one, two in _pairs(spans)):
        raise HoursError(gettext("These hours overlap."))
    return spans


def show(spans: Sequence[str]) -> str:
    """The spans as they are shown and typed; empty for none."""
    return ", ".join(span.replace("-", "–") for span in spans)


def _pairs(spans: Sequence[str]) -> list[tuple[str, str]]:
    return list(itertools.pairwise(spans))


def _goes_over(span: str) -> bool:
    begins, _, ends = span.partition("-")
    return ends <= begins


def _how() -> str:
    return str(gettext("Write it like 09:00-13:00, 14:00-17:00; leave it empty when closed."))
