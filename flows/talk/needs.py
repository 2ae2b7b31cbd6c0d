"""What a talk takes for granted from a node on: for those who come to it by an old button.

The gate proves of every path from where people come in that a text's placeholders are set. A button
of long ago is another way in: it leads to the middle of a flow. So before it does, what the texts to
come name, and what the cases to come are filed from, is looked for among what is known.
"""

from collections.abc import Mapping
from typing import Any

from flows.conditions import value_at
from flows.gate.certainty import covers, known_at
from flows.graph import Flow
from flows.node import HERE, Path
from flows.text import undefaulted


def is_at_home(flow: Flow, node_id: str, values: Mapping[str, Any]) -> bool:
    """Whether a talk that knows ``values`` has what it takes to go on at ``node_id``."""
    return all(value_at(values, path) is not None for path in taken_for_granted(flow, node_id))


def taken_for_granted(flow: Flow, node_id: str) -> set[Path]:
    """The values that texts and cases from ``node_id`` on rely on, and that are set before it.

    What is set on the way from there is not among them.
    """
    met: dict[str, frozenset[Path]] = {node_id: frozenset()}
    needed: set[Path] = set()
    waiting = [node_id]
    while waiting:
        here = waiting.pop()
        needed |= {path for path in _named(flow, here) if not covers(met[here], path)}
        for exit_id, target in flow.onward[here].items():
            added = {_placed(here, path) for path in flow.nodes[here].sets(exit_id)}
            added |= {("answers", here)} if flow.nodes[here].waits else set()
            arriving = met[here] | added
            common = met[target] & arriving if target in met else arriving
            if common != met.get(target):
                met[target] = common
                waiting.append(target)
    known = known_at(flow, needed).get(node_id, frozenset())
    drawn = {("answers", source) for node in flow.nodes.values() for _, source in node.draws_on()}
    return {path for path in needed if covers(known, path) or path in drawn}


def _named(flow: Flow, node_id: str) -> set[Path]:
    """What the node's texts and its cases name; not what it sets itself."""
    node = flow.nodes[node_id]
    own = [_placed(node_id, kept.path) for kept in node.keeps()]
    own += [("case", "reference")] if node.files else []
    texts = (source for wording in node.wordings() for source in wording.texts.values())
    named = {path for source in texts for path in undefaulted(source) if not covers(own, path)}
    return named | {("answers", source) for _, source in node.draws_on()}


def _placed(node_id: str, path: Path) -> Path:
    return tuple(node_id if part == HERE else part for part in path)
