"""Which values are set on every path to a node.

A forward analysis over the graph. What is known on arriving at a node is what is known on *every*
way there: the intersection over the exits that lead to it. Somebody who comes in from outside knows
nothing yet. Leaving by an exit takes away what the node's kind says may be gone, and adds what it
surely sets.

It is solved by beginning with too much (nobody has come here yet, so everything is known) and
taking away until nothing changes; known sets only ever shrink, so that ends, and what is left is
the largest solution, which is the intersection over all paths because each step does the same to
every path that it is given. A set is the bits of one number, so that an intersection is one operation.

A path that is known covers what lies below it: ``result.call`` covers ``result.call.street``.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

from flows.gate.reach import entrances, forwards, targets
from flows.graph import Flow
from flows.node import HERE, Path

Known = frozenset[Path]


def known_at(flow: Flow, wanted: Collection[Path] | None = None) -> dict[str, Known]:
    """What is surely set when a talk arrives at each node that can be reached.

    With ``wanted``, only what covers one of these paths is looked at.
    """
    changing = {
        node_id: {exit_id: _changes(flow, node_id, exit_id) for exit_id in targets(flow, node_id)}
        for node_id in forwards(flow)
    }
    bits = _numbered(changing, wanted)
    known = _solved(flow, {node_id: _masks(found, bits) for node_id, found in changing.items()})
    paths = list(bits)
    return {node_id: frozenset(_named(mask, paths)) for node_id, mask in known.items()}


def _solved(flow: Flow, changing: Mapping[str, Mapping[str, tuple[int, int]]]) -> dict[str, int]:
    """The bits known at each node; by exit those that it takes away, and those that it sets."""
    known = dict.fromkeys(entrances(flow), 0)
    waiting = list(changing)
    while waiting:
        shrunk: dict[str, None] = {}
        for node_id in waiting:
            for exit_id, target in targets(flow, node_id).items():
                gone, added = changing[node_id][exit_id]
                leaving = known[node_id] & ~gone | added
                arriving = known[target] & leaving if target in known else leaving
                if arriving != known.get(target):
                    known[target] = arriving
                    shrunk[target] = None
        waiting = [node_id for node_id in changing if node_id in shrunk]
    return known


def _changes(flow: Flow, node_id: str, exit_id: str) -> tuple[tuple[Path, ...], tuple[Path, ...]]:
    """What leaving by the exit may take away, and what it surely sets."""
    node = flow.nodes[node_id]
    return _placed(node_id, node.forgets(exit_id)), _placed(node_id, node.sets(exit_id))


def _placed(node_id: str, paths: Iterable[Path]) -> tuple[Path, ...]:
    return tuple(tuple(node_id if part == HERE else part for part in path) for path in paths)


def _numbered(
    changing: Mapping[str, Mapping[str, tuple[tuple[Path, ...], tuple[Path, ...]]]],
    wanted: Collection[Path] | None,
) -> dict[Path, int]:
    """A bit for each path that some exit sets and that covers one of the ``wanted``."""
    every = (path for found in changing.values() for _, paths in found.values() for path in paths)
    if wanted is not None:
        above = {path[:end] for path in wanted for end in range(1, len(path) + 1)}
        every = (path for path in every if path in above)
    return {path: place for place, path in enumerate(dict.fromkeys(every))}


def _masks(
    found: Mapping[str, tuple[tuple[Path, ...], tuple[Path, ...]]], bits: Mapping[Path, int]
) -> dict[str, tuple[int, int]]:
    return {
        exit_id: (_mask(gone, bits), _mask(added, bits)) for exit_id, (gone, added) in found.items()
    }


def _mask(paths: Iterable[Path], bits: Mapping[Path, int]) -> int:
    return sum({1 << bits[path] for path in paths if path in bits})


def _named(mask: int, paths: Sequence[Path]) -> Iterator[Path]:
    """The paths whose bits are set."""
    while mask:
        lowest = mask & -mask
        yield paths[lowest.bit_length() - 1]
        mask ^= lowest


def covers(known: Iterable[Path], path: Path) -> bool:
    """Whether ``path`` or something above it is known."""
    return any(path[: len(one)] == one for one in known)
