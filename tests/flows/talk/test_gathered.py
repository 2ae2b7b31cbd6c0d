"""What a person who takes over is told of the answers so far."""

from typing import Any

from flows.talk.gathered import gathered
from tests.flows.talking import Talk, document

TREE: dict[str, Any] = {
    "hub": {
        "kind": "menu",
        "text": {"en": "Hello.\n\nHow can we help?", "zh-Hant": "您好。\n\n有什麼可以幫您？"},
        "options": [{"id": "r", "label": {"en": "Report", "zh-Hant": "報告"}}],
        "exits": {"r": "kind"},
    },
    "kind": {
        "kind": "question",
        "field": {"id": "kind", "type": "text", "label": {"en": "Kind"}, "ask": {"en": "Which?"}},
        "exits": {"next": "inner"},
    },
    "inner": {"kind": "flow", "flow": "place", "exits": {"done": "over", "cancelled": "hub"}},
    "over": {"kind": "end"},
}
PLACE: dict[str, Any] = {
    "form": {
        "kind": "form",
        "fields": [
            {"id": "photo", "type": "photo", "label": {"en": "Photos"}, "ask": {"en": "Show us"}, "max": 3},
            {"id": "where", "type": "text", "ask": {"en": "Where is it?\nAs exactly as you can."}},
            {"id": "when", "type": "text", "ask": {"en": "Since when?"}},
        ],
        "exits": {"submitted": "over", "cancelled": "over", "stuck": "over"},
    },
    "over": {"kind": "end"},
}  # fmt: skip


def _talk() -> Talk:
    talk = Talk(
        document(TREE, languages=["en", "zh-Hant"]),
        document(PLACE, name="place", triggers=[]),
        language="en",
    )
    for step in (
        {"words": "hi"}, {"words": "report"}, {"words": "Tree"}, {"photo": "M1"}, {"words": "done"},
        {"words": "Example Park"},
    ):  # fmt: skip
        talk.do(step)
    return talk


def test_answers_of_all_flows_that_are_run_in_order_with_their_photos() -> None:
    talk = _talk()
    found = gathered(talk.state, talk.world())
    assert [(one.question, one.words) for one in found] == [
        ("How can we help?", "Report"),
        ("Kind", "Tree"),
        ("Photos", "1 photo(s)"),
        ("Where is it?", "Example Park"),
    ]
    assert found[2].type == "photo"
    assert [photo["media"] for photo in found[2].value] == ["M1"]


def test_the_first_photos_are_among_them() -> None:
    talk = _talk()
    frame = talk.state.frames[1]
    frame.answers = {}
    frame.progress = {"field": "photo", "so_far": [{"media": "M2", "caption": ""}]}
    found = gathered(talk.state, talk.world())
    assert [(one.question, one.words) for one in found[2:]] == [("Photos", "1 photo(s)")]


def test_they_are_worded_in_the_readers_language() -> None:
    talk = _talk()
    talk.contact = type(talk.contact)(language="zh-Hant")
    assert gathered(talk.state, talk.world())[0].question == "有什麼可以幫您？"


def test_a_version_that_is_gone_tells_nothing_and_breaks_nothing() -> None:
    talk = _talk()
    talk.flows = talk.flows[:1]
    assert [one.words for one in gathered(talk.state, talk.world())] == ["Report", "Tree"]
    talk.flows = []
    assert gathered(talk.state, talk.world()) == ()


def test_an_answer_of_an_older_shape_is_left_out() -> None:
    talk = _talk()
    talk.state.frames[0].answers |= {"hub": "gone", "over": 1, "nowhere": 2}
    talk.state.frames[1].answers["form"] = "text"
    assert [one.words for one in gathered(talk.state, talk.world())] == ["Tree"]
