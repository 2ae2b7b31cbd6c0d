"""Every kind of node proves itself by cases: a file of talks, with what must come back.

A case is a flow (its nodes, or a whole document), what is ``around`` it, and steps: what the citizen does and what is
expected. ``says`` is the words of all messages, in order; ``has`` parts of them; ``offers`` the
titles that can be tapped; ``at`` the node that waits (empty when the talk is over); ``notes`` the
reasons on record; ``asks`` what is asked of the world outside; ``timer`` the time at which silence is
over (empty without one); ``case`` the type of the case; ``answers`` what it holds.
"""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from flows.department.surroundings import read as read_surroundings
from flows.documents.written import read
from flows.kinds import registry
from flows.messages import words
from tests.flows.talking import Talk, document

HERE = Path(__file__).parent


def cases() -> list[Any]:
    return [
        pytest.param(case, id=f"{path.stem}: {case['case']}")
        for path in sorted(HERE.glob("*.yaml"))
        for case in read(path.read_text())
    ]


def test_every_kind_has_cases() -> None:
    written = {path.stem for path in HERE.glob("*.yaml")}
    assert written == set(registry()), "one file of cases per kind, named for it"


@pytest.mark.parametrize("case", cases())
def test_case(case: dict[str, Any]) -> None:
    play(talk_of(case), case["steps"])


def talk_of(case: dict[str, Any]) -> Talk:
    """The talk of a case, before its first step."""
    talk = Talk(
        document(case["nodes"], **case.get("flow", {})),
        *(
            document(nodes, name=name, triggers=[])
            for name, nodes in case.get("others", {}).items()
        ),
        language=case.get("language", "en"),
        name=case.get("name", ""),
    )
    talk.desk = case.get("desk", "")
    talk.around = read_surroundings(case.get("around", {}))
    return talk


def play(talk: Talk, steps: list[dict[str, Any]]) -> None:
    """Take the turns of ``steps``, and compare with what is expected of each."""
    for place, step in enumerate(steps):
        expected = {key: step[key] for key in step if key in EXPECTATIONS}
        deed = {key: step[key] for key in step if key not in EXPECTATIONS}
        talk.do(deed)
        for key, wanted in expected.items():
            found = EXPECTATIONS[key](talk)
            where = f"step {place + 1}, {deed}, {key}"
            if key == "has":
                for part in [wanted] if isinstance(wanted, str) else wanted:
                    assert part in found, where
            else:
                assert found == wanted, where


def clock(at: datetime) -> str:
    """The time in Hong Kong."""
    return f"{at.astimezone(ZoneInfo('Asia/Hong_Kong')):%H:%M}"


EXPECTATIONS: dict[str, Callable[[Talk], Any]] = {
    "says": lambda talk: [words(message) for message in talk.said],
    "has": lambda talk: talk.words,
    "offers": lambda talk: talk.titles,
    "at": lambda talk: talk.node,
    "notes": lambda talk: talk.notes,
    "case": lambda talk: talk.case.type,
    "answers": lambda talk: {answer.field: answer.words for answer in talk.case.answers},
    "messages": lambda talk: [type(message).__name__ for message in talk.said],
    "asks": lambda talk: talk.asks,
    "timer": lambda talk: clock(talk.timer.due) if talk.timer else "",
    "language": lambda talk: talk.contact.language,
}
