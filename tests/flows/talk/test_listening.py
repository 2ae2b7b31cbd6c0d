"""Who gets the next thing said: each line of the order of precedence, as a talk."""

from pathlib import Path
from typing import Any

import pytest

from flows.documents.written import read
from flows.effects import Note
from flows.events import Silence
from tests.flows.kinds.test_cases import play
from tests.flows.talking import Talk, document

CASES: list[dict[str, Any]] = [
    case
    for name in ("listening.yaml", "occasions.yaml")
    for case in read((Path(__file__).parent / name).read_text())
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["case"])
def test_a_talk(case: dict[str, Any]) -> None:
    others = [document(**one) for one in case.get("others", ())]
    main = document(case["nodes"], **case.get("flow", {}))
    talk = Talk(main, *others, language=case.get("language", "en"))
    talk.desk = case.get("desk", "")
    play(talk, case["steps"])


def test_an_occasion_does_not_put_off_the_end_of_the_citizens_silence() -> None:
    case = next(case for case in CASES if case.get("others") and case["nodes"]["report"])
    others = [document(**one) for one in case["others"]]
    talk = Talk(document(case["nodes"]), *others, language="en")
    play(talk, [{"words": "hi"}, {"tap": "Report"}])
    timer = talk.timer
    play(talk, [{"later": "20h"}, {"case_closed": "A-1", "at": "report"}])
    assert timer is not None
    assert talk.timer == timer
    talk.now = timer.due
    talk.hear(Silence(timer.turn))
    assert not any(isinstance(one, Note) and one.reason == "stale_timer" for one in talk.effects)
