"""What a kind itself finds wrong with one of its nodes."""

from collections.abc import Iterator

from flows.gate.plan import Plan
from flows.problems import Problem, problem


def judge(plan: Plan) -> Iterator[Problem]:
    """Every remark of every node."""
    for node_id, node in plan.flow.nodes.items():
        for remark in node.remarks():
            yield problem(remark.code, node=node_id, field=remark.field, **dict(remark.facts))
