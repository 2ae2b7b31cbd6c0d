"""Which values are set on every way to a node: by example, and against every path of small graphs."""

from typing import Any

from hypothesis import HealthCheck, find, given, settings

from flows.gate.certainty import covers, known_at
from flows.gate.reach import entrances
from flows.graph import Flow, parse
from flows.node import HERE, Path
from tests.flows.graphs import meshes
from tests.flows.test_check import SOUND


def test_what_is_known_is_what_every_way_sets() -> None:
    known = known_at(parse(SOUND))
    assert known["hub"] == frozenset()
    assert known["said"] == {("answers", "hub")}
    assert known["report"] == frozenset(), "the link leads here past the menu"
    assert known["filed"] == {("answers", "report", "n"), ("answers", "report", "c")}


def test_only_what_is_wanted_is_looked_at() -> None:
    flow = parse(SOUND)
    wanted: list[Path] = [("answers", "report", "n", "deeper"), ("contact", "name")]
    assert known_at(flow, wanted)["filed"] == {("answers", "report", "n")}
    assert known_at(flow, [])["filed"] == frozenset()


def test_a_known_path_covers_what_lies_below() -> None:
    assert covers([("result", "call")], ("result", "call", "street"))
    assert not covers([("result", "call", "street")], ("result", "call"))


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(meshes())
def test_it_is_what_walking_every_path_finds(document: dict[str, Any]) -> None:
    flow = parse(document)
    assert known_at(flow) == _by_every_path(flow)


def _by_every_path(flow: Flow) -> dict[str, frozenset[Path]]:
    """Walk every path, until a node would be entered again with what it was entered with before.

    There are finitely many sets, so each path is walked to where it only repeats itself.
    """
    met: dict[str, set[frozenset[Path]]] = {}

    def walk(node_id: str, known: frozenset[Path]) -> None:
        if known in met.setdefault(node_id, set()):
            return
        met[node_id].add(known)
        node = flow.nodes[node_id]
        for way in node.ways():
            target = flow.target(node_id, way.id)
            if target in flow.nodes:
                gone, adds = (
                    {tuple(node_id if part == HERE else part for part in path) for path in paths}
                    for paths in (node.forgets(way.id), node.sets(way.id))
                )
                walk(target, (known - gone) | adds)

    for entrance in entrances(flow):
        walk(entrance, frozenset())
    return {node_id: frozenset.intersection(*sets) for node_id, sets in met.items()}


def test_among_the_meshes_are_some_in_which_something_is_known() -> None:
    found = find(meshes(), lambda document: any(known_at(parse(document)).values()))
    assert len(found["nodes"]) > 1
