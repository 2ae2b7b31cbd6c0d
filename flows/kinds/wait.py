"""Go on later."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Annotated, Literal

from pydantic import StringConstraints

from flows.documents.shape import DurationText, PlainText, duration, named, ui
from flows.node import NEVER, Aside, Move, Node, Remark
from flows.scene import Scene
from flows.text import render
from flows.understanding.days import read_date

Clock = Annotated[str, StringConstraints(pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]$")]


class WaitFor(Node):
    """Waits a while, or until a time of day or a date, then goes on by itself."""

    names = named("Wait", "等候", "等候")

    kind: Literal["wait"] = ui("Kind", "種類", "种类", widget="hidden")
    for_: DurationText | None = ui(
        "For", "時間", "时间", widget="duration", default=None, alias="for"
    )
    until: Clock | None = ui("Until the time", "直至時間", "直至时间", default=None)
    on: PlainText | None = ui(
        "On the day", "日期", "日期", default=None, help_en="A date, or a placeholder that is one."
    )

    def remarks(self) -> Iterator[Remark]:
        """It says when to go on."""
        if self.for_ is None and self.until is None and self.on is None:
            yield Remark("wait_for_nothing", "for")

    def lets_pass(self, exit_id: str, usual: timedelta) -> timedelta | None:  # noqa: ARG002
        """As long as it waits; a day and more where that depends on the clock or the calendar."""
        if self.for_ is not None:
            return duration(self.for_)
        return NEVER if self.on is not None else timedelta(days=1)

    def enter(self, scene: Scene) -> Move:
        """Put the talk aside until then."""
        return Aside(self._due(scene))

    def _due(self, scene: Scene) -> datetime:
        now = scene.world.local_now()
        if self.for_ is not None:
            return scene.world.now + duration(self.for_)
        hour, minute = (int(part) for part in (self.until or "09:00").split(":"))
        then = now.replace(hour=hour, minute=minute, second=0, microsecond=0)
        day = read_date(render(self.on, scene.values()), now.date()) if self.on else None
        if day is not None:
            then = then.replace(year=day.year, month=day.month, day=day.day)
        elif then <= now:
            then += timedelta(days=1)
        return max(then, now).astimezone(scene.world.now.tzinfo)


KIND = WaitFor
