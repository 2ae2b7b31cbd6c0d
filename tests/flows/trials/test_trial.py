"""A talk that is tried deed by deed: what comes of each, and the way that it took."""

from typing import Any

import pytest

from flows.department.stand_in import answers
from flows.department.surroundings import NOTHING, Surroundings, read
from flows.events import Reply, Silence
from flows.graph import Flow, parse
from flows.rehearse import play, staged
from flows.trials.misses import Why
from flows.trials.script import Rehearsal
from flows.trials.trial import CannotBeDoneError, Happening, Talk, Trial
from tests.flows.department.test_stand_in import AROUND, NODES
from tests.flows.talking import document

MENU: dict[str, Any] = {
    "hub": {
        "kind": "menu", "text": {"en": "What?"},
        "options": [{"id": "tree", "label": {"en": "Tree"}}, {"id": "hours", "label": {"en": "Hours"}}],
        "exits": {"tree": "note", "hours": "hours"},
    },
    "note": {"kind": "message", "text": {"en": "About trees"}, "exits": {"next": "ask"}},
    "ask": {"kind": "question", "field": {"id": "q", "type": "text", "ask": {"en": "Where?"}},
            "exits": {"next": "over"}},
    "hours": {"kind": "message", "text": {"en": "Nine to five"}, "exits": {"next": "over"}},
    "over": {"kind": "end"},
}  # fmt: skip


def tried(flow: Flow, around: Surroundings = NOTHING, **talk: Any) -> tuple[Trial, list[Happening]]:
    read_talk = Talk.model_validate({"language": "en", **talk})
    trial = Trial(staged(flow, read_talk, (), around))
    return trial, list(trial.play(read_talk.steps))


def test_every_turn_tells_the_way_that_it_took() -> None:
    _, turns = tried(parse(document(MENU)), steps=[{"words": "hi"}, {"tap": "Tree"}])
    assert [one.place for one in turns] == [0, 1]
    assert turns[0].way("test") == [("hub", "")]
    assert turns[1].way("test") == [("hub", "tree"), ("note", ""), ("note", "next"), ("ask", "")]


def test_the_way_to_a_hole_is_told_as_well() -> None:
    broken = {**MENU, "note": {"kind": "message", "text": {"en": "About trees"}}}
    _, turns = tried(parse(document(broken)), steps=[{"words": "hi"}, {"tap": "Tree"}])
    assert turns[1].way("test")[:3] == [("hub", "tree"), ("note", ""), ("note", "next")]
    assert turns[1].way("test")[-1] == ("hub", "")


def test_an_old_button_is_followed_from_where_it_stands() -> None:
    steps = [{"words": "hi"}, {"tap": "Hours"}, {"tap": "Tree"}]
    _, turns = tried(parse(document(MENU)), steps=steps)
    assert turns[2].way("test")[:3] == [("hub", ""), ("hub", "tree"), ("note", "")]


def test_time_brings_what_is_due() -> None:
    flow = parse(document(MENU))
    _, turns = tried(flow, steps=[{"words": "hi"}, {"later": "1h"}, {"later": "2d"}])
    assert [type(one.event) for one in turns[1:]] == [Silence]
    assert turns[1].place == 2


def test_a_button_is_known_by_its_id_when_it_is_renamed_or_shown_at_another_turn() -> None:
    renamed = {**MENU, "hub": {**MENU["hub"], "options": [
        {"id": "tree", "label": {"en": "Trees and branches"}}, MENU["hub"]["options"][1],
    ]}}  # fmt: skip
    first, _ = tried(parse(document(MENU)), steps=[{"words": "hi"}])
    choice = first.stage.offered["Tree"]
    steps: list[dict[str, Any]] = [{"words": "hi"}, {"tap": "Tree", "choice": choice}]
    trial, turns = tried(parse(document(renamed)), steps=steps)
    assert turns[1].way("test")[-1] == ("ask", "")
    assert trial.recording.steps[1]["tap"] == "Trees and branches"
    later = [{"words": "hi"}, {"later": "1h"}, {"words": "what?"}, *steps[1:]]
    assert tried(parse(document(renamed)), steps=later)[0].stage.frame is not None


def test_what_cannot_be_done_is_told_by_its_place() -> None:
    turns: list[Happening] = []
    trial = Trial(staged(parse(document(MENU)), Talk(language="en")))
    deeds = Talk.model_validate({"steps": [{"words": "hi"}, {"tap": "Cats"}]}).steps
    with pytest.raises(CannotBeDoneError) as caught:
        turns.extend(trial.play(deeds))
    assert caught.value.place == 1
    assert isinstance(caught.value.why, Why)
    assert caught.value.why.code == "not_offered"


def test_samples_answer_unless_the_next_deed_does() -> None:
    flow, around = parse(document(NODES)), read(AROUND)
    start: list[dict[str, Any]] = [{"words": "hi"}, {"words": "East"}]
    _, by_sample = tried(flow, around, steps=start)
    assert [one.sampled for one in by_sample] == [False, False, True]
    assert isinstance(by_sample[2].event, Reply)
    assert by_sample[2].event.outcome == "ok"
    failed = {"reply": {"outcome": "failed", "data": {}}}
    _, by_hand = tried(flow, around, steps=[*start, failed])
    assert [one.sampled for one in by_hand] == [False, False, False]
    assert by_hand[2].answered is not None


def test_a_system_that_is_too_slow_does_not_answer_later_on() -> None:
    flow, around = parse(document(NODES)), read(AROUND)
    steps = [{"words": "hi"}, {"words": "East"}, {"silence": True}]
    trial, turns = tried(flow, around, steps=steps)
    assert [one.sampled for one in turns] == [False, False, False]
    assert turns[2].way("test")[0] == ("find", "slow")
    assert turns[2].answered is not None
    assert trial.stage.call is None


def test_every_answer_that_may_be_tried_out_is_offered_once() -> None:
    flow, around = parse(document(NODES)), read(AROUND)
    trial, turns = tried(flow, around, steps=[{"words": "hi"}, {"words": "East"}])
    called = turns[2].answered
    assert called is not None
    offered = answers(called, trial.stage.world.library, around)
    assert [(one.outcome, dict(one.data)) for one in offered] == [
        ("ok", {"name": "The office"}), ("not_found", {}), ("slow", {}), ("failed", {}), ("ok", {}),
    ]  # fmt: skip


@pytest.mark.parametrize("times", [1, 3, 40])
def test_no_talk_goes_on_beyond_the_calendar(times: int) -> None:
    steps = [{"words": "hi"}, *[{"later": "99999w"}] * times, {"words": "hi"}]
    trial, _ = tried(parse(document(MENU)), steps=steps)
    assert trial.stage.now.year <= 2999


def test_who_talks_goes_into_the_rehearsal() -> None:
    flow = parse(document(MENU))
    talk: dict[str, Any] = {
        "contact": {"name": "Alex", "district": "East"}, "begins": "2026-12-24 18:30", "desk": True,
        "steps": [{"words": "hi"}, {"tap": "Hours"}],
    }  # fmt: skip
    trial, _ = tried(flow, **talk)
    script = trial.recording.script("At Christmas")
    assert script["contact"] == {"name": "Alex", "district": "East"}
    assert (script["begins"], script["desk"]) == ("2026-12-24 18:30", True)
    assert play(flow, Rehearsal.model_validate(script)) is None
