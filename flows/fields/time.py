"""A time of day, typed in English or Chinese."""

import re
import unicodedata
from datetime import time
from typing import Any

from wtforms import Field
from wtforms.validators import InputRequired

from flows.fields.answer import OF_A_TIME, FieldType, Invalid, Reading, Value
from flows.fields.definition import FormField
from flows.match import fold, number_in
from flows.scene import Scene
from flows.shape import named

_FIGURES = re.compile(r"^(\d{1,2})(?:[:.：](\d{2}))?\s*(am|pm|a\.m\.|p\.m\.)?$")
_CHINESE = re.compile(
    r"^(凌晨|早上|上午|朝早|中午|正午|下午|下昼|晚上|夜晚|今晚)?"
    r"(\d{1,2}|[一二三四五六七八九十两]{1,3})(?:点|时|:)(?:(\d{1,2})分?|(半)|(\d{1,2}))?$"
)
_NAMED = {
    "noon": time(12),
    "midday": time(12),
    "中午": time(12),
    "正午": time(12),
    "midnight": time(0),
}
_AFTERNOON = {"下午", "下昼", "晚上", "夜晚", "今晚", "中午", "正午", "pm", "p.m."}
_MORNING = {"am", "a.m.", "凌晨", "早上", "上午", "朝早"}


def read_time(text: str) -> time | None:
    """The time that ``text`` names: ``14:30``, ``2.30pm``, ``下午兩點半``; None when it names none."""
    folded = fold(text)
    if folded in _NAMED:
        return _NAMED[folded]
    written = unicodedata.normalize("NFKC", text).strip().casefold()
    if found := _FIGURES.match(written):
        return _time(int(found[1]), int(found[2] or 0), found[3] or "")
    if found := _CHINESE.match(folded.replace(" ", "")):
        hour = number_in(found[2])
        minute = 30 if found[4] else int(found[3] or 0)
        return None if hour is None else _time(hour, minute, found[1] or "")
    return None


def _time(hour: int, minute: int, part: str) -> time | None:
    if part in _AFTERNOON and hour < 12:
        hour += 12
    if part in _MORNING and hour == 12:
        hour = 0
    return time(hour, minute) if hour < 24 and minute < 60 else None


class TimeControl(Field):
    """Reads a time of day."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read the time.

        Raises:
            ValueError: there is none; the message is the key of the sentence to say.

        """
        if not valuelist:
            return
        self.data = read_time(valuelist[0])
        if self.data is None:
            raise ValueError("invalid_time")


class TimeType(FieldType):
    """A time of day; ``min`` and ``max`` are written as ``09:00``."""

    name = "time"
    names = named("Time", "時間", "时间")
    keys = frozenset({"min", "max"})
    compares = OF_A_TIME

    def widest(self, field: FormField, language: str) -> Any:  # noqa: ARG002 (as long in any)
        """Five characters."""
        return "23:59"

    def reads_limit(self, limit: float | str) -> bool:
        """A time written as ``09:00``."""
        return re.fullmatch(r"([01]\d|2[0-3]):[0-5]\d", str(limit)) is not None

    def control(self, field: FormField) -> Field:  # noqa: ARG002
        """Any time of day; the limits are looked at afterwards."""
        return TimeControl(validators=[InputRequired("invalid_time")])

    def typed(self, field: FormField, text: str) -> Reading:
        """The time as ``14:30``, within the field's limits."""
        reading = super().typed(field, text)
        if not isinstance(reading, Value):
            return reading
        if field.min is not None and reading.value < str(field.min):
            return Invalid("invalid_time_early", {"min": field.min})
        if field.max is not None and reading.value > str(field.max):
            return Invalid("invalid_time_late", {"max": field.max})
        return reading

    def value(self, data: Any) -> Any:
        """The time as ``14:30``."""
        return f"{data:%H:%M}"

    def words(self, field: FormField, value: Any, scene: Scene) -> str:  # noqa: ARG002
        """The time as ``14:30``."""
        return str(value)


TYPE = TimeType()
