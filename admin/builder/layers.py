"""Where each node of a drawing stands: columns by longest path, rows so that lines cross little.

Pure and deterministic: the same flow is drawn the same way every time.
"""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

LONGEST_LANE = 12  # columns; a longer line goes straight, so that a drawing stays small


class Lane(NamedTuple):
    """The place in a column where lines to ``target`` pass; all of them share it."""

    target: str
    column: int


Place = str | Lane
Edges = Mapping[str, Sequence[str]]


def columns(edges: Edges, roots: Sequence[str]) -> list[list[Place]]:
    """The nodes in columns: each stands right of everything that leads to it, returns apart.

    ``edges`` names every node and where it leads; ``roots`` is where people come in. Lines that
    cross a column on their way have a ``Lane`` there.
    """
    onward = _without_returns(edges, roots)
    depth = _depths(onward)
    found: list[list[Place]] = [[] for _ in range(max(depth.values(), default=-1) + 1)]
    parents: dict[Place, list[Place]] = {node_id: [] for node_id in onward}
    for node_id in onward:
        found[depth[node_id]].append(node_id)
    for node_id, targets in onward.items():
        for target in targets:
            _lead(node_id, target, depth, found, parents)
    return _ordered(found, parents)


def _lead(
    node_id: str,
    target: str,
    depth: Mapping[str, int],
    found: list[list[Place]],
    parents: dict[Place, list[Place]],
) -> None:
    """Note what leads to ``target``, by the lanes in the columns between."""
    before: Place = node_id
    between = range(depth[node_id] + 1, depth[target])
    for column in between if len(between) <= LONGEST_LANE else ():
        lane = Lane(target, column)
        if lane not in parents:
            found[column].append(lane)
            parents[lane] = []
        parents[lane].append(before)
        before = lane
    parents[target].append(before)


def _without_returns(edges: Edges, roots: Sequence[str]) -> dict[str, list[str]]:
    """The edges without those that lead back to where one came from, nodes in reading order."""
    state: dict[str, int] = {}  # 1 while on the way, 2 when left
    onward: dict[str, list[str]] = {}
    for root in [*roots, *edges]:
        if root in state or root not in edges:
            continue
        state[root] = 1
        onward[root] = []
        work = [(root, iter(edges[root]))]
        while work:
            node_id, following = work[-1]
            target = next(following, None)
            if target is None:
                state[node_id] = 2
                work.pop()
                continue
            if target not in edges or state.get(target) == 1:
                continue
            onward[node_id].append(target)
            if target not in state:
                state[target] = 1
                onward[target] = []
                work.append((target, iter(edges[target])))
    return onward


def _depths(onward: Edges) -> dict[str, int]:
    """The length of the longest way to each node; ``onward`` has no circles."""
    waiting = dict.fromkeys(onward, 0)
    for targets in onward.values():
        for target in targets:
            waiting[target] += 1
    depth = dict.fromkeys(onward, 0)
    ready = [node_id for node_id in onward if not waiting[node_id]]
    for node_id in ready:
        for target in onward[node_id]:
            depth[target] = max(depth[target], depth[node_id] + 1)
            waiting[target] -= 1
            if not waiting[target]:
                ready.append(target)
    return depth


def _ordered(
    found: list[list[Place]], parents: Mapping[Place, Sequence[Place]]
) -> list[list[Place]]:
    """Each column sorted by the middle of what leads to its places."""
    height: dict[Place, float] = {}
    for column in found:
        middle: dict[Place, float] = {}
        for number, place in enumerate(column):
            above = [height[one] for one in parents[place]]
            middle[place] = sum(above) / len(above) if above else (number + 0.5) / len(column)
        column.sort(key=lambda place: middle[place])
        for number, place in enumerate(column):
            height[place] = (number + 0.5) / len(column)
    return found
