"""Samples answer what a flow calls in a trial."""

from typing import Any

import pytest

from flows.department.bookings import answer
from flows.department.surroundings import Surroundings, read
from flows.graph import parse
from flows.rehearse import rehearse
from tests.flows.talking import document

AROUND: dict[str, Any] = {
    "connectors": {
        "offices": {
            "operations": {
                "find": {
                    "path": "/offices/{district}",
                    "gives": {"name": "name", "telephone": "phone?"},
                    "samples": [
                        {"when": {"district": "Nowhere"}, "outcome": "not_found"},
                        {"when": {"district": "Slow"}, "outcome": "slow"},
                        {"when": {"district": "Broken"}, "outcome": "failed"},
                        {"data": {"name": "The office"}},
                    ],
                }
            }
        }
    },
    "cases": [
        {"reference": "REHEARSAL-7K3M-9QXA", "type": "tree", "state": "done", "updated": "2026-11-20",
         "note": {"en": "The tree is gone."}},
        {"reference": "REHEARSAL-2345-ABCD", "own": False, "phone": "+852 5555 0123"},
    ],
}  # fmt: skip

NODES: dict[str, Any] = {
    "ask": {
        "kind": "question",
        "field": {"id": "d", "type": "text", "ask": {"en": "Which district?"}},
        "exits": {"next": "find"},
    },
    "find": {
        "kind": "service",
        "connector": "offices",
        "operation": "find",
        "send": {"district": "{{ answers.ask }}"},
        "exits": {"ok": "told", "not_found": "none", "failed": "sorry", "slow": "later"},
    },
    "told": {
        "kind": "message",
        "text": {"en": "{{ result.find.name }}"},
        "exits": {"next": "over"},
    },
    **{
        name: {"kind": "message", "text": {"en": name}, "exits": {"next": "over"}}
        for name in ("none", "sorry", "later")
    },
    "over": {"kind": "end"},
}

LOOK_UP: dict[str, Any] = {
    "look": {"kind": "status", "proof": "phone", "exits": {"found": "told", "not_found": "none"}},
    "told": {
        "kind": "message",
        "text": {"en": "{{ result.look.state_words }}. {{ result.look.note | default: '-' }}"},
        "exits": {"next": "over"},
    },
    "none": {"kind": "message", "text": {"en": "none"}, "exits": {"next": "over"}},
    "over": {"kind": "end"},
}


def _misses(
    nodes: dict[str, Any], *steps: dict[str, Any], around: Surroundings | None = None
) -> list[str]:
    flow = document(nodes, rehearsals=[{"name": "it", "language": "en", "steps": list(steps)}])
    found = around if around is not None else read(AROUND)
    return [miss.why.sentence("en") for miss in rehearse(parse(flow), (), found)]


@pytest.mark.parametrize(
    ("district", "said"),
    [("Eastern", "The office"), ("nowhere", "none"), ("Slow", "later"), ("Broken", "sorry")],
)
def test_a_rehearsal_is_answered_by_the_sample_that_fits(district: str, said: str) -> None:
    assert not _misses(NODES, {"words": "hi"}, {"words": district, "says": said, "ends": True})


def test_a_step_may_say_itself_what_comes() -> None:
    steps: list[dict[str, Any]] = [
        {"words": "hi"},
        {"words": "Eastern", "at": "find"},
        {"reply": {"outcome": "failed"}, "says": "sorry"},
    ]
    assert not _misses(NODES, *steps)
    steps[2] = {"silence": True, "says": "later"}
    assert not _misses(NODES, *steps)


def test_without_a_sample_the_talk_waits_for_what_the_script_says() -> None:
    steps = {"words": "hi"}, {"words": "Eastern", "at": "find"}
    assert not _misses(NODES, *steps, around=read({}))


@pytest.mark.parametrize(
    ("steps", "said"),
    [
        (["REHEARSAL-7K3M-9QXA"], "Done. The tree is gone."),
        (["2345-ABCD", "0123"], "Received. -"),
        (["2345-ABCD", "9999"], "none"),
        (["7777-ABCD", "9999"], "none"),
    ],
)
def test_a_case_is_looked_up_among_the_samples(steps: list[str], said: str) -> None:
    *before, last = steps
    made = [{"words": one} for one in ("hi", *before)]
    assert not _misses(LOOK_UP, *made, {"words": last, "says": said})


def test_a_case_that_was_just_filed_can_be_looked_up() -> None:
    nodes: dict[str, Any] = {
        "form": {
            "kind": "form",
            "fields": [{"id": "a", "type": "text", "ask": {"en": "What?"}}],
            "exits": {"submitted": "filed"},
        },
        "filed": {"kind": "case", "type": "tree", "from": "form", "exits": {"next": "look"}},
        "look": {
            "kind": "status",
            "reference": "{{ case.reference }}",
            "exits": {"found": "told", "not_found": "none"},
        },
        **{name: LOOK_UP[name] for name in ("told", "none", "over")},
    }
    steps = {"words": "hi"}, {"words": "a tree", "has": "Received."}
    assert not _misses(nodes, *steps)


def test_a_booking_of_this_talk_is_found_changed_and_cancelled_once() -> None:
    def book(do: str, **exits: str) -> dict[str, Any]:
        return {
            "kind": "booking",
            "do": do,
            "service": "clinic",
            "exits": {"failed": "sorry", **exits},
        }

    nodes: dict[str, Any] = {
        "hub": {
            "kind": "menu",
            "text": {"en": "Which?"},
            "options": [{"id": one, "label": {"en": one}} for one in ("book", "move", "drop")],
            "exits": {"book": "book", "move": "move", "drop": "drop"},
        },
        "book": book("book", booked="hub", none_left="full"),
        "move": book("change", changed="hub", none_left="full", not_found="none"),
        "drop": book("cancel", cancelled="hub", not_found="none"),
        **{
            name: {"kind": "message", "text": {"en": name}, "exits": {"next": "hub"}}
            for name in ("full", "none", "sorry")
        },
    }
    slots = ["2026-11-24 09:00", "2026-11-24 09:30"]
    around = read({"bookings": {"clinic": {"slots": slots}}})
    wanted = {
        "do": "book",
        "service": "clinic",
        "from": "2026-11-23T12:00",
        "hold": "2026-11-24T09:00",
    }
    gone = answer(wanted, around.bookings)[1]["reference"]
    steps: list[dict[str, Any]] = [
        {"words": "hi"},
        {"tap": "book"}, {"words": "1"}, {"words": "1", "has": "9:00 am"},
        {"words": "yes", "has": "Your booking is made"},
        {"tap": "move", "has": "9:00 am"}, {"words": "1"}, {"words": "1", "has": "9:30 am"},
        {"words": "yes", "has": "Your booking is changed"},
        {"tap": "book"}, {"words": "1"}, {"words": "1", "has": "9:00 am"}, {"words": "yes"},
        {"tap": "book", "has": "full"},
        {"tap": "drop", "has": "9:00 am"}, {"words": "yes", "has": "Your booking is cancelled"},
        {"tap": "drop", "has": "Please write the reference"}, {"words": gone, "has": "found no booking"},
    ]  # fmt: skip
    assert not _misses(nodes, *steps, around=around)
