"""What it costs the citizen: taps to what people came for, and messages in one go."""

from collections.abc import Iterator

from flows.gate.cost import MOST_MESSAGES, MOST_TAPS, messages_in_a_row, tasks
from flows.gate.plan import Plan
from flows.problems import Problem, problem


def judge(plan: Plan) -> Iterator[Problem]:
    """Tasks that take many taps, and nodes at which many messages come at once."""
    for cost in tasks(plan.flow):
        if cost.taps > MOST_TAPS:
            yield problem("many_taps", node=cost.node, taps=cost.taps, most=MOST_TAPS)
    if plan.loops:
        return  # messages without end are counted by no number
    for node_id, count in messages_in_a_row(plan.flow).items():
        if node_id in plan.reached and count > MOST_MESSAGES:
            yield problem("many_messages", node=node_id, most=MOST_MESSAGES)
