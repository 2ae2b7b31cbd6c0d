"""What must hold of every turn of every talk, whatever the flow and whatever the citizen does."""

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, find, given, settings
from hypothesis import strategies as st

from flows.conditions import value_at
from flows.effects import Call, Note, Say, StartTimer
from flows.events import Delayed, Due, Event, Reply, Silence, Steered, Tap, Words
from flows.gate.certainty import known_at
from flows.kinds import registry
from flows.messages import MESSAGES_IN_A_TURN
from flows.node import Node, Path
from flows.scene import Scene
from flows.state import dump
from flows.talk.needs import taken_for_granted
from tests.flows.graphs import MADE, documents, events
from tests.flows.shapes import nodes_of
from tests.flows.talking import Talk, document

STATE_BYTES = 20_000


@settings(max_examples=250, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_any_talk_stays_within_its_bounds_and_is_never_silent(data: st.DataObject) -> None:
    talk = Talk(data.draw(documents()), data.draw(documents("second")) | {"triggers": []})
    talk.desk = data.draw(st.sampled_from(["", "default"]))
    talk.quoted = data.draw(st.sampled_from([("", ""), ("random", "n0"), ("second", "n1")]))
    for _ in range(data.draw(st.integers(1, 12))):
        offered = list(talk.offered.values())
        pending = list(talk.pending[-3:])
        # Hearing checks limits and determinism, too.
        talk.hear(data.draw(events(offered, talk.state.timer, pending)))
        said = [effect for effect in talk.effects if isinstance(effect, Say)]
        notes = [effect for effect in talk.effects if isinstance(effect, Note)]
        assert len(said) <= MESSAGES_IN_A_TURN
        asked = [effect for effect in talk.effects if isinstance(effect, Call)]
        assert said or notes or asked, "answered, asked for elsewhere, or a reason on record"
        assert not [note for note in notes if note.reason == "fault"], notes
        assert len(dump(talk.state)) < STATE_BYTES
        if talk.state.frames:
            inside = next(one for one in talk.flows if one.name == talk.state.frames[-1].flow)
            node = inside.node(talk.node)
            assert isinstance(node, Node)
            assert node.waits or talk.state.asked
            assert not _unknown(talk), "what the gate takes for known on every way is known"
        talk.now += timedelta(seconds=data.draw(st.sampled_from([0, 1, 30, 4000, 400_000])))


def _unknown(talk: Talk) -> set[Path]:
    """What ought to be known where the talk stands, and is not.

    An old button leads to where nothing is missing that is still needed: the rest may be unknown.
    """
    scene = Scene(talk.state, talk.world())
    scene.flow = talk.world().library.pinned(talk.state.frames[-1].version)
    assert scene.flow is not None
    known, values = known_at(scene.flow).get(talk.node, frozenset()), scene.values()
    needed = taken_for_granted(scene.flow, talk.node)
    return {path for path in known & needed if value_at(values, path) is None}


@pytest.mark.parametrize("kind", sorted(registry()))
def test_random_flows_have_nodes_of_every_kind(kind: str) -> None:
    found = find(nodes_of(registry()[kind], MADE), lambda _: True)
    assert found["kind"] == kind


HUB: dict[str, Any] = {
    "hub": {
        "kind": "menu",
        "text": {"en": "Menu"},
        "options": [{"id": "a", "label": {"en": "Alpha"}}],
        "exits": {"a": "said"},
    },
    "said": {"kind": "message", "text": {"en": "Old words"}, "exits": {"next": "hub"}},
}


def test_a_talk_finishes_on_the_version_it_began() -> None:
    talk = Talk(document(HUB))
    talk.do({"words": "hi"})
    new = HUB | {"said": HUB["said"] | {"text": {"en": "New words"}, "exits": {}}}
    talk.publish(document(new))
    talk.do({"words": "alpha"})
    assert "Old words" in talk.words


def test_a_version_that_is_gone_begins_again_with_a_word_of_explanation() -> None:
    talk = Talk(document(HUB))
    talk.do({"words": "hi"})
    talk.publish(document(HUB | {"extra": {"kind": "end"}}))
    talk.older = {}
    talk.do({"words": "alpha"})
    assert "Old words" in talk.words
    assert talk.notes == ["no_flow"]


LOST = "we cannot go on with that conversation"
WAITING = {
    "hub": HUB["hub"],
    "said": {"kind": "wait", "for": "2h", "exits": {"next": "over"}},
    "over": {"kind": "end"},
}


def _lost(nodes: dict[str, Any], *steps: str) -> Talk:
    """A talk that went through these words, and whose version cannot be found any more."""
    talk = Talk(document(nodes))
    for step in ("hi", *steps):
        talk.do({"words": step})
    talk.publish(document(HUB | {"extra": {"kind": "end"}}))
    talk.older = {}
    return talk


@pytest.mark.parametrize("hours", [1, 30])
@pytest.mark.parametrize("cause", ["silence", "reply", "delayed", "repeat", "move", "end"])
def test_a_version_that_is_gone_never_ends_a_talk_without_a_word(cause: str, hours: int) -> None:
    talk = _lost(HUB)
    events: dict[str, Event] = {
        "silence": Silence(talk.state.timer),
        "reply": Reply("17:1:0", "ok", {}),
        "delayed": Delayed(),
        "repeat": Steered("repeat", talk.state.turn),
        "move": Steered("move", talk.state.turn, "hub"),
        "end": Steered("end", talk.state.turn),
    }
    talk.now += timedelta(hours=hours)
    talk.hear(events[cause])
    assert not talk.state.frames
    assert "no_flow" in talk.notes
    assert (LOST in talk.words) == (hours < 24), "outside the 24 hours nothing can be sent"


@pytest.mark.parametrize("hours", [2, 30])
def test_a_wait_whose_version_is_gone_is_told_and_what_it_interrupts_goes_on(hours: int) -> None:
    talk = _lost(WAITING, "alpha")
    talk.do({"words": "hi"})
    [wait] = talk.state.aside
    talk.now += timedelta(hours=hours)
    talk.hear(Due(wait.wait))
    assert "no_flow" in talk.notes
    assert (LOST in talk.words) == ("Menu" in talk.words) == (hours < 24)
    assert (talk.node, talk.state.aside) == ("hub", [])


def test_nothing_published_is_said_and_noted() -> None:
    talk = Talk()
    talk.do({"words": "hi"})
    assert talk.words
    assert talk.notes == ["no_flow"]


def test_a_button_of_a_replaced_version_still_works_by_the_ids() -> None:
    talk = Talk(document(HUB | {"over": {"kind": "end"}}, name="one"))
    talk.do({"words": "hi"})
    talk.publish(document(HUB, name="one"))
    talk.older = {}
    talk.state.frames = []
    talk.do({"tap": "Alpha"})
    assert "Old words" in talk.words


def test_a_link_starts_its_flow_whatever_the_case_of_its_code() -> None:
    second = document(
        {"there": {"kind": "message", "text": {"en": "Tree flow"}, "exits": {"next": "over"}}, "over": {"kind": "end"}},
        name="tree",
        triggers=[{"by": "link", "code": "TREE"}],
    )  # fmt: skip
    for words in ("#TREE", "Report a fallen tree (#tree)", "報告塌樹（#TREE）"):
        talk = Talk(document(HUB), second)
        talk.do({"words": words})
        assert talk.words == "Tree flow"


def test_the_longest_trigger_words_of_all_flows_win() -> None:
    other: dict[str, Any] = {
        "x": {"kind": "message", "text": {"en": "Refund"}, "exits": {"next": "over"}},
        "over": {"kind": "end"},
    }
    refund = document(
        other, name="refund", triggers=[{"by": "words", "words": {"zh-Hant": ["申請退稅"]}}]
    )
    filing = document(
        other | {"x": other["x"] | {"text": {"en": "Filing"}}},
        name="filing",
        triggers=[{"by": "words", "words": {"zh-Hant": ["稅", "報稅"]}}],
    )
    talk = Talk(document(HUB), filing, refund)
    talk.do({"words": "我想申請退稅"})
    assert talk.words == "Refund"
    talk.do({"words": "我要报税"})
    assert talk.words == "Filing"


@pytest.mark.parametrize(
    ("words", "language"),
    [
        ("hi", ""),
        ("報告塌樹", "zh-Hant"),
        ("报告塌树", "zh-Hans"),
        ("中心", "zh-Hant"),
        ("where is the office", "en"),
        ("😀", ""),
    ],
)
def test_the_first_words_show_the_language(words: str, language: str) -> None:
    talk = Talk(document(HUB, languages=["zh-Hant", "en", "zh-Hans"]))
    talk.hear(Words(words))
    assert talk.contact.language == language


def test_a_timer_of_an_earlier_turn_is_dropped() -> None:
    talk = Talk(document(HUB))
    talk.do({"words": "hi"})
    assert isinstance(talk.timer, StartTimer)
    late = talk.timer.turn
    talk.do({"words": "alpha"})
    before = dump(talk.state)
    talk.hear(Silence(late))
    assert talk.notes == ["stale_timer"]
    assert dump(talk.state) == before


def test_an_earlier_copy_of_the_waiting_menu_counts_as_a_tap_on_it() -> None:
    talk = Talk(document(HUB))
    talk.do({"words": "hi"})
    first = talk.offered["Alpha"]
    talk.do({"words": "0"})
    assert talk.offered["Alpha"] != first
    talk.hear(Tap(first))
    assert "Old words" in talk.words
