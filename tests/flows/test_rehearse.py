"""Rehearsals: a script that comes out is well, and each kind of disappointment is told."""

import copy
from typing import Any

import pytest

from flows.check import check
from flows.documents.faults import ShapeError
from flows.graph import parse
from flows.rehearse import rehearse
from flows.trials.misses import SAYINGS
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
        ({"words": "hi", "says": ["Other"]}, "“Other” was expected, and it said “Words”"),
        ({"words": "hi", "has": "Other"}, "“Other” was not said, but “Words”"),
        ({"words": "hi", "has_not": "Words"}, "“Words” was said"),
        ({"words": "hi", "offers": ["Tree"]},
         "“Tree” was expected to choose from, and it offered “Tree”, “Hours”"),
        ({"words": "hi", "at": "said"}, "expected at “Words” (Say) [said]; the talk is at “Words” (Menu) [hub]"),
        ({"words": "hi", "ends": True}, "it is at “Words” (Menu) [hub]"),
        ({"words": "hi", "case": "tree"}, "no case “tree” was filed, but nothing"),
        ({"words": "hi", "tag": "x"}, "the tag “x” was not put on, but nothing"),
        ({"words": "hi", "untag": ["x"]}, "the tag “x” was not taken off"),
        ({"words": "hi", "topic": "x"}, "the topic “x” was not joined"),
        ({"words": "hi", "leaves": "x"}, "the topic “x” was not left"),
        ({"words": "hi", "queue": "x"}, "the queue “x” did not get the talk"),
        ({"words": "hi", "asks": "status"}, "“status” was not asked"),
        ({"words": "hi", "remembers": {"a": "b"}}, "“a: b” was not remembered"),
        ({"tap": "Gone"}, "“Gone” was never offered; what could be tapped is nothing"),
        ({"silence": True}, "there is no silence to end"),
        ({"due": True}, "nothing was put aside"),
        ({"reply": {"outcome": "ok"}}, "nothing outside was asked"),
        ({"taken": True}, "nobody was asked to take over"),
        ({"handed_back": "closed"}, "no person has the talk"),
    ],
    ids=range(20),
)  # fmt: skip
def test_a_script_that_does_not(step: dict[str, Any], why: str) -> None:
    (miss,) = rehearse(parse(flow_with([step])))
    assert (miss.rehearsal, miss.step) == ("a tree", 1)
    assert why in str(miss.why)


def test_a_miss_is_told_in_the_staffs_language() -> None:
    (miss,) = rehearse(parse(flow_with([{"words": "hi", "at": "said"}])))
    assert (
        "預期對話停在「文字」（訊息） [said]，但對話停在「文字」（選單） [hub]"
        in miss.why.sentence("zh-Hant")
    )
    (problem,) = [
        one
        for one in check(parse(flow_with([{"words": "hi", "has": "x"}])))
        if one.code == "rehearsal_failed"
    ]
    assert "没有说“x”" in problem.sentence("zh-Hans")
    assert "“x” was not said" in problem.message
    for code, saying in SAYINGS.items():
        assert set(saying) == {"en", "zh-Hant", "zh-Hans"}, code


def test_what_a_turn_asks_for_can_be_expected() -> None:
    document = flow_with(
        [
            {"words": "hi", "tag": ["a", "b"], "untag": "c", "topic": "news", "leaves": "old",
             "remembers": {"seen": "yes"}, "queue": "default", "at": "desk"},
            {"taken": True},
            {"handed_back": "closed", "ends": True},
        ]
    )  # fmt: skip
    document["start"] = "set"
    document["triggers"] = [{"by": "anything"}]
    document["nodes"]["set"] = {
        "kind": "set", "tag": ["a", "b"], "untag": ["c"], "subscribe": ["news"],
        "unsubscribe": ["old"], "remember": {"seen": "yes"}, "exits": {"next": "desk"},
    }  # fmt: skip
    document["nodes"]["desk"] = {"kind": "handover", "exits": {"closed": "over"}}
    assert rehearse(parse(document)) == []


def test_a_script_may_begin_at_a_time_on_the_departments_clock() -> None:
    steps = [{"words": "hi"}, {"words": "Hours", "has": "Today is 2026-12-25"}]
    document = flow_with(steps, begins="2026-12-25 00:30")
    document["nodes"]["said"]["text"] = {"en": "Today is {{ today }}"}
    assert rehearse(parse(document)) == []
    document["rehearsals"][0]["begins"] = "2026-12-24 23:00"
    (miss,) = rehearse(parse(document))
    assert "Today is 2026-12-24" in str(miss.why)


@pytest.mark.parametrize(
    "begins", ["2026-02-30 10:00", "tomorrow", "2026-11-23 24:00", "2026-11-23"]
)
def test_a_time_that_is_none_is_refused(begins: str) -> None:
    with pytest.raises(ShapeError) as caught:
        parse(flow_with(GOOD, begins=begins))
    assert caught.value.faults[0].path == "rehearsals[0].begins"


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
