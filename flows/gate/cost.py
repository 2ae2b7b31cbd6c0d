"""What a task costs the citizen: taps, answers, messages and characters on the shortest way.

A task is a way from where people come in to a case or to a person. The shortest way is the one with
the fewest taps and answers (Dijkstra's algorithm, since no exit costs less than nothing). And for
every node: how many messages come in one go before the talk waits.
"""

import heapq
from dataclasses import dataclass

from flows.gate.reach import entrances, targets
from flows.graph import Flow
from flows.messages import length
from flows.node import Node
from flows.text import pick

MOST_TAPS = 5
MOST_MESSAGES = 3


@dataclass(frozen=True)
class Cost:
    """The cost of getting to ``node``, in the flow's first language."""

    node: str
    taps: int
    answers: int
    messages: int
    characters: int


def tasks(flow: Flow) -> list[Cost]:
    """The cost of each task of the flow, in the order of the document."""
    best: dict[str, Cost] = {}
    waiting = [
        (0, place, _arriving(flow, Cost(node_id, 0, 0, 0, 0), node_id))
        for place, node_id in enumerate(entrances(flow))
    ]
    heapq.heapify(waiting)
    place = len(waiting)
    while waiting:
        _, _, cost = heapq.heappop(waiting)
        if cost.node in best:
            continue
        best[cost.node] = cost
        for exit_id, target in targets(flow, cost.node).items():
            if target in best or exit_id in {"silence", "other"}:
                continue
            effort = flow.nodes[cost.node].effort(exit_id)
            further = Cost(
                target,
                cost.taps + effort.taps,
                cost.answers + effort.answers,
                cost.messages + effort.messages,
                cost.characters,
            )
            place += 1
            weight = further.taps + further.answers
            heapq.heappush(waiting, (weight, place, _arriving(flow, further, target)))
    return [best[node_id] for node_id, node in flow.nodes.items() if node.task and node_id in best]


def _arriving(flow: Flow, cost: Cost, node_id: str) -> Cost:
    """``cost`` with what the node says on arriving."""
    node = flow.nodes[node_id]
    said = sum(
        length(str(pick(wording.texts, flow.languages[0], flow.languages)))
        for wording in node.wordings()
    )
    return Cost(
        node_id, cost.taps, cost.answers, cost.messages + node.says(), cost.characters + said
    )


def messages_in_a_row(flow: Flow) -> dict[str, int]:
    """For each node the most messages that can come in one go up to it, its own included.

    Counted forwards from where talks wait or begin. A node that can be passed without waiting, such
    as a question whose rule does not hold, says nothing then. A circle that never waits would count
    without end; it stops at one more than is looked for, and the gate reports the circle as such.
    """
    before = dict.fromkeys(flow.nodes, 0)
    changed = list(flow.nodes)
    while changed:
        node_id = changed.pop()
        node = flow.nodes[node_id]
        said = before[node_id] + (0 if node.waits else _says(flow, node_id))
        for exit_id, target in targets(flow, node_id).items():
            found = min(said, MOST_MESSAGES + 1)
            if node.at_once(exit_id) and found > before[target]:
                before[target] = found
                changed.append(target)
    return {node_id: count + _says(flow, node_id) for node_id, count in before.items()}


def _says(flow: Flow, node_id: str) -> int:
    node: Node = flow.nodes[node_id]
    return node.says()
