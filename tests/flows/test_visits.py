"""Where turns led, counted so that the books balance (``talking.Talk`` checks that of every turn)."""

from typing import Any

import pytest

from tests.flows.talking import Talk, document

END = {"kind": "end"}
MENU = {
    "kind": "menu",
    "text": {"en": "What?"},
    "options": [
        {"id": "hours", "label": {"en": "Hours"}},
        {"id": "name", "label": {"en": "Your name"}},
    ],
    "exits": {"hours": "hours", "name": "name", "silence": "done"},
}
NODES = {
    "first": MENU,
    "hours": {"kind": "message", "text": {"en": "From 6 to 23."}, "exits": {"next": "first"}},
    "name": {
        "kind": "form",
        "fields": [{"id": "name", "type": "text", "ask": {"en": "Name?"}}],
        "exits": {"submitted": "pause", "cancelled": "first", "stuck": "first"},
    },
    "pause": {"kind": "wait", "for": "1h", "exits": {"next": "within"}},
    "within": {"kind": "flow", "flow": "inner", "exits": {"done": "done", "cancelled": "first"}},
    "done": END,
}
ASK = {
    "kind": "question",
    "field": {"id": "sure", "type": "text", "ask": {"en": "Sure?"}},
    "exits": {"next": "end"},
}
INNER = document(
    {"ask": ASK, "end": END}, name="inner", triggers=[{"by": "words", "words": {"en": ["inner"]}}]
)


@pytest.mark.parametrize(
    ("steps", "last"),
    [
        pytest.param([{"words": "hi"}], ["+came first"], id="begins"),
        pytest.param(
            [{"words": "hi"}, {"tap": "Hours"}],
            ["hours first", "+came hours", "next hours", "+came first"],
            id="passes through",
        ),
        pytest.param(
            [{"words": "hi"}, {"silence": True}],
            ["silence first", "+came done", "+ended done"],
            id="falls silent",
        ),
        pytest.param([{"words": "hi"}, {"words": "gibberish"}], [], id="stays, not understood"),
        pytest.param(
            [{"words": "hi"}, {"words": "inner"}], ["+came ask", "+away first"], id="goes elsewhere"
        ),
        pytest.param(
            [{"words": "hi"}, {"tap": "Your name"}, {"words": "menu"}],
            ["+came first", "+away name"],
            id="leaves a form half-way",
        ),
        pytest.param(
            [{"words": "hi"}, {"keep": "Hours"}, {"silence": True}, {"tap_kept": "Hours"}],
            ["+came first", "hours first", "+came hours", "next hours", "+came first"],
            id="taps an old button",
        ),
        pytest.param(
            [{"words": "hi"}, {"tap": "Your name"}, {"words": "Ada"}],
            ["submitted name", "+came pause"],
            id="is put aside, and stands there",
        ),
        pytest.param(
            [
                {"words": "hi"},
                {"tap": "Your name"},
                {"words": "Ada"},
                {"due": -1},
                {"words": "yes"},
            ],
            ["next ask", "+came end", "+ended end", "done within", "+came done", "+ended done"],
            id="comes back out of another flow",
        ),
        pytest.param([{"words": "hi"}, {"reaction": "👍"}], [], id="only reacts"),
    ],
)
def test_a_turn_tells_where_it_led(steps: list[dict[str, Any]], last: list[str]) -> None:
    talk = Talk(document(NODES), INNER, language="en")
    for step in steps:
        talk.visits.clear()
        talk.do(step)
    assert [f"{one.how} {one.node}" for one in talk.visits] == last


def test_visits_name_the_version_that_the_talk_is_in() -> None:
    talk = Talk(document(NODES), INNER, language="en")
    talk.do({"words": "inner"})
    [visit] = talk.visits
    assert (visit.flow, visit.version) == ("inner", talk.flows[1].content_hash)
