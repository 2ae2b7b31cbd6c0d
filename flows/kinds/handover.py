"""Put a person on."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Literal

from flows.documents.shape import DurationText, Localised, Name, duration, named, ui
from flows.events import Event, HandedBack
from flows.messages import TEXT_BODY
from flows.node import (
    NEVER,
    PUZZLED,
    WAIT,
    Exit,
    Leave,
    Mention,
    Move,
    Node,
    Wording,
)
from flows.scene import Scene

DEFAULT_QUEUE = "default"


class PutPersonOn(Node):
    """Puts the citizen in a queue of people, with everything that was answered so far."""

    names = named("Person", "真人服務", "人工服务")
    rank = "first"
    waits = True
    away = True
    task = True
    silence_exit = "nobody"

    kind: Literal["handover"] = ui("Kind", "種類", "种类", widget="hidden")
    text: Localised = ui(
        "Words before", "轉接前的文字", "转接前的文字", widget="localised", default_factory=dict
    )
    queue: Name = ui("Queue", "隊列", "队列", widget="queue", default=DEFAULT_QUEUE)
    priority: Literal["normal", "high"] = ui(
        "Priority", "優先次序", "优先次序", widget="choice", default="normal"
    )
    nobody_after: DurationText | None = ui(
        "Give up when nobody came after", "無人接聽多久後放棄", "无人接听多久后放弃",
        widget="duration", default=None,
    )  # fmt: skip

    def ways(self) -> tuple[Exit, ...]:
        """The person is done, nobody came, or the citizen left."""
        return (
            Exit("closed", "The person is done"),
            Exit("nobody", "Nobody came", needed=False),
            Exit("left", "The citizen left", needed=False),
        )

    def wordings(self) -> Iterator[Wording]:
        """The words before; built-in ones stand in where they are empty."""
        yield Wording("text", self.text, TEXT_BODY, required=bool(self.text))

    def mentions(self) -> Iterator[Mention]:
        """The queue."""
        yield Mention("queue", self.queue, "queue")

    def patience(self, usual: timedelta) -> timedelta | None:  # noqa: ARG002 (people may take long)
        """As long as staff said; without that, for ever."""
        return duration(self.nobody_after) if self.nobody_after else None

    def lets_pass(self, exit_id: str, usual: timedelta) -> timedelta | None:  # noqa: ARG002
        """People take their time: when one is done the window counts as closed."""
        if exit_id == "left":
            return None
        if exit_id == "nobody" and self.nobody_after:
            return duration(self.nobody_after)
        return NEVER

    def enter(self, scene: Scene) -> Move:
        """Tell the citizen, and put the talk into the queue."""
        scene.say_words(scene.text(self.text) or scene.phrase("handed_over"))
        scene.hand_over(self.queue, self.priority)
        return WAIT

    def resume(self, scene: Scene, event: Event) -> Move:  # noqa: ARG002 (the outcome says it all)
        """Go on when the person gives the talk back."""
        return Leave(event.outcome) if isinstance(event, HandedBack) else PUZZLED

    def repeat(self, scene: Scene) -> None:
        """Say that a person will answer."""
        scene.say_words(scene.phrase("handed_over"))


KIND = PutPersonOn
