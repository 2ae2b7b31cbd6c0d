"""Run another flow and come back."""

from collections.abc import Iterator
from typing import Annotated, Literal

from pydantic import Field

from flows.documents.shape import Id, Name, PlainText, named, ui
from flows.node import HERE, Exit, Into, Mention, Move, Node, Path
from flows.scene import Scene
from flows.text import render


class RunFlow(Node):
    """Runs another flow of the department, then goes on with what was answered there."""

    names = named("Other flow", "其他流程", "其他流程")

    kind: Literal["flow"] = ui("Kind", "種類", "种类", widget="hidden")
    flow: Name = ui("Flow", "流程", "流程", widget="flow")
    inputs: Annotated[dict[Id, PlainText], Field(max_length=20)] = ui(
        "What it is told", "傳入資料", "传入数据", widget="pairs", default_factory=dict
    )

    def ways(self) -> tuple[Exit, ...]:
        """When it ended, and when the citizen stopped it."""
        return (Exit("done", "Done"), Exit("cancelled", "Stopped", needed=False))

    def sets(self, exit_id: str) -> tuple[Path, ...]:
        """The answers that were given there, whichever they are."""
        return (("result", HERE),) if exit_id == "done" else ()

    def mentions(self) -> Iterator[Mention]:
        """The other flow."""
        yield Mention("flow", self.flow, "flow")

    def reads(self) -> Iterator[tuple[str, str]]:
        """What it is told."""
        for name, text in self.inputs.items():
            yield f"inputs.{name}", text

    def enter(self, scene: Scene) -> Move:
        """Begin the other flow."""
        values = scene.values()
        return Into(self.flow, {name: render(text, values) for name, text in self.inputs.items()})


KIND = RunFlow
