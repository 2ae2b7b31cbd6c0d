"""Plans: where people go whose node is gone, proposed sensibly and never to a node that is not there."""

from typing import Any

import pytest

from flows.graph import parse
from flows.versions.plan import FINISH, RESTART, Plan, PlanError, checked, gone, plan_for, read
from tests.flows.talking import document

MENU = {"kind": "menu", "text": {"en": "Which?"}, "options": [{"id": "a", "label": {"en": "A"}}]}
ASK = {"kind": "question", "field": {"id": "q", "type": "text", "ask": {"en": "Where?"}}}
BEFORE = document(
    {
        "hub": {**MENU, "exits": {"a": "ask"}},
        "ask": {**ASK, "exits": {"next": "second"}},
        "second": {**MENU, "text": {"en": "More?"}, "exits": {"a": "over"}},
        "over": {"kind": "end"},
    }
)


def after(**nodes: Any) -> dict[str, Any]:
    kept = {name: node for name, node in BEFORE["nodes"].items() if nodes.get(name, 1) is not None}
    return document({**kept, **{name: node for name, node in nodes.items() if node}})


@pytest.mark.parametrize(
    ("new", "places"),
    [
        (after(), {}),
        (after(ask=None, place=ASK), {"ask": "place"}),
        (after(ask=None), {"ask": RESTART}),
        (after(second=None), {"second": "ask"}),
        (after(second=None, ask=None), {"ask": RESTART, "second": RESTART}),
        (after(over=None), {}),
    ],
    ids=range(6),
)
def test_a_plan_to_begin_with(new: dict[str, Any], places: dict[str, str]) -> None:
    plan = plan_for(parse(BEFORE), parse(new), {})
    assert (plan.people, plan.places) == ("finish", places)
    assert checked(plan, parse(new)) is plan


def test_nodes_of_older_versions_at_which_people_stand_are_asked_about() -> None:
    flow = parse(BEFORE)
    assert gone(flow, flow, ["ancient", "ask"]) == ["ancient"]
    assert plan_for(flow, flow, {"ancient": 2}).places == {"ancient": RESTART}


@pytest.mark.parametrize("stored", [None, {}, {"people": "finish"}])
def test_no_plan_means_that_people_finish(stored: Any) -> None:
    assert read(stored) == FINISH


@pytest.mark.parametrize("stored", [{"people": "fly"}, {"places": {"a": 1}}, [1], {"word": "x"}])
def test_what_is_no_plan_is_refused(stored: Any) -> None:
    with pytest.raises(PlanError):
        read(stored)


@pytest.mark.parametrize(
    ("plan", "sentence"),
    [
        (Plan("move", {"x": "nowhere"}), "“nowhere”, which does not exist"),
        (Plan("move", word={"en": "x" * 601}), "more than 600"),
    ],
    ids=range(2),
)
def test_a_plan_that_cannot_be_carried_out_is_refused(plan: Plan, sentence: str) -> None:
    with pytest.raises(PlanError, match=sentence):
        checked(plan, parse(BEFORE))
