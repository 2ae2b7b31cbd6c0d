"""What people write is understood: floors under the figures of ``benchmarks.understanding``."""

from collections import Counter

import pytest

from benchmarks.understanding import Utterance, tallies, utterances
from flows.match import NOTHING, Reading

TALLIES, AMISS = tallies()
SAID = [said for said, _ in utterances()]


def told(*outcomes: str) -> list[str]:
    return [
        f"{outcome}: {said.file}, {said.group}, {said.text!r} means {said.means}"
        for said, outcome in AMISS
        if outcome in outcomes
    ]


def test_the_set_is_large_and_nothing_is_said_twice_in_one_place() -> None:
    assert len(SAID) >= 300
    assert Counter(said.kind for said in SAID)["trigger"] >= 100
    doubles = Counter((said.file, said.text) for said in SAID)
    assert [one for one, count in doubles.items() if count > 1] == []


@pytest.mark.parametrize("kind", ["menu", "trigger", "everywhere"])
def test_what_is_taken_without_asking_is_right(kind: str) -> None:
    assert TALLIES[f"all {kind}s"].precision >= 0.98, told("wrong")


@pytest.mark.parametrize("kind", ["menu", "trigger", "everywhere"])
def test_most_of_what_means_something_is_found(kind: str) -> None:
    assert TALLIES[f"all {kind}s"].recall >= 0.9, told("missed", "misled")
    assert TALLIES[f"all {kind}s"].at_once >= 0.7


@pytest.mark.parametrize("group", [name for name in TALLIES if not name.startswith("all ")])
def test_no_group_is_left_behind(group: str) -> None:
    assert TALLIES[group].recall >= 0.75, told("missed", "misled")
    assert "out-of-scope" in group or TALLIES[group].precision >= 0.95, told("wrong")


@pytest.mark.parametrize("group", ["confusable", "several", "negation"])
def test_a_wrong_turn_is_never_taken_where_it_would_cost_most(group: str) -> None:
    wrong = [said for said, outcome in AMISS if said.group == group and outcome == "wrong"]
    assert wrong == []


def test_what_means_nothing_here_is_seldom_taken_for_something() -> None:
    meaningless = [said for said in SAID if said.group == "out-of-scope" and said.means == "none"]
    taken = [said for said, outcome in AMISS if outcome == "wrong" and said in meaningless]
    assert len(taken) <= 0.02 * len(meaningless), taken


def test_people_are_seldom_bothered_with_a_question_that_leads_nowhere() -> None:
    meaningless = [said for said in SAID if said.group == "out-of-scope" and said.means == "none"]
    bothered = [said for said, outcome in AMISS if outcome == "bothered" and said in meaningless]
    assert len(bothered) <= 0.1 * len(meaningless), bothered


def test_a_wrong_reading_counts_as_wrong() -> None:
    said = Utterance("menu", "menu", "several", "a or b", "a / b")
    assert said.outcome(Reading(("a",), certain=True)) == "wrong"
    assert said.outcome(Reading(("a",))) == "misled"
    assert said.outcome(Reading(("a", "b"))) == "asked"
    assert said.outcome(NOTHING) == "missed"
    nothing = Utterance("menu", "menu", "out-of-scope", "lol", "none")
    assert nothing.outcome(NOTHING) == "left"
    assert nothing.outcome(Reading(("a",))) == "bothered"
    assert nothing.outcome(Reading(("a",), certain=True)) == "wrong"
