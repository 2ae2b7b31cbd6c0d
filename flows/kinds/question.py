"""Ask one question."""

from collections.abc import Iterator, Sequence
from typing import Any, Literal

from flows.asking import Answer, ask, carried, from_opening, recorded, still_fits, take
from flows.conditions import Rule
from flows.effects import Answered
from flows.events import Event
from flows.fields.definition import FormField
from flows.node import (
    HERE,
    PUZZLED,
    WAIT,
    Effort,
    Exit,
    Kept,
    Leave,
    Move,
    Node,
    Path,
    Remark,
    Spoken,
    Wording,
)
from flows.scene import Scene
from flows.shape import named, ui


class Question(Node):
    """Asks one question and checks the answer, which later texts and rules can use."""

    names = named("Ask", "提問", "提问")
    rank = "first"
    waits = True

    kind: Literal["question"] = ui("Kind", "種類", "种类", widget="hidden")
    field: FormField = ui("Question", "問題", "问题", widget="field")

    def ways(self) -> tuple[Exit, ...]:
        """On with the answer, without one after the last try, or when nothing comes."""
        return (
            Exit("next", "Answered"),
            Exit("invalid", "No valid answer", needed=False),
            Exit("silence", "No reply", needed=False),
        )

    def wordings(self) -> Iterator[Wording]:
        """The texts of the field."""
        yield from self.field.wordings("field")

    def rules(self) -> Iterator[tuple[str, Rule]]:
        """The field's own rule."""
        if self.field.when:
            yield "field.when", self.field.when

    def sets(self, exit_id: str) -> tuple[Path, ...]:
        """The answer, where one must be given."""
        given = exit_id == "next" and self.field.required and not self.field.when
        return (("answers", HERE),) if given else ()

    def at_once(self, exit_id: str) -> bool:
        """Where its rule does not hold, it is not asked."""
        return exit_id == "next" and self.field.when is not None

    def keeps(self) -> Iterator[Kept]:
        """The answer."""
        yield self.field.kept(("answers", HERE), "field")

    def offers(self) -> Iterator[tuple[str, Sequence[Spoken]]]:
        """The choices of the field."""
        yield from self.field.offers("field")

    def effort(self, exit_id: str) -> Effort:  # noqa: ARG002 (every way out takes an answer)
        """One answer."""
        return Effort(taps=1) if self.field.behaviour.tapped else Effort(answers=1)

    def remarks(self) -> Iterator[Remark]:
        """What is wrong with the field."""
        yield from self.field.remarks("field")

    def kept(self, earlier: Node, value: Any) -> Any:
        """The answer, while it is one of the same type."""
        return (
            still_fits(self.field, earlier.field, value) if isinstance(earlier, Question) else None
        )

    def carried(self, earlier: Node, progress: dict[str, Any]) -> dict[str, Any] | None:
        """What came so far, while it is asked for something of the same type."""
        if not isinstance(earlier, Question):
            return None
        return carried(self.field, earlier.field, progress)

    def enter(self, scene: Scene) -> Move:
        """Ask, unless the rule says not to or the answer came with what opened the talk."""
        if not self.field.asked(scene.values()):
            return Leave("next")
        opened = from_opening(scene, self.field)
        if opened is not None:
            scene.answer(opened)
            scene.lead(scene.phrase("kept_used"))
            return Leave("next")
        ask(scene, self.field)
        return WAIT

    def resume(self, scene: Scene, event: Event) -> Move:
        """Take the answer."""
        outcome = take(scene, self.field, event)
        if isinstance(outcome, Answer):
            scene.answer(outcome.value)
            return Leave("next")
        if outcome == "stuck":
            return Leave("invalid")
        return PUZZLED if outcome == "puzzled" else WAIT

    def recorded(self, scene: Scene, value: Any) -> tuple[Answered, ...]:
        """The answer, or as much of it as has come."""
        if value is None and scene.node is self:
            value = scene.progress.get("so_far")
        return () if value is None else (recorded(scene, self.field, value),)

    def repeat(self, scene: Scene) -> None:
        """Ask again."""
        ask(scene, self.field)


KIND = Question
