"""Where everything leads: starts, exits, what nothing leads to, and circles without a wait."""

from collections.abc import Iterator

from flows.gate.plan import Plan
from flows.problems import Problem, problem


def judge(plan: Plan) -> Iterator[Problem]:
    """Every place that leads nowhere, and every place that nothing leads to."""
    yield from _places(plan)
    for node_id in plan.flow.nodes:
        yield from _exits(plan, node_id)
    for node_id in plan.flow.nodes:
        if node_id not in plan.reached:
            yield problem("unreachable", node=node_id)
    yield from _loops(plan)


def _places(plan: Plan) -> Iterator[Problem]:
    flow = plan.flow
    if flow.start not in flow.nodes:
        yield problem("start_missing", field="start", target=flow.start)
    if flow.safe is not None and flow.safe not in flow.nodes:
        yield problem("safe_missing", field="safe", target=flow.safe)
    for exit_id, target in (flow.defaults.__pydantic_extra__ or {}).items():
        if target not in flow.nodes:
            facts = {"exit": exit_id, "target": target}
            yield problem("default_dangling", field=f"defaults.{exit_id}", **facts)


def _exits(plan: Plan, node_id: str) -> Iterator[Problem]:
    flow, node = plan.flow, plan.flow.nodes[node_id]
    ways = {way.id: way for way in plan.ways[node_id]}
    for exit_id, target in node.exits.items():
        where = f"exits.{exit_id}"
        if exit_id not in ways:
            yield problem("exit_unknown", node=node_id, field=where, exit=exit_id)
        elif target not in flow.nodes:
            facts = {"exit": exit_id, "target": target}
            yield problem("exit_dangling", node=node_id, field=where, **facts)
    for way in ways.values():
        if way.needed and flow.target(node_id, way.id) is None:
            yield problem("exit_missing", node=node_id, field=f"exits.{way.id}", exit=way.label)


def _loops(plan: Plan) -> Iterator[Problem]:
    order = {node_id: place for place, node_id in enumerate(plan.flow.nodes)}
    for loop in plan.loops:
        first = min(loop, key=order.__getitem__)
        yield problem("endless_loop", node=first, field="exits", nodes=", ".join(sorted(loop)))
