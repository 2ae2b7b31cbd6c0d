"""What the rules of the gate look at: the flow, read once, and what they must know from outside."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from flows.department.surroundings import NOTHING, Surroundings
from flows.gate.circles import circles
from flows.gate.reach import reachable
from flows.graph import Flow
from flows.node import HERE, Exit, Kept, Path, Wording


@dataclass(frozen=True)
class Context:
    """What the gate must know from outside the flow.

    ``front_doors`` are the department's flows that take everybody in; ``known`` the names of what
    exists, by noun (``flow``, ``queue``, ``table`` …), a noun that is left out not being judged;
    ``runs`` which flows each of the department's flows runs; ``others`` are those flows, for
    rehearsals that come through them; ``around`` is the department's own data, for the same.
    ``has_person`` says whether whoever asks for a person is put in a queue, or told a telephone
    number or hours; None is not judged. ``trusted`` are the connectors that may be given personal
    data; None is not judged.
    """

    front_doors: Sequence[str] = ()
    known: Mapping[str, Collection[str]] = field(default_factory=dict)
    runs: Mapping[str, Collection[str]] = field(default_factory=dict)
    others: Sequence[Flow] = ()
    around: Surroundings = NOTHING
    has_person: bool | None = None
    trusted: Collection[str] | None = None


class Plan:
    """A flow as the rules look at it."""

    def __init__(self, flow: Flow, context: Context | None) -> None:
        """Read ``flow``; without a ``context`` the outside is not judged."""
        self.flow = flow
        self.context = context

    @property
    def others(self) -> list[Flow]:
        """The department's other flows that are known."""
        found = self.context.others if self.context else ()
        return [one for one in found if one.name != self.flow.name]

    @cached_property
    def reached(self) -> set[str]:
        """The nodes that somebody can come to."""
        return reachable(self.flow)

    @cached_property
    def ways(self) -> dict[str, tuple[Exit, ...]]:
        """The exits of each node."""
        return {node_id: node.ways() for node_id, node in self.flow.nodes.items()}

    @cached_property
    def wordings(self) -> dict[str, list[Wording]]:
        """The texts of each node that somebody can come to, in the order of the document."""
        return {
            node_id: list(node.wordings())
            for node_id, node in self.flow.nodes.items()
            if node_id in self.reached
        }

    @cached_property
    def kept(self) -> dict[Path, Kept]:
        """Every value that a node leaves behind, by its whole path."""
        return {
            tuple(node_id if part == HERE else part for part in one.path): one
            for node_id, node in self.flow.nodes.items()
            for one in node.keeps()
        }

    @cached_property
    def bringing(self) -> set[str]:
        """The nodes of which something is known as ``result``."""
        return {
            node_id
            for node_id, node in self.flow.nodes.items()
            for way in self.ways[node_id]
            if any(path[:2] == ("result", HERE) for path in node.sets(way.id))
        } | {path[1] for path in self.kept if path[0] == "result"}

    @cached_property
    def loops(self) -> list[list[str]]:
        """Circles that can be gone round without anybody doing anything.

        A machine's reply is no wait for the citizen, nor is the time that a talk is put aside for:
        it would come back and write for ever.
        """
        onward = {
            node_id: [
                target
                for exit_id, target in self.flow.onward[node_id].items()
                if node.at_once(exit_id)
            ]
            for node_id, node in self.flow.nodes.items()
        }
        return circles(onward)

    @cached_property
    def books(self) -> bool:
        """Whether some node makes or changes a booking."""
        return any(
            ("booking",) in node.sets(way.id)
            for node_id, node in self.flow.nodes.items()
            for way in self.ways[node_id]
        )

    @cached_property
    def files(self) -> bool:
        """Whether some node makes a case."""
        return any(node.files for node in self.flow.nodes.values())
