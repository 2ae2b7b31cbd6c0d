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
