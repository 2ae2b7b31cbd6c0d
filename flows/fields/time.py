"""A time of day, typed in English or Chinese."""

import re
from datetime import time
from typing import Any

from wtforms import Field
from wtforms.validators import InputRequired

from flows.documents.shape import named
from flows.fields.answer import OF_A_TIME, FieldType, Invalid, Unclear, Unread
from flows.fields.definition import FormField
from flows.match import fold
from flows.scene import Scene
from flows.understanding.daytime import AFTERNOON, MORNING, read_times

_BEFORE_NOON = frozenset(map(fold, ("am", "a.m.", "morning", "in the morning", *MORNING)))
_AFTER_NOON = frozenset(
    map(fold, ("pm", "p.m.", "afternoon", "in the afternoon", "evening", "night", *AFTERNOON))
)


class TimeControl(Field):
    """Reads a time of day between the field's limits."""

    def __init__(self, wanted: FormField, **more: Any) -> None:
        """``wanted`` has the limits."""
        super().__init__(**more)
        self._wanted = wanted

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read the time.

        Raises:
            Unread: there is none, it can be two, or it lies beyond the limits.

        """
        if not valuelist:
            return
        times = read_times(valuelist[0])
        if not times:
            raise Unread(Invalid("invalid_time"))
        least, most = self._wanted.min, self._wanted.max
        within = [
            one
            for one in times
            if (least is None or written(one) >= str(least))
            and (most is None or written(one) <= str(most))
        ]
        if len(within) > 1:
            raise Unread(Unclear(tuple(written(one) for one in within)))
        if not within and least is not None and written(times[-1]) < str(least):
            raise Unread(Invalid("invalid_time_early", {"min": least}))
        if not within:
            raise Unread(Invalid("invalid_time_late", {"max": most}))
        self.data = within[0]


def written(at: time) -> str:
    """The time as it is kept: ``14:30``."""
    return f"{at:%H:%M}"


class TimeType(FieldType):
    """A time of day; ``min`` and ``max`` are written as ``09:00``."""

    name = "time"
    names = named("Time", "時間", "时间")
    hint = "invalid_time"
    keys = frozenset({"min", "max"})
    compares = OF_A_TIME

    def widest(self, field: FormField, language: str) -> Any:  # noqa: ARG002 (as long in any)
        """Five characters."""
        return "23:59"

    def reads_limit(self, limit: float | str) -> bool:
        """A time written as ``09:00``."""
        return re.fullmatch(r"([01]\d|2[0-3]):[0-5]\d", str(limit)) is not None

    def crosses(self, least: float | str, most: float | str) -> bool:
        """Whether the first is after the second."""
        return str(least) > str(most)

    def control(self, field: FormField) -> Field:
        """A time within the limits."""
        return TimeControl(field, validators=[InputRequired("invalid_time")])

    def value(self, data: Any) -> Any:
        """The time as ``14:30``."""
        return written(data)

    def words(self, field: FormField, value: Any, scene: Scene) -> str:  # noqa: ARG002
        """The time as ``14:30``."""
        return str(value)

    def settles(self, value: Any, said: str) -> bool:
        """Whether a part of the day was named, in any language, in which the time lies."""
        return said in (_BEFORE_NOON if str(value) < "12:00" else _AFTER_NOON)

    def title(self, field: FormField, value: Any, scene: Scene) -> str:  # noqa: ARG002
        """The time with its half of the day, told apart from twelve hours later."""
        hour, _, minute = str(value).partition(":")
        half = "time_morning" if int(hour) < 12 else "time_afternoon"
        return scene.phrase(half, time=f"{(int(hour) - 1) % 12 + 1}:{minute}")


TYPE = TimeType()
