"""Share people out by percentage."""

from collections.abc import Iterator
from typing import Annotated, Literal

from pydantic import Field

from flows.documents.shape import FreeId, Shape, named, ui
from flows.node import Exit, Leave, Move, Node, Remark
from flows.scene import Scene

WHOLE = 100


class Share(Shape):
    """One share of the people."""

    id: FreeId = ui("Id", "代號", "代号")
    percent: int = ui("Per cent", "百分比", "百分比", widget="number", ge=0, le=100)


class Split(Node):
    """Shares people out, for a trial of two wordings, say; the same person always goes one way."""

    names = named("Split", "分流", "分流")

    kind: Literal["split"] = ui("Kind", "種類", "种类", widget="hidden")
    shares: Annotated[list[Share], Field(max_length=20)] = ui(
        "Shares", "分配", "分配", widget="options", default_factory=list
    )

    def ways(self) -> tuple[Exit, ...]:
        """One way per share."""
        return tuple(Exit(share.id, f"{share.id} ({share.percent} %)") for share in self.shares)

    def remarks(self) -> Iterator[Remark]:
        """The shares make up a hundred, each under an id of its own."""
        total = sum(share.percent for share in self.shares)
        if total != WHOLE:
            yield Remark("shares_not_whole", "shares", (("total", total),))
        seen: set[str] = set()
        for place, share in enumerate(self.shares):
            if share.id in seen:
                yield Remark("double_id", f"shares[{place}].id", (("id", share.id),))
            seen.add(share.id)

    def enter(self, scene: Scene) -> Move:
        """Take the share that this conversation falls into."""
        drawn = scene.world.share(f"{scene.frame.flow}.{scene.frame.node}")
        for share in self.shares:
            drawn -= share.percent
            if drawn < 0:
                return Leave(share.id)
        return Leave(self.shares[-1].id) if self.shares else Leave("next")


KIND = Split
