"""The flow as a graph: where people come in, where exits lead, what can be reached."""

from collections.abc import Mapping

from flows.graph import Flow


def entrances(flow: Flow) -> list[str]:
    """The nodes at which people can come in, and the safe place that faults lead to."""
    found = [flow.start, *(trigger.at for trigger in flow.triggers if trigger.at), flow.refuge]
    return [node_id for node_id in dict.fromkeys(found) if node_id in flow.nodes]


def targets(flow: Flow, node_id: str) -> Mapping[str, str]:
    """Where each exit of a node leads, defaults included, as far as it leads to a node."""
    return flow.onward[node_id]


def reachable(flow: Flow) -> set[str]:
    """Every node that somebody can come to."""
    reached: set[str] = set()
    waiting = entrances(flow)
    while waiting:
        node_id = waiting.pop()
        if node_id not in reached:
            reached.add(node_id)
            waiting.extend(targets(flow, node_id).values())
    return reached


def forwards(flow: Flow) -> list[str]:
    """Every node that somebody can come to, as far as it goes each after those that lead to it.

    The reverse of the order in which a walk depth first leaves them: what flows forwards through
    the graph then needs few rounds.
    """
    order: list[str] = []
    seen: set[str] = set()
    for root in entrances(flow):
        work = [(root, iter(targets(flow, root).values()))] if root not in seen else []
        seen.add(root)
        while work:
            node_id, following = work[-1]
            target = next((one for one in following if one not in seen), None)
            if target is None:
                order.append(node_id)
                work.pop()
            else:
                seen.add(target)
                work.append((target, iter(targets(flow, target).values())))
    return order[::-1]
