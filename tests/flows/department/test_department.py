"""What the gate says of kinds that look at what a department keeps beside its flows."""

from typing import Any

import pytest

from flows.check import Context, check
from flows.department.surroundings import read as surroundings
from flows.graph import parse
from flows.sayings import data
from tests.flows.test_check import BOTH, with_node

AROUND: dict[str, Any] = {
    "questions": [
        {"id": "fee", "topic": "fees", "question": BOTH, "answer": {"en": "Words"}},
        {"id": "way", "topic": "ways", "question": BOTH, "answer": BOTH},
    ],
    "templates": {
        "visit": {
            "languages": {
                "zh_HK": {"header": "{{1}}", "body": "{{1}}", "buttons": [{"text": "好"}]},
                "en": {"body": "On {{1}}", "buttons": [{"text": "Yes"}], "status": "PAUSED"},
            }
        },
        "plain": {"languages": {"zh_HK": {"body": "好"}, "en": {"body": "Well"}}},
    },
    "bookings": {"clinic": {}},
}
FAQ: dict[str, Any] = {
    "kind": "faq",
    "text": BOTH,
    "exits": {"answered": "look", "unanswered": "look"},
}
VISIT: dict[str, Any] = {
    "kind": "template", "template": "visit", "header": "7", "parameters": {"1": "{{ today }}"},
    "buttons": [{"id": "y"}], "exits": {"y": "look", "unsent": "over"},
}  # fmt: skip
PLAIN: dict[str, Any] = {"kind": "template", "template": "plain", "exits": {"unsent": "over"}}
BOOKING: dict[str, Any] = {
    "kind": "booking", "service": "clinic",
    "exits": {"booked": "over", "none_left": "over", "failed": "over"},
}  # fmt: skip


def around(**changed: Any) -> Context:
    kept = {**AROUND, **changed}
    known = {"template": kept["templates"], "booking": kept["bookings"]}
    return Context(known=known, around=surroundings(kept))


@pytest.mark.parametrize(
    ("node", "kept", "found"),
    [
        (FAQ, {}, [("answers_missing", "nodes.said")]),
        (FAQ, {"questions": []}, [("no_questions", "nodes.said")]),
        ({**FAQ, "topics": ["ways"]}, {}, []),
        ({**FAQ, "topics": ["gone"]}, {}, [("no_questions", "nodes.said.topics")]),
        (PLAIN, {}, []),
        (PLAIN, {"templates": {}}, [("template_missing", "nodes.said.template")]),
        (VISIT, {}, [("template_unapproved", "nodes.said.template")]),
        (
            {
                **VISIT,
                "header": "",
                "parameters": {"2": "x"},
                "buttons": [],
                "exits": PLAIN["exits"],
            },
            {},
            [
                ("template_blank", "nodes.said.parameters"),
                ("template_blank", "nodes.said.header"),
                ("template_replies", "nodes.said.buttons"),
                ("template_unapproved", "nodes.said.template"),
                ("template_blank", "nodes.said.parameters"),
                ("template_replies", "nodes.said.buttons"),
                ("template_unused", "nodes.said.parameters.2"),
            ],
        ),
        (
            PLAIN,
            {"templates": {"plain": {"languages": {"en": {"body": "Well"}}}}},
            [("template_language", "nodes.said.template")],
        ),
        (BOOKING, {}, []),
        ({**BOOKING, "service": "moon"}, {}, [("booking_missing", "nodes.said.service")]),
    ],
    ids=range(11),
)
def test_what_the_department_keeps_must_do(
    node: dict[str, Any], kept: dict[str, Any], found: list[tuple[str, str]]
) -> None:
    flow = parse(with_node(node))
    problems = check(flow, around(**kept))
    outside = [(one.code, one.path) for one in problems if one.code in data.SAYINGS]
    assert sorted(outside) == sorted(found)
    assert not [one for one in check(flow) if one.code in data.SAYINGS], (
        "without a context not judged"
    )


@pytest.mark.parametrize(
    ("source", "code"),
    [
        ("{{ a", "placeholder_broken"),
        ("{{ answers.gone }}", "placeholder_unknown"),
        ("{{ contact.name }}", "placeholder_unset"),
        ("{{ booking.when }}", "placeholder_unknown"),
    ],
)
def test_what_goes_into_a_template_is_read_like_any_text(source: str, code: str) -> None:
    flow = parse(with_node({**VISIT, "parameters": {"1": source}}))
    assert (code, "nodes.said.parameters.1") in {(one.code, one.path) for one in check(flow)}


def test_a_template_may_come_when_the_window_is_closed_but_not_what_follows_unsent() -> None:
    document = with_node({**VISIT, "exits": {"y": "hub", "unsent": "sorry", "silence": "over"}})
    document["nodes"]["sorry"] = {"kind": "message", "text": BOTH, "exits": {"next": "over"}}
    document["nodes"].pop("look")
    document["triggers"].append({"by": "schedule", "at": "said"})
    closed = [one.node for one in check(parse(document)) if one.code == "window_closed"]
    assert closed == ["sorry"], "after a tap the window is open; after what was not sent it is not"


@pytest.mark.parametrize(
    "node",
    [
        {**BOOKING, "exits": {**BOOKING["exits"], "none_left": "said"}},
        {**VISIT, "exits": {**VISIT["exits"], "unsent": "said"}},
    ],
)
def test_a_way_that_waits_for_nobody_may_not_lead_back(node: dict[str, Any]) -> None:
    found = [(one.code, one.path) for one in check(parse(with_node(node)))]
    assert ("endless_loop", "nodes.said.exits") in found


def test_a_booking_is_known_where_one_was_made() -> None:
    document = with_node({**BOOKING, "exits": {**BOOKING["exits"], "booked": "told"}})
    told = {
        "kind": "message",
        "text": {"en": "{{ booking.when }}", "zh-Hant": "{{ booking.place }}"},
    }
    document["nodes"]["told"] = {**told, "exits": {"next": "over"}}
    document["nodes"].pop("look")
    assert check(parse(document)) == []
    document["nodes"]["told"]["text"]["en"] = "{{ booking.price }}"
    assert [one.code for one in check(parse(document))] == ["placeholder_unknown"]


def test_a_booking_is_known_to_its_own_last_words() -> None:
    when = {"en": "{{ booking.when }}", "zh-Hant": "{{ booking.when }}"}
    found = {one.code for one in check(parse(with_node({**BOOKING, "confirmed": when})))}
    assert "placeholder_unset" not in found, "said when it is made"
    early = {(one.code, one.path) for one in check(parse(with_node({**BOOKING, "text": when})))}
    assert ("placeholder_unset", "nodes.said.text") in early
