"""What texts and rules name: that something sets it, on every path, and that it can be compared so."""

from collections.abc import Iterator
from typing import Any

from flows.conditions import Rule
from flows.gate.certainty import Known, covers, known_at
from flows.gate.plan import Plan
from flows.node import HERE, Kept, Path
from flows.problems import Problem, problem
from flows.text import ROOTS, undefaulted

SURE = frozenset({"department", "today"})  # set for everybody


def judge(plan: Plan) -> Iterator[Problem]:
    """Placeholders that some way leaves empty, rules that look at nothing or can never hold."""
    yield from _unset(plan)
    for node_id, node in plan.flow.nodes.items():
        for where, rule in node.rules():
            for path in rule.paths():
                if not is_known(plan, path):
                    path_ = ".".join(path)
                    yield problem("rule_unknown", node=node_id, field=where, path=path_)
            for place, leaf in rule.leaves(where):
                yield from _compared(plan, node_id, place, leaf)
        for one in node.discloses():
            path = tuple(node_id if part == HERE else part for part in one.path)
            if len(path) > 1 and not is_known(plan, path):
                path_ = ".".join(path)
                yield problem("placeholder_unknown", node=node_id, field=one.field, path=path_)
        for field, source in node.draws_on():
            if not _keeps_several(plan, source):
                yield problem("form_missing", node=node_id, field=field, target=source)


def is_known(plan: Plan, path: Path) -> bool:
    """Whether something in the flow or around it can set the value at ``path``."""
    match path:
        case ("today",):
            return True
        case ("answers", *_):
            return any(path[:end] in plan.kept for end in range(2, len(path) + 1))
        case ("case", "reference"):
            return plan.files
        case ("department", "name" | "telephone" | "hours"):
            return True
        case ("booking", "reference" | "when" | "place" | "day" | "time"):
            return plan.books
        case ("result", "inputs", _, *_):
            return True
        case ("result", node_id, *_):
            return node_id in plan.bringing
        case (root, _, *_):
            return root in ROOTS - {"answers", "booking", "case", "department", "result", "today"}
        case _:
            return False


def _keeps_several(plan: Plan, node_id: str) -> bool:
    node = plan.flow.nodes.get(node_id)
    return node is not None and (node.collects or any(len(one.path) > 2 for one in node.keeps()))


def _unset(plan: Plan) -> Iterator[Problem]:
    """Placeholders that some way to their text leaves empty; each says what stands in, or is set."""
    named = [
        (node_id, where, language, path)
        for node_id in plan.wordings
        for where, language, source in _texts(plan, node_id)
        if "{{" in source
        for path in undefaulted(source)
        if path[0] not in SURE and is_known(plan, path)
    ]
    known = known_at(plan.flow, {path for *_, path in named})
    for node_id, where, language, path in named:
        if not covers(known[node_id] | _own(plan, node_id, where), path):
            place = {"node": node_id, "field": where, "language": language}
            yield problem("placeholder_unset", **place, path=".".join(path))


def _texts(plan: Plan, node_id: str) -> Iterator[tuple[str, str, str]]:
    """Every text of a node: where it stands, its language if it has one, and its source."""
    for wording in plan.wordings[node_id]:
        for language, source in wording.texts.items():
            yield wording.path, language, source
    node = plan.flow.nodes[node_id]
    if node.needs_what_it_reads:
        for where, source in node.reads():
            yield where, "", source


def _own(plan: Plan, node_id: str, where: str) -> Known:
    """What the node itself has by the time it says this: earlier answers, a case just filed."""
    node = plan.flow.nodes[node_id]
    found: set[Path] = {("case", "reference")} if node.files else set()
    found.update(node.known_by(where))
    for kept in node.keeps():
        if where.startswith(f"{kept.place}."):
            break
        if kept.sure and len(kept.path) > 2:
            found.add(tuple(node_id if part == HERE else part for part in kept.path))
    return frozenset(found)


def _compared(plan: Plan, node_id: str, where: str, leaf: Rule) -> Iterator[Problem]:
    """A comparison that does not suit the answer it looks at, or that no answer can pass."""
    if leaf.between is not None and leaf.between[0] > leaf.between[1]:
        yield problem("range_reversed", node=node_id, field=f"{where}.between")
    kept = plan.kept.get(leaf.subject)
    if kept is None:
        return
    name, place = leaf.comparison, {"node": node_id, "field": where}
    facts = {"comparison": name.rstrip("_"), "path": ".".join(leaf.subject)}
    if name not in _comparisons(kept):
        yield problem("comparison_unfit", **place, **facts, type=_type(kept))
        return
    for wanted in _wanted(leaf):
        if not _can_be(kept, wanted):
            yield problem("comparison_never", **place, **facts, wanted=wanted)


def _comparisons(kept: Kept) -> frozenset[str]:
    if kept.field is not None:
        return kept.field.behaviour.compares
    return frozenset({"is_", "is_not", "in_", "is_set"})


def _type(kept: Kept) -> str:
    return kept.field.type if kept.field is not None else "choice"


def _wanted(leaf: Rule) -> list[Any]:
    if leaf.in_ is not None:
        return list(leaf.in_)
    wanted = getattr(leaf, leaf.comparison)
    return [] if leaf.comparison in {"is_set", "between"} else [wanted]


def _can_be(kept: Kept, wanted: Any) -> bool:
    """Whether an answer can be, or be measured against, what the rule wants."""
    if kept.among:
        return str(wanted) in kept.among
    if kept.field is None or not _comparisons(kept) & {"before", "less_than"}:
        return True
    return kept.field.behaviour.reads_limit(wanted)
