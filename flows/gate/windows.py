"""What may be said when: nothing but templates once the citizen has been silent for 24 hours."""

from collections.abc import Iterator

from flows.gate.plan import Plan
from flows.problems import Problem, problem
from flows.talk.silence import CLOSED, silence_at, speaks, speaks_too_late


def judge(plan: Plan) -> Iterator[Problem]:
    """Words that can come when WhatsApp allows nothing but templates any more."""
    flow, others = plan.flow, plan.others
    by_name = {one.name: one for one in others}
    for node_id, silence in silence_at(flow, others).items():
        if silence == CLOSED and speaks(flow, node_id):
            yield problem("window_closed", node=node_id)
        for one in flow.nodes[node_id].mentions():
            inner = by_name.get(one.name) if one.noun == "flow" else None
            if inner is not None and speaks_too_late(inner, others, silence):
                yield problem("window_closed_within", node=node_id, name=inner.name)
