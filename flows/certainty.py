"""Which values are set on every path to a node.

A forward analysis over the graph. What is known on arriving at a node is what is known on *every*
way there: the intersection over the exits that lead to it. Somebody who comes in from outside knows
nothing yet. Leaving by an exit adds what the node's kind says it surely sets. Known sets only ever
shrink as more ways are found, so repeating until nothing changes ends.

A path that is known covers what lies below it: ``result.call`` covers ``result.call.street``.
"""

from collections.abc import Iterable

from flows.graph import Flow
from flows.node import HERE, Path
from flows.reach import entrances, targets

Known = frozenset[Path]


def known_at(flow: Flow) -> dict[str, Known]:
    """What is surely set when a talk arrives at each node that can be reached."""
    known: dict[str, Known] = dict.fromkeys(entrances(flow), frozenset())
    changed = list(known)
    while changed:
        node_id = changed.pop()
        for exit_id, target in targets(flow, node_id).items():
            leaving = known[node_id] | _added(flow, node_id, exit_id)
            arriving = known[target] & leaving if target in known else leaving
            if arriving != known.get(target):
                known[target] = arriving
                changed.append(target)
    return known


def _added(flow: Flow, node_id: str, exit_id: str) -> Known:
    paths = flow.nodes[node_id].sets(exit_id)
    return frozenset(tuple(node_id if part == HERE else part for part in path) for path in paths)


def covers(known: Iterable[Path], path: Path) -> bool:
    """Whether ``path`` or something above it is known."""
    return any(path[: len(one)] == one for one in known)
