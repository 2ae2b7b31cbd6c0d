"""Circles in a graph: its strongly connected components (Tarjan's algorithm, without recursion)."""

from collections.abc import Collection, Hashable, Iterable, Iterator, Mapping
from typing import TypeVar

Point = TypeVar("Point", bound=Hashable)


def components(onward: Mapping[Point, Iterable[Point]]) -> list[list[Point]]:
    """The points of ``onward`` in groups that lead to each other, each after those it leads to.

    ``onward`` has an entry for every point. Takes time in proportion to points and edges.
    """
    order: dict[Point, int] = {}
    low: dict[Point, int] = {}
    stack: list[Point] = []
    stacked: set[Point] = set()
    found: list[list[Point]] = []
    for root in onward:
        if root in order:
            continue
        work: list[tuple[Point, Iterator[Point]]] = []
        _come_to(root, order, low, stack, stacked)
        work.append((root, iter(onward[root])))
        while work:
            point, following = work[-1]
            target = next(following, None)
            if target is None:
                work.pop()
                if work:
                    low[work[-1][0]] = min(low[work[-1][0]], low[point])
                if low[point] == order[point]:
                    found.append(_cut(stack, stacked, point))
            elif target not in order:
                _come_to(target, order, low, stack, stacked)
                work.append((target, iter(onward[target])))
            elif target in stacked:
                low[point] = min(low[point], order[target])
    return found


def circles(onward: Mapping[Point, Collection[Point]]) -> list[list[Point]]:
    """The groups in which one can go round: several points, or one that leads to itself."""
    return [group for group in components(onward) if len(group) > 1 or group[0] in onward[group[0]]]


def _come_to(
    point: Point,
    order: dict[Point, int],
    low: dict[Point, int],
    stack: list[Point],
    stacked: set[Point],
) -> None:
    order[point] = low[point] = len(order)
    stack.append(point)
    stacked.add(point)


def _cut(stack: list[Point], stacked: set[Point], point: Point) -> list[Point]:
    """Take the stack down to ``point``, inclusive."""
    group: list[Point] = []
    while not group or group[-1] != point:
        group.append(stack.pop())
        stacked.discard(group[-1])
    return group
