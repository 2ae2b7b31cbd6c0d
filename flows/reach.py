"""The flow as a graph: where people come in, where exits lead, what can be reached."""

from flows.graph import Flow


def entrances(flow: Flow) -> list[str]:
    """The nodes at which people can come in, and the safe place that faults lead to."""
    found = [flow.start, *(trigger.at for trigger in flow.triggers if trigger.at), flow.refuge]
    return [node_id for node_id in dict.fromkeys(found) if node_id in flow.nodes]


def targets(flow: Flow, node_id: str) -> dict[str, str]:
    """Where each exit of a node leads, defaults included, as far as it leads to a node."""
    found: dict[str, str] = {}
    for way in flow.nodes[node_id].ways():
        target = flow.target(node_id, way.id)
        if target in flow.nodes:
            found[way.id] = target
    return found


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
