"""How long the citizen can have been silent: by example, and against every path of small graphs."""

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from flows.documents.shape import duration
from flows.gate.reach import entrances
from flows.graph import Flow, parse
from flows.talk.silence import CLOSED, FROM_OUTSIDE, WINDOW, silence_at, speaks_too_late
from tests.flows.graphs import meshes
from tests.flows.test_check import BOTH, SOUND

HOUR = timedelta(hours=1)


def test_an_answer_begins_the_time_anew() -> None:
    assert set(silence_at(parse(SOUND)).values()) == {timedelta()}


@pytest.mark.parametrize("by", sorted(FROM_OUTSIDE))
def test_from_outside_the_window_is_closed_until_an_answer_comes(by: str) -> None:
    longest = silence_at(parse(SOUND | {"triggers": [{"by": by}]}))
    assert longest["hub"] == CLOSED
    assert longest["report"] == timedelta()


def test_after_a_person_the_window_counts_as_closed_unless_none_came_or_the_citizen_left() -> None:
    for patience, after_nobody in (("20h", timedelta(hours=20)), (None, CLOSED)):
        desk = {"kind": "handover", "exits": {"closed": "a", "nobody": "b", "left": "c"}}
        if patience:
            desk["nobody_after"] = patience
        ends = {one: {"kind": "end"} for one in "abc"}
        flow = parse(SOUND | {"start": "desk", "triggers": [], "nodes": {"desk": desk, **ends}})
        longest = silence_at(flow)
        assert [longest[one] for one in "abc"] == [CLOSED, after_nobody, timedelta()]


def waits(hours: int, to: str) -> dict[str, Any]:
    return {"kind": "wait", "for": f"{hours}h", "exits": {"next": to}}


def flow_of(name: str, nodes: dict[str, Any]) -> Flow:
    whole = {"name": name, "triggers": [], "start": next(iter(nodes))}
    return parse(SOUND | whole | {"nodes": nodes | {"over": {"kind": "end"}}})


def test_a_circle_that_waits_a_little_waits_for_ever() -> None:
    look = {"kind": "condition", "rules": [{"id": "r", "when": {"is_set": "contact.name"}}]}
    around = {"a": waits(1, "b"), "b": look | {"exits": {"r": "over", "otherwise": "a"}}}
    longest = silence_at(flow_of("round", around))
    assert longest == {"a": CLOSED, "b": CLOSED, "over": CLOSED}


def test_a_circle_that_takes_no_time_keeps_its_silence() -> None:
    say = {"kind": "message", "text": BOTH}
    nodes = {
        "w": waits(5, "a"),
        "a": say | {"exits": {"next": "b"}},
        "b": say | {"exits": {"next": "a"}},
    }
    longest = silence_at(flow_of("round", nodes))
    assert (longest["a"], longest["b"]) == (5 * HOUR, 5 * HOUR)


def test_a_flow_that_is_run_takes_its_time_too() -> None:
    inner = flow_of("inner", {"w": waits(15, "over")})
    ask = {"kind": "question", "field": {"id": "q", "type": "text", "ask": BOTH}}
    asking = flow_of("asking", {"q": ask | {"exits": {"next": "w"}}, "w": waits(3, "over")})
    for name, after in (("inner", CLOSED), ("asking", 3 * HOUR), ("unknown", 10 * HOUR)):
        run = {"kind": "flow", "flow": name, "exits": {"done": "over"}}
        outer = flow_of("outer", {"w": waits(10, "run"), "run": run})
        assert silence_at(outer, [inner, asking])["over"] == after


def test_flows_that_run_each_other_are_looked_into_once() -> None:
    run: dict[str, Any] = {"kind": "flow", "exits": {"done": "over"}}
    one = flow_of("one", {"r": run | {"flow": "two"}})
    two = flow_of("two", {"w": waits(1, "r"), "r": run | {"flow": "one"}})
    assert silence_at(one, [one, two])["over"] == HOUR


def test_who_is_run_late_may_speak_too_late() -> None:
    late = flow_of(
        "late",
        {"w": waits(10, "s"), "s": {"kind": "message", "text": BOTH, "exits": {"next": "over"}}},
    )
    assert not speaks_too_late(late, [], timedelta())
    assert speaks_too_late(late, [], 20 * HOUR)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(meshes())
def test_it_is_what_walking_every_path_finds(document: dict[str, Any]) -> None:
    flow = parse(document)
    assert silence_at(flow) == _by_every_path(flow)


def _by_every_path(flow: Flow) -> dict[str, timedelta]:
    """Walk every path, adding up; what a path brings to a node a second time it has brought."""
    usual = duration(flow.defaults.silence_after or "23h")
    met: dict[str, set[timedelta]] = {}

    def walk(node_id: str, silence: timedelta) -> None:
        if silence in met.setdefault(node_id, set()):
            return
        met[node_id].add(silence)
        node = flow.nodes[node_id]
        for way in node.ways():
            target = flow.target(node_id, way.id)
            if target not in flow.nodes:
                continue
            passed = node.lets_pass(way.id, usual)
            if passed is None:
                walk(target, timedelta())
            else:
                total = CLOSED if silence == CLOSED else silence + min(passed, 2 * WINDOW)
                walk(target, CLOSED if total > WINDOW else total)

    outside = {one.at or flow.start for one in flow.triggers if one.by in FROM_OUTSIDE}
    for entrance in entrances(flow):
        walk(entrance, CLOSED if entrance in outside else timedelta())
    return {node_id: max(found) for node_id, found in met.items()}
