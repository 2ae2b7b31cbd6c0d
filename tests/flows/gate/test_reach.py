"""The flow as a graph."""

from flows.gate.reach import entrances, reachable, targets
from flows.graph import parse
from tests.flows.test_check import SOUND


def test_entrances_are_the_start_the_triggers_and_the_safe_place() -> None:
    assert entrances(parse(SOUND)) == ["hub", "report"]
    assert entrances(parse(SOUND | {"safe": "said"})) == ["hub", "report", "said"]
    assert entrances(parse(SOUND | {"start": "gone", "safe": "gone"})) == ["report"]


def test_targets_count_the_defaults_and_nothing_that_is_not_there() -> None:
    flow = parse(SOUND | {"defaults": {"other": "said", "silence": "gone"}})
    assert targets(flow, "hub") == {"a": "report", "b": "said", "other": "said"}


def test_everything_sound_is_reachable() -> None:
    flow = parse(SOUND)
    assert reachable(flow) == set(flow.nodes)
