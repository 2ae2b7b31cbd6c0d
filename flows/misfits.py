"""What a flow needs of the department's own data, and does not find there."""

from collections.abc import Iterator
from contextlib import suppress

from flows.graph import Flow
from flows.node import Node
from flows.problems import Problem, problem
from flows.surroundings import Surroundings
from flows.text import PlaceholderError, placeholders


def misfits(flow: Flow, around: Surroundings) -> list[Problem]:
    """What nodes of ``flow`` need of the department's own data and do not find in ``around``."""
    lacking = [
        problem(remark.code, node=node_id, field=remark.field, **dict(remark.facts))
        for node_id, node in flow.nodes.items()
        for remark in node.misfits(around, flow.languages)
    ]
    return [*lacking, *_results(flow, around)]


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


def _looked_at(node: Node) -> Iterator[tuple[str, str, tuple[str, ...]]]:
    """Every path that a node's texts and rules name: where, in which language, and the path."""
    for where, language, text in texts(node):
        with suppress(PlaceholderError):
            for path in placeholders(text):
                yield where, language, path
    for where, rule in node.rules():
        for path in rule.paths():
            yield where, "", path


def texts(node: Node) -> Iterator[tuple[str, str, str]]:
    """Every text of a node: where it stands, its language (none for what it reads), its source."""
    for wording in node.wordings():
        for language, source in wording.texts.items():
            yield wording.path, language, source
    for where, source in node.reads():
        yield where, "", source
