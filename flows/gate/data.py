"""What nodes need of the department's own data: its tables, connectors, questions and the like."""

from collections.abc import Iterator
from contextlib import suppress

from flows.department.surroundings import Surroundings
from flows.gate.plan import Plan
from flows.graph import Flow
from flows.node import Node, Path
from flows.problems import Problem, problem
from flows.text import PlaceholderError, placeholders


def judge(plan: Plan) -> Iterator[Problem]:
    """What does not fit the data; nothing where that is not known."""
    if plan.context is not None:
        yield from misfits(plan.flow, plan.context.around)


def misfits(flow: Flow, around: Surroundings) -> Iterator[Problem]:
    """What nodes of ``flow`` need of the department's own data and do not find in ``around``."""
    for node_id, node in flow.nodes.items():
        for remark in node.misfits(around, flow.languages):
            yield problem(remark.code, node=node_id, field=remark.field, **dict(remark.facts))
    yield from _results(flow, around)


def _results(flow: Flow, around: Surroundings) -> Iterator[Problem]:
    """Whether what is said and decided by of a node's result is something that it can give."""
    given = {node_id: node.results(around) for node_id, node in flow.nodes.items()}
    for node_id, node in flow.nodes.items():
        for where, language, path in _looked_at(node):
            known = given.get(path[1]) if len(path) > 2 and path[0] == "result" else None
            if known is not None and path[2] not in known:
                facts = {"path": ".".join(path), "name": path[1], "known": ", ".join(known)}
                yield problem(
                    "result_unknown", node=node_id, field=where, language=language, **facts
                )


def _looked_at(node: Node) -> Iterator[tuple[str, str, Path]]:
    """Every path that a node's texts and rules name: where, in which language, and the path."""
    texts = [
        (wording.path, language, text)
        for wording in node.wordings()
        for language, text in wording.texts.items()
    ]
    for where, language, text in [*texts, *((where, "", text) for where, text in node.reads())]:
        with suppress(PlaceholderError):
            for path in placeholders(text):
                yield where, language, path
    for where, rule in node.rules():
        for path in rule.paths():
            yield where, "", path
