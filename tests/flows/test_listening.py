"""Who gets the next thing said: each line of the order of precedence, as a talk."""

from pathlib import Path
from typing import Any

import pytest

from flows.written import read
from tests.flows.kinds.test_cases import play
from tests.flows.talking import Talk, document

CASES: list[dict[str, Any]] = read((Path(__file__).parent / "listening.yaml").read_text())


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["case"])
def test_a_talk(case: dict[str, Any]) -> None:
    others = [document(**one) for one in case.get("others", ())]
    main = document(case["nodes"], **case.get("flow", {}))
    talk = Talk(main, *others, language=case.get("language", "en"))
    talk.desk = case.get("desk", "")
    play(talk, case["steps"])
