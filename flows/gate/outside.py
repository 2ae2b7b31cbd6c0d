"""What a flow needs of its department: that it exists, ends, may be trusted, and has people behind it."""

from collections.abc import Collection, Iterator, Mapping

from flows.gate.plan import Context, Plan
from flows.node import HERE, Path
from flows.problems import Problem, problem
from flows.walk import MOST_NESTED


def judge(plan: Plan) -> Iterator[Problem]:
    """What is missing outside; where that is not known, no more than that a flow runs itself."""
    yield from _nested(plan, plan.context or Context())
    if plan.context is None:
        return
    yield from _missing(plan, plan.context)
    yield from _disclosed(plan, plan.context)
    if plan.context.has_person is False:
        yield problem("nobody_answers")


def _missing(plan: Plan, context: Context) -> Iterator[Problem]:
    for node_id, node in plan.flow.nodes.items():
        for one in node.mentions():
            known = context.known.get(one.noun)
            if known is not None and one.name not in known:
                yield problem(f"{one.noun}_missing", node=node_id, field=one.field, name=one.name)


def _nested(plan: Plan, context: Context) -> Iterator[Problem]:
    """Flows that run each other in a circle, or deeper than a talk goes."""
    name = plan.flow.name
    runs: dict[str, Collection[str]] = dict(context.runs)
    runs[name] = {
        one.name
        for node in plan.flow.nodes.values()
        for one in node.mentions()
        if one.noun == "flow"
    }
    there = {*context.known.get("flow", runs[name]), name}
    for node_id, node in plan.flow.nodes.items():
        for one in node.mentions():
            if one.noun != "flow" or one.name not in there:
                continue
            place = {"node": node_id, "field": one.field, "name": one.name}
            if name in _run_by(one.name, runs):
                yield problem("flow_circle", **place)
            elif MOST_NESTED in _levels(one.name, runs):
                yield problem("flow_deep", **place, depth=MOST_NESTED + 1, most=MOST_NESTED)


def _run_by(name: str, runs: Mapping[str, Collection[str]]) -> set[str]:
    """Every flow that ``name`` runs, directly or through others, itself included."""
    found: set[str] = set()
    waiting = [name]
    while waiting:
        one = waiting.pop()
        if one not in found:
            found.add(one)
            waiting.extend(runs.get(one, ()))
    return found


def _levels(name: str, runs: Mapping[str, Collection[str]]) -> list[int]:
    """How deep one can go from ``name``, which is the first level: 1, 2 … as far as a talk may."""
    levels: list[int] = []
    here = {name}
    while here and len(levels) < MOST_NESTED:
        levels.append(len(levels) + 1)
        here = {inner for one in here for inner in runs.get(one, ())}
    return levels


def _disclosed(plan: Plan, context: Context) -> Iterator[Problem]:
    """Personal data that a connector is given which may not have it."""
    if context.trusted is None:
        return
    for node_id, node in plan.flow.nodes.items():
        for one in node.discloses():
            path = tuple(node_id if part == HERE else part for part in one.path)
            if one.connector not in context.trusted and _is_personal(plan, path):
                yield problem(
                    "personal_data", node=node_id, field=one.field,
                    path=".".join(path), name=one.connector,
                )  # fmt: skip


def _is_personal(plan: Plan, path: Path) -> bool:
    """What is known of the contact is; so is an answer whose type or purpose says so."""
    if path[:1] == ("contact",):
        return path != ("contact", "language")
    kept = (plan.kept.get(path[:end]) for end in range(2, len(path) + 1))
    fields = [one.field for one in kept if one is not None and one.field is not None]
    inside = [
        one.field for other, one in plan.kept.items() if one.field and other[: len(path)] == path
    ]
    return any(field.is_personal for field in (*fields, *inside))
