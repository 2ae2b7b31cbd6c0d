"""Rehearsals: a script that comes out is well, and each kind of disappointment is told."""

import copy
from typing import Any

import pytest

from flows.faults import ShapeError
from flows.graph import parse
from flows.rehearse import rehearse
from tests.flows.test_check import SOUND

GOOD: list[dict[str, Any]] = [
    {"words": "hi", "says": "Words", "offers": ["Tree", "Hours"], "at": "hub"},
    {"tap": "Tree", "has": ["Words"], "at": "report"},
    {"words": "many", "has": "write a number", "has_not": "Ref"},
    {"words": "3"},
    {"tap": "Words"},
    {"later": "5m"},
    {"words": "a tree"},
    {"tap": "Send", "has": "Ref REHEARSAL-", "case": "tree", "ends": True},
]


def flow_with(steps: list[dict[str, Any]], **more: Any) -> dict[str, Any]:
    return copy.deepcopy(SOUND) | {
        "rehearsals": [{"name": "a tree", "language": "en", "steps": steps, **more}]
    }


def test_a_script_that_comes_out() -> None:
    assert rehearse(parse(flow_with(GOOD))) == []


@pytest.mark.parametrize(
    ("step", "why"),
    [
        ({"words": "hi", "says": ["Other"]}, "it said “Words”"),
        ({"words": "hi", "has": "Other"}, "“Other” was not said, but “Words”"),
        ({"words": "hi", "has_not": "Words"}, "“Words” was said"),
        ({"words": "hi", "offers": ["Tree"]}, "it offered “Tree”, “Hours”"),
        ({"words": "hi", "at": "said"}, "the talk is at “hub”"),
        ({"words": "hi", "ends": True}, "it is at “hub”"),
        ({"words": "hi", "case": "tree"}, "no case “tree” was filed"),
        ({"tap": "Gone"}, "“Gone” was never offered"),
        ({"silence": True}, "nothing waits for “silence”"),
        ({"due": True}, "nothing waits for “due”"),
        ({"reply": {"outcome": "ok"}}, "nothing waits for “reply”"),
        ({"handed_back": "closed"}, "nothing waits for “handed_back”"),
    ],
    ids=range(12),
)
def test_a_script_that_does_not(step: dict[str, Any], why: str) -> None:
    (miss,) = rehearse(parse(flow_with([step])))
    assert (miss.rehearsal, miss.step) == ("a tree", 1)
    assert why in miss.why


def test_time_a_person_and_things_can_be_played() -> None:
    document = flow_with(
        [
            {"pin": [22.28, 114.18], "has": "kept"},
            {"photo": True},
            {"tap": "Hours", "at": "desk"},
            {"handed_back": "closed", "at": ""} | {"ends": True},
        ]
    )
    del document["rehearsals"][0]["steps"][3]["at"]
    document["nodes"]["said"] = {"kind": "wait", "for": "1h", "exits": {"next": "look"}}
    document["nodes"]["desk"] = {"kind": "handover", "exits": {"closed": "over"}}
    document["nodes"]["hub"]["exits"]["b"] = "desk"
    assert rehearse(parse(document)) == []
    document["nodes"]["hub"]["exits"]["b"] = "said"
    document["rehearsals"][0]["steps"] = [
        {"words": "hi"},
        {"silence": True, "ends": True},
        {"words": "hours"},
        {"due": True, "at": "hub"},
    ]
    assert rehearse(parse(document)) == []


@pytest.mark.parametrize(
    ("steps", "sentence"),
    [
        ([], "at least 1"),
        ([{"says": "x"}], "exactly one of"),
        ([{"words": "a", "tap": "b"}], "exactly one of"),
        ([{"words": "a", "sings": "b"}], "not known"),
        ([{"pin": [1.0]}], "at least 2"),
    ],
    ids=range(5),
)
def test_a_malformed_script_is_refused_with_its_path(
    steps: list[dict[str, Any]], sentence: str
) -> None:
    with pytest.raises(ShapeError) as caught:
        parse(flow_with(steps))
    (fault,) = caught.value.faults[:1]
    assert fault.path.startswith("rehearsals[0].steps")
    assert sentence in fault.sentence
