"""Staff help on what is stuck, as talks: the format of ``tests/flows/kinds``."""

from pathlib import Path
from typing import Any

import pytest

from flows.documents.written import read
from flows.events import Silence
from tests.flows.kinds.test_cases import play
from tests.flows.talking import Talk, document

CASES: list[dict[str, Any]] = read((Path(__file__).parent / "steering.yaml").read_text())


def _talk(case: dict[str, Any]) -> Talk:
    talk = Talk(document(case["nodes"], **case.get("flow", {})), language="en")
    talk.desk = case.get("desk", "")
    return talk


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["case"])
def test_a_talk(case: dict[str, Any]) -> None:
    play(_talk(case), case["steps"])


def test_asking_again_does_not_put_off_the_end_of_the_silence() -> None:
    talk = _talk(CASES[0])
    play(talk, [{"words": "hi"}])
    timer = talk.timer
    play(talk, [{"later": "2h"}, {"steer": {"deed": "repeat"}, "at": "hub"}])
    assert timer is not None
    assert talk.timer == timer
    talk.now = timer.due
    talk.hear(Silence(timer.turn))
    assert not talk.state.frames


def test_a_talk_that_was_moved_waits_as_long_as_its_new_step_says() -> None:
    talk = _talk(CASES[0])
    play(talk, [{"words": "hi"}, {"later": "2h"}, {"steer": {"deed": "move", "node": "report"}}])
    assert talk.timer is not None
    assert talk.timer.turn == talk.state.turn
