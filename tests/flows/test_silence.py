"""How long the citizen can have been silent."""

from datetime import timedelta

from flows.graph import parse
from flows.silence import CLOSED, silence_at
from tests.flows.test_check import SOUND


def test_an_answer_begins_the_time_anew() -> None:
    assert set(silence_at(parse(SOUND)).values()) == {timedelta()}


def test_a_schedule_finds_the_window_closed_until_an_answer_comes() -> None:
    flow = parse(SOUND | {"triggers": [{"by": "schedule"}]})
    longest = silence_at(flow)
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
