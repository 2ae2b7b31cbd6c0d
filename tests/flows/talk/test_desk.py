"""Asking for a person, as talks: the format of ``tests/flows/kinds``, with the desk's queue."""

from pathlib import Path
from typing import Any

import pytest

from flows.documents.written import read
from flows.state import State, handed_over
from tests.flows.kinds.test_cases import play
from tests.flows.talking import Talk, document

CASES: list[dict[str, Any]] = read((Path(__file__).parent / "desk.yaml").read_text())


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["case"])
def test_a_talk(case: dict[str, Any]) -> None:
    talk = Talk(document(case["nodes"], **case.get("flow", {})), language="en")
    talk.desk = case.get("desk", "")
    play(talk, case["steps"])


def test_a_fresh_talk_is_with_nobody() -> None:
    assert handed_over(State()) == 0
