"""Ask one question."""

from collections.abc import Iterator, Sequence
from typing import Any, Literal

from flows.conditions import Rule
from flows.documents.shape import named, ui
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
from flows.talk.asking import (
    Answer,
    ask,
    carried,
    from_opening,
    give_up,
    keep_row,
    recorded,
    still_fits,
    take,
    told,
)


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
            Exit("invalid", "No valid answer", needed=self._may_be_empty),
            Exit("silence", "No reply", needed=False),
        )

    @property
    def _may_be_empty(self) -> bool:
        """Whether there may be nothing to choose from, although an answer is needed."""
        field: FormField | None = getattr(
            self, "field", None
        )  # a class is asked for its exits, too
        if field is None or field.choices_from is None:
            return False
        return field.required and not field.choices

    def wordings(self) -> Iterator[Wording]:
        """The texts of the field."""
        yield from self.field.wordings("field")

    def rules(self) -> Iterator[tuple[str, Rule]]:
        """The field's own rule."""
        if self.field.when:
            yield "field.when", self.field.when

    def sets(self, exit_id: str) -> tuple[Path, ...]:
        """The answer, where one must be given."""
        if exit_id != "next" or not self.field.required or self.field.when:
            return ()
        listed = self.field.choices_from is not None and not self.field.choices
        return (("answers", HERE), ("result", HERE)) if listed else (("answers", HERE),)

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
        if not self.field.behaviour.can_be_asked(self.field, scene):
            scene.lead(scene.phrase("nothing_listed"))
            return Leave("invalid" if self.field.required else "next")
        ask(scene, self.field)
        return WAIT

    def resume(self, scene: Scene, event: Event) -> Move:
        """Take the answer."""
        outcome = take(scene, self.field, event)
        if isinstance(outcome, Answer):
            self._keep(scene, outcome.value)
            return Leave("next")
        if outcome == "stuck":
            give_up(scene, "invalid")
            return Leave("invalid")
        return PUZZLED if outcome == "puzzled" else WAIT

    def _keep(self, scene: Scene, value: Any) -> None:
        row = keep_row(scene, self.field, value)
        if row is not None:
            scene.result(row)
        scene.answer(value)

    def told(self, scene: Scene, value: Any, below: Sequence[str]) -> Any:
        """The answer in words."""
        return told(scene, self.field, value, below)

    def recorded(self, scene: Scene, value: Any) -> tuple[Answered, ...]:
        """The answer, or as much of it as has come."""
        if value is None and scene.node is self:
            value = scene.progress.get("so_far")
        return () if value is None else (recorded(scene, self.field, value),)

    def repeat(self, scene: Scene) -> None:
        """Ask again."""
        ask(scene, self.field)


KIND = Question
