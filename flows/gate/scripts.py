"""The flow's own rehearsals: each must come out."""

from collections.abc import Iterator

from flows.department.surroundings import NOTHING
from flows.gate.plan import Plan
from flows.problems import Problem, problem
from flows.rehearse import rehearse


def judge(plan: Plan) -> Iterator[Problem]:
    """Rehearsals that do not come out. Without a context, those through other flows are left out."""
    flow, context = plan.flow, plan.context
    if context is None and any(True for node in flow.nodes.values() for _ in node.mentions()):
        return
    places = {script.name: place for place, script in enumerate(flow.rehearsals)}
    others, around = (context.others, context.around) if context else ((), NOTHING)
    for miss in rehearse(flow, others, around):
        where = f"rehearsals[{places[miss.rehearsal]}].steps[{miss.step - 1}]"
        yield problem(
            "rehearsal_failed", field=where, name=miss.rehearsal, step=miss.step, why=miss.why
        )
