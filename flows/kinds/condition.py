"""Choose a way by what is known."""

from collections.abc import Iterator
from typing import Annotated, Literal

from pydantic import Field

from flows.conditions import Rule
from flows.documents.shape import FreeId, Shape, named, ui
from flows.node import Exit, Leave, Move, Node, Path, Remark
from flows.scene import Scene


class Way(Shape):
    """One way, and when it is taken."""

    id: FreeId = ui("Id", "代號", "代号")
    when: Rule = ui("When", "條件", "条件", widget="rules")


class Condition(Node):
    """Looks at what is known and takes the way of the first rule that holds."""

    names = named("Condition", "條件", "条件")

    kind: Literal["condition"] = ui("Kind", "種類", "种类", widget="hidden")
    rules_: Annotated[list[Way], Field(max_length=50)] = ui(
        "Rules", "規則", "规则", widget="rules", default_factory=list, alias="rules"
    )

    def ways(self) -> tuple[Exit, ...]:
        """One way per rule, and one for when none holds."""
        return (*(Exit(way.id, way.id) for way in self.rules_), Exit("otherwise", "Otherwise"))

    def rules(self) -> Iterator[tuple[str, Rule]]:
        """Every rule, with where it stands."""
        for place, way in enumerate(self.rules_):
            yield f"rules[{place}].when", way.when

    def sets(self, exit_id: str) -> tuple[Path, ...]:
        """What the rule of this way could only hold for if it was there."""
        found = next((way.when for way in self.rules_ if way.id == exit_id), None)
        return found.proves() if found else ()

    def remarks(self) -> Iterator[Remark]:
        """There are rules, and no two of the same id."""
        if not self.rules_:
            yield Remark("nothing_to_choose", "rules")
        seen: set[str] = set()
        for place, way in enumerate(self.rules_):
            if way.id in seen:
                yield Remark("double_id", f"rules[{place}].id", (("id", way.id),))
            seen.add(way.id)

    def enter(self, scene: Scene) -> Move:
        """Take the first rule that holds."""
        values = scene.values()
        for way in self.rules_:
            if way.when.holds(values):
                return Leave(way.id)
        return Leave("otherwise")


KIND = Condition
