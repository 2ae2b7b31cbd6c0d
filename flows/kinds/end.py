"""The end of a flow."""

from typing import Literal

from flows.documents.shape import named, ui
from flows.node import Exit, Move, Node, Stop
from flows.scene import Scene


class End(Node):
    """Ends the flow. Whoever writes next comes to the front door again."""

    names = named("End", "結束", "结束")

    kind: Literal["end"] = ui("Kind", "種類", "种类", widget="hidden")

    def ways(self) -> tuple[Exit, ...]:
        """No way leads out of an end."""
        return ()

    def enter(self, scene: Scene) -> Move:  # noqa: ARG002 (an end does nothing)
        """End the flow."""
        return Stop()


KIND = End
