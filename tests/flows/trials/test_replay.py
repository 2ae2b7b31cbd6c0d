"""Replay: where two versions answer differently, found at the first step and counted without words."""

import copy
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flows.events import Event, HandedBack, Reply, Silence, Words
from flows.graph import parse
from flows.rehearse import met, staged
from flows.trials.replay import Difference, Differences, Recorded, Tally, replay
from flows.trials.script import Rehearsal
from flows.world import Contact
from tests.flows.edits import publications
from tests.flows.graphs import events
from tests.flows.talking import document
from tests.flows.versions.test_moving import DESK, version

NOON = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)


def after(
    new: dict[str, Any], *said: str | Event, pause: timedelta = timedelta(minutes=1)
) -> Differences:
    deeds = [
        Recorded(NOON + place * pause, Words(one) if isinstance(one, str) else one)
        for place, one in enumerate(said)
    ]
    stages = [met(parse(one), (), Contact(language="en"), NOON) for one in (DESK, new)]
    return replay(deeds, *stages)


TALK = ("hi", "form", "Pier 9", "3", "tomorrow", "send")


def test_the_same_version_answers_the_same() -> None:
    assert after(copy.deepcopy(DESK), *TALK) == Differences(6)


def test_other_words_are_told_and_the_talk_goes_on() -> None:
    new = version(report={"fields": [
        {"id": "where", "type": "text", "ask": {"en": "Where is it?"}},
        *DESK["nodes"]["report"]["fields"][1:],
    ]})  # fmt: skip
    found = after(new, *TALK)
    assert [(one.step, one.node, one.what) for one in found.found] == [
        (2, "hub", "words"), (5, "report", "words"),
    ]  # fmt: skip
    assert found.found[0].before.words == ["Where?"]
    assert found.found[0].after.words == ["Where is it?"]
    assert (found.way, found.whole, found.steps) == (None, True, 6)


def test_another_way_ends_the_comparison_at_its_first_step() -> None:
    found = after(version(hub={"exits": {"form": "ask", "ask": "ask"}}), *TALK)
    way = found.way
    assert way is not None
    assert (way.step, way.node, way.before.node, way.after.node) == (2, "hub", "report", "ask")
    assert (found.steps, found.whole) == (2, False)


def test_references_are_the_same_whatever_they_are() -> None:
    nodes: dict[str, Any] = {
        "ask": {"kind": "form", "fields": [{"id": "a", "type": "text", "ask": {"en": "What?"}}],
                "exits": {"submitted": "file"}},
        "file": {"kind": "case", "type": "thing", "from": "ask",
                 "text": {"en": "Kept as {{ case.reference }}."},
                 "exits": {"next": "over"}},
        "over": {"kind": "end"},
        "note": {"kind": "set", "tag": ["x"], "exits": {"next": "file"}},
    }  # fmt: skip
    old = document(nodes)
    new = document({**nodes, "ask": {**nodes["ask"], "exits": {"submitted": "note"}}})
    deeds = [Recorded(NOON, Words("hi")), Recorded(NOON, Words("a tree"))]
    found = replay(deeds, *(met(parse(one), (), Contact(), NOON) for one in (old, new)))
    assert found.way is not None  # it is tagged now
    assert found.way.before.words == found.way.after.words == ["Kept as ◆."]


def test_silence_is_brought_by_each_versions_own_clock() -> None:
    quick = version(ask={"silence_after": "2h", "exits": {"next": "said", "silence": "hub"}})
    found = after(quick, "hi", "ask", "Ada", pause=timedelta(hours=3))
    assert found.way is not None
    assert (found.way.step, found.way.node) == (3, "ask")
    assert found.way.after.words[0] == "Which?"
    assert after(quick, "hi", "ask", "Ada", pause=timedelta(hours=1)) == Differences(3)
    stray = after(
        copy.deepcopy(DESK), "hi", Silence(1), HandedBack("closed", 9), Reply("x", "ok"), "form"
    )
    assert stray == Differences(5)


def test_a_saved_talk_is_replayed_step_by_step() -> None:
    script = Rehearsal.model_validate(
        {
            "name": "a",
            "language": "en",
            "steps": [{"words": "hi"}, {"tap": "Ask"}, {"later": "1m"}, {"silence": True}],
        }
    )
    options = [{"id": "form", "label": {"en": "Form"}}, {"id": "ask", "label": {"en": "Question"}}]
    flows = parse(DESK), parse(version(hub={"options": options}))
    found = replay(script.steps, *(staged(flow, script) for flow in flows))
    assert [one.what for one in found.found] == ["words", "way"]
    assert found.found[1].after.impossible is not None
    assert "“Ask” was never offered" in str(found.found[1].after.impossible)


def test_counts_hold_no_words() -> None:
    new = version(hub={"exits": {"form": "ask", "ask": "ask"}})
    replays = [after(new, *TALK), after(new, "hi", "ask"), after(DESK, "hi"), after(new, *TALK)]
    tally = Tally()
    for one in replays:
        tally.add(one)
    assert (tally.talks, tally.same, tally.reworded, tally.elsewhere) == (4, 2, 0, 2)
    assert tally.ways == {("hub", "report", "ask"): 2}
    assert "Pier" not in repr(tally)


@pytest.mark.parametrize("what", ["words", "way"])
def test_each_talk_counts_once_and_each_wording_where_it_is(what: Any) -> None:
    heard = after(version(hub={"exits": {"form": "ask", "ask": "ask"}}), *TALK).found[0].before
    one = Difference(1, "hub", what, heard, heard)
    tally = Tally()
    tally.add(Differences(2, (one, one) if what == "words" else (one,)))
    assert (tally.reworded, tally.elsewhere) == ((1, 0) if what == "words" else (0, 1))
    assert sum(tally.words.values()) == (2 if what == "words" else 0)


@given(st.data())
@settings(max_examples=60)
def test_whatever_happened_and_whatever_changed(data: st.DataObject) -> None:
    old, new = data.draw(publications())
    deeds = [
        Recorded(NOON + timedelta(hours=5 * place), data.draw(events([], place)))
        for place in range(data.draw(st.integers(1, 6)))
    ]
    found = replay(deeds, *(met(parse(one), (), Contact(), NOON) for one in (old, new)))
    assert 1 <= found.steps <= len(deeds)
    assert replay(deeds, *(met(parse(old), (), Contact(), NOON) for _ in range(2))).found == ()
