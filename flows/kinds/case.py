"""File a case."""

from collections.abc import Iterator
from typing import Literal

from flows.documents.shape import Id, Localised, Name, named, ui
from flows.effects import Answered
from flows.fields.definition import FormField
from flows.messages import TEXT_BODY
from flows.node import Leave, Move, Node, Path, Wording
from flows.scene import Scene
from flows.talk.asking import recorded


class FileCase(Node):
    """Files a case from the answers of a form, and tells the citizen its reference number."""

    names = named("Case", "個案", "个案")
    rank = "first"
    files = True
    task = True

    kind: Literal["case"] = ui("Kind", "種類", "种类", widget="hidden")
    type: Name = ui("Type of case", "個案類別", "个案类别")
    from_: Id = ui("From the form", "來自表格", "来自表格", widget="node", alias="from")
    text: Localised = ui(
        "Receipt", "回條文字", "回条文字", widget="localised", default_factory=dict
    )

    def wordings(self) -> Iterator[Wording]:
        """The receipt; a built-in one stands in where it is empty."""
        yield Wording("text", self.text, TEXT_BODY, required=bool(self.text))

    def sets(self, exit_id: str) -> tuple[Path, ...]:  # noqa: ARG002 (there is one way out)
        """The reference."""
        return (("case", "reference"),)

    def draws_on(self) -> Iterator[tuple[str, str]]:
        """The form."""
        yield "from", self.from_

    def enter(self, scene: Scene) -> Move:
        """File the case and give the receipt."""
        reference = scene.file_case(self.type, self._answers(scene))
        words = scene.text(self.text) or scene.phrase("case_filed", reference=reference)
        scene.say_words(words)
        return Leave("next")

    def _answers(self, scene: Scene) -> tuple[Answered, ...]:
        node = scene.flow.node(self.from_) if scene.flow else None
        fields: list[FormField] = getattr(node, "fields", None) or []
        given = scene.frame.answers.get(self.from_)
        if not fields or not isinstance(given, dict):
            return ()
        return tuple(
            recorded(scene, field, given[field.id]) for field in fields if field.id in given
        )


KIND = FileCase
