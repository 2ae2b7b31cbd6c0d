"""Go by whether the department is open."""

import re
from collections.abc import Collection, Iterator
from datetime import UTC, date, datetime, time
from typing import Any, Literal
from zoneinfo import ZoneInfo

from flows import clock
from flows.department.calendars import Calendar, Standing, first_open, standing
from flows.department.surroundings import Surroundings
from flows.documents.shape import Name, PlainText, named, ui
from flows.node import HERE, Exit, Leave, Mention, Move, Node, Path
from flows.scene import Scene
from flows.text import pick, render

DEFAULT_CALENDAR = "default"
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_TIME = re.compile(r"(?:[01]\d|2[0-3]):[0-5]\d")


class OpeningHours(Node):
    """Goes one way when the department is open and another when it is closed; says nothing."""

    names = named("Opening hours", "開放時間", "开放时间")

    kind: Literal["hours"] = ui("Kind", "種類", "种类", widget="hidden")
    calendar: Name = ui("Calendar", "日曆", "日历", widget="calendar", default=DEFAULT_CALENDAR)
    at: PlainText | None = ui(
        "At another time", "指定時間", "指定时间", default=None,
        help_en="A date, a time or both, such as {{ answers.day }}. Without it, now.",
    )  # fmt: skip

    def ways(self) -> tuple[Exit, ...]:
        """Open or closed."""
        return (Exit("open", "Open"), Exit("closed", "Closed"))

    def sets(self, exit_id: str) -> tuple[Path, ...]:
        """When that ends; why it is closed is known only where staff have said so."""
        ends = ("closes_at",) if exit_id == "open" else ("opens_at", "opens_on")
        return tuple(("result", HERE, name) for name in ("open", *ends))

    def results(self, around: Surroundings) -> Collection[str]:  # noqa: ARG002 (always the same)
        """What ``result`` can have of it."""
        return ("open", "closes_at", "opens_at", "opens_on", "reason")

    def mentions(self) -> Iterator[Mention]:
        """The calendar."""
        yield Mention("calendar", self.calendar, "calendar")

    def reads(self) -> Iterator[tuple[str, str]]:
        """When it is asked for."""
        if self.at is not None:
            yield "at", self.at

    def enter(self, scene: Scene) -> Move:
        """Look into the calendar."""
        calendar = scene.world.around.calendars.get(self.calendar)
        if calendar is None:
            scene.note("missing", self.calendar)
            calendar = Calendar()
        instant = self._instant(scene, calendar)
        stands = standing(calendar, scene.world.zone, scene.world.around.general_holidays, instant)
        scene.result(_told(scene, stands, instant))
        return Leave("open" if stands.is_open else "closed")

    def _instant(self, scene: Scene, calendar: Calendar) -> datetime:
        """When is meant: by day and time, a time today, or when a day's hours begin; else now."""
        asked = render(self.at, scene.values()) if self.at else ""
        day, at = _DAY.search(asked), _TIME.search(asked)
        try:
            when = date.fromisoformat(day[0]) if day else scene.world.local_now().date()
        except ValueError:
            return scene.world.now
        if at is not None:
            wall = datetime.combine(when, time.fromisoformat(at[0]), ZoneInfo(scene.world.zone))
            return wall.astimezone(UTC)
        if day is not None:
            holidays = scene.world.around.general_holidays
            return first_open(calendar, scene.world.zone, holidays, when)
        return scene.world.now


def _told(scene: Scene, stands: Standing, instant: datetime) -> dict[str, Any]:
    """What texts can say of it, in the reader's language."""
    language = scene.language or scene.languages[0]
    zone = ZoneInfo(scene.world.zone)
    seen_from = instant.astimezone(zone).date()
    until = stands.until.astimezone(zone) if stands.until else None
    if stands.is_open:
        ends = clock.ending(until, seen_from, language) if until else ""
        return {"open": True, "closes_at": ends or scene.phrase("closing_unknown")}
    begins = clock.moment(until, seen_from, language) if until else ""
    told: dict[str, Any] = {
        "open": False,
        "opens_at": begins or scene.phrase("opening_unknown"),
        "opens_on": until.date().isoformat() if until else scene.phrase("opening_unknown"),
    }
    reason = pick(stands.reason, language, scene.languages)
    return {**told, "reason": reason} if reason else told


KIND = OpeningHours
