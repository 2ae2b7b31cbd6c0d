"""Publishing under talks: new words reach everybody, plans move people, nothing crashes or falls silent."""

import copy
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flows.effects import Call, Note, Say
from flows.graph import parse
from flows.state import Aside, Frame, State
from flows.versions.moving import Edition, moved
from flows.versions.plan import FINISH, RESTART, Plan
from flows.world import Shelf
from tests.flows.edits import publications
from tests.flows.graphs import events
from tests.flows.talking import Talk, document

MOVE = Plan("move")
FIELDS = [
    {"id": "where", "type": "text", "ask": {"en": "Where?"}},
    {"id": "count", "type": "number", "ask": {"en": "How many?"}},
    {"id": "when", "type": "date", "ask": {"en": "When?"}},
]
DESK = document(
    {
        "hub": {
            "kind": "menu",
            "text": {"en": "Which?"},
            "options": [
                {"id": "form", "label": {"en": "Form"}},
                {"id": "ask", "label": {"en": "Ask"}},
            ],
            "exits": {"form": "report", "ask": "ask"},
        },
        "ask": {
            "kind": "question",
            "field": {"id": "q", "type": "text", "ask": {"en": "Your name?"}},
            "exits": {"next": "said"},
        },
        "report": {"kind": "form", "fields": FIELDS, "exits": {"submitted": "said"}},
        "said": {
            "kind": "message",
            "text": {"en": "Got {{ answers.ask }}."},
            "exits": {"next": "hub"},
        },
    }
)


def version(**nodes: Any) -> dict[str, Any]:
    """The desk with some nodes replaced, changed, or (None) removed."""
    new = copy.deepcopy(DESK)
    for name, node in nodes.items():
        if node is None:
            del new["nodes"][name]
        else:
            new["nodes"][name] = {**new["nodes"].get(name, {}), **node}
    return new


def fields(*kept: int, **changed: Any) -> dict[str, Any]:
    found = [{**FIELDS[place], **changed.get(str(FIELDS[place]["id"]), {})} for place in kept]
    return {"fields": found}


def at(*words: str) -> Talk:
    talk = Talk(copy.deepcopy(DESK), language="en")
    for one in ("hi", *words):
        talk.do({"words": one})
    return talk


WORDED = version(ask={"field": {"id": "q", "type": "text", "ask": {"en": "Who are you?"}}})


def test_new_words_reach_everybody_at_their_next_message() -> None:
    talk = at("ask")
    talk.publish(WORDED)
    talk.do({"words": "?"})
    talk.do({"words": "menu"})
    assert talk.state.frames[-1].version == parse(WORDED).content_hash
    talk.do({"words": "ask"})
    assert talk.words == "Who are you?"


def test_new_words_keep_what_was_under_way() -> None:
    talk = at("form", "Pier 9", "x")
    before = talk.state.frames[0]
    talk.publish(WORDED)
    talk.do({"words": "3"})
    after = talk.state.frames[0]
    assert talk.words == "When?"
    assert talk.notes == ["moved"]
    assert (before.version, after.version) == (parse(DESK).content_hash, parse(WORDED).content_hash)
    assert after.answers == {"hub": "form", "report": {"where": "Pier 9", "count": 3}}


def test_otherwise_people_finish_on_their_version() -> None:
    talk = at("ask")
    talk.publish(version(said={"text": {"en": "New"}}, ask={"silence_after": "2h"}))
    talk.do({"words": "Ada"})
    assert talk.words == "Got Ada.\n---\nWhich?"
    assert talk.notes == []


def test_whoever_stands_on_a_node_that_is_there_moves() -> None:
    talk = at("ask")
    talk.publish(version(said={"text": {"en": "New"}}, ask={"silence_after": "2h"}), MOVE)
    talk.do({"words": "Ada"})
    assert talk.words == "New\n---\nWhich?"


@pytest.mark.parametrize(
    ("places", "said"),
    [
        ({"ask": RESTART}, "Moved.\n\nWhich?"),
        ({}, "Moved.\n\nWhich?"),
        ({"ask": "report"}, "Moved.\n\nWhere?"),
        ({"ask": "no-such-node"}, "Moved.\n\nWhich?"),
    ],
    ids=range(4),
)
def test_where_it_vanished_they_are_told_and_asked_anew(places: dict[str, str], said: str) -> None:
    talk = at("ask")
    talk.publish(version(ask=None), Plan("move", places, {"en": "Moved."}))
    talk.do({"words": "Ada"})
    assert talk.words == said
    assert talk.notes == ["moved"]


def test_the_word_is_said_in_the_readers_language_or_else_the_usual_one() -> None:
    talk = at("ask")
    talk.publish(version(ask=None), Plan("move", word={"zh-Hant": "已更新。"}))
    talk.do({"words": "Ada"})
    assert talk.words.startswith("We have changed this service since.")


@pytest.mark.parametrize(
    ("deed", "said"),
    [
        ({"words": "menu"}, "Which?"),
        ({"words": "staff"}, "To speak to a person"),
        ({"tap": "Form"}, "Where?"),
        ({"photo": "M"}, "We have changed this service"),
        ({"words": "救命"}, "999"),
    ],
    ids=range(5),
)
def test_words_that_work_everywhere_still_work(deed: dict[str, Any], said: str) -> None:
    talk = at("ask")
    talk.publish(version(ask=None), MOVE)
    talk.do(deed)
    assert said in talk.words


@pytest.mark.parametrize(
    ("change", "said", "sheet"),
    [
        (fields(0, 1, 2, count={"min": 2}), "When?", {"where": "Pier 9", "count": 3}),
        (fields(1, 2), "When?", {"count": 3}),
        (
            fields(0, 2),
            "We have changed this service since. Let us go on here.\n\nWhen?",
            {"where": "Pier 9"},
        ),
        (fields(0, 1, where={"type": "number"}), "When?", None),
    ],
    ids=["bounds", "an answered field gone", "the asked field gone", "another type"],
)
def test_a_form_keeps_the_answers_that_fit(change: Any, said: str, sheet: Any) -> None:
    talk = at("form", "Pier 9")
    talk.publish(version(report=change), MOVE)
    talk.do({"words": "3"})
    if (
        sheet is None
    ):  # the first question is of another type: what it holds goes, and it is asked again
        assert talk.state.frames[0].answers["report"] == {"count": 3}
        return
    assert talk.words == said
    assert talk.state.frames[0].answers["report"] == sheet


def test_a_question_of_another_type_is_asked_again() -> None:
    talk = at("ask")
    other = {"field": {"id": "q", "type": "number", "ask": {"en": "How old?"}}}
    talk.publish(version(ask=other), Plan("move", word={"en": "New question."}))
    talk.do({"words": "Ada"})
    assert talk.words == "New question.\n\nHow old?"
    talk.do({"words": "42"})
    assert talk.words.startswith("Got 42.")


def test_new_fields_are_asked_after_the_last_look() -> None:
    talk = at("form", "Pier 9", "3", "tomorrow")
    assert "check your answers" in talk.words
    more = {"fields": [*FIELDS, {"id": "why", "type": "text", "ask": {"en": "Why?"}}]}
    talk.publish(version(report=more), MOVE)
    talk.do({"words": "send"})
    assert talk.words.endswith("Why?")
    assert set(talk.state.frames[0].answers["report"]) == {"where", "count", "when"}


def test_silence_is_over_as_it_began() -> None:
    talk = at("ask")
    talk.publish(version(ask=None), MOVE)
    talk.do({"silence": True})
    assert (talk.state.frames, talk.notes) == ([], ["silence"])


def test_what_was_parked_waits_in_the_version_that_people_come_back_to() -> None:
    talk = at("form", "Pier 9", "menu")
    talk.publish(version(report=fields(0, 2)))
    talk.state.frames = []
    talk.do({"words": "form"})
    assert "You began this earlier" in talk.words
    talk.do({"words": "yes"})
    assert talk.words == "We have changed this service since. Let us go on here.\n\nWhen?"
    assert talk.state.frames[0].answers["report"] == {"where": "Pier 9"}


def test_a_plan_that_finishes_holds_for_those_on_older_versions_until_another_moves_them() -> None:
    talk = at("ask")
    middle = version(said={"text": {"en": "Middle"}}, ask={"silence_after": "2h"})
    talk.publish(middle)
    talk.publish(version(ask={"silence_after": "3h"}, said={"text": {"en": "Last"}}), MOVE)
    talk.do({"words": "Ada"})
    assert talk.words.startswith("Last")


def test_undo_is_publishing_the_old_version_again() -> None:
    talk = at("ask")
    talk.publish(version(ask=None), MOVE)
    talk.publish(copy.deepcopy(DESK), FINISH)
    talk.do({"words": "Ada"})
    assert talk.words.startswith("Got Ada.")
    assert talk.notes == []


OUTER = document(
    {"run": {"kind": "flow", "flow": "inner", "exits": {"done": "over"}}, "over": {"kind": "end"}}
)
INNER = document({**DESK["nodes"]}, name="inner", triggers=[])


def nested() -> Talk:
    talk = Talk(copy.deepcopy(OUTER), copy.deepcopy(INNER), language="en")
    talk.do({"words": "hi"})
    talk.do({"words": "ask"})
    return talk


def locked(talk: Talk, outer: dict[str, Any], inner: dict[str, Any]) -> Shelf:
    locks = {parse(outer).content_hash: {"inner": parse(inner).content_hash}}
    return Shelf(tuple(talk.flows), talk.older, locks, talk.published)


def test_an_inner_flow_moves_with_what_the_flow_around_it_has_locked() -> None:
    talk = nested()
    new = {**WORDED, "name": "inner", "triggers": []}
    talk.publish(new)
    inner = talk.state.frames[1].version
    assert moved(talk.state, locked(talk, OUTER, INNER)).state.frames[1].version == inner
    landed = moved(talk.state, locked(talk, OUTER, new))
    assert landed.landing == "kept"
    assert landed.state.frames[1].version == parse(new).content_hash
    assert talk.state.frames[1].version == inner, "the state given stays as it is"


def test_where_the_calling_node_vanished_the_inner_talk_ends() -> None:
    talk = nested()
    new = document({"new": DESK["nodes"]["hub"]})
    talk.publish(new, Plan("move", {"run": "new"}))
    talk.do({"words": "Ada"})
    assert [frame.node for frame in talk.state.frames] == ["new"]
    assert "Which?" in talk.words


def test_what_stands_aside_moves_only_when_all_of_it_fits() -> None:
    old = document({"later": {"kind": "wait", "for": "1h", "exits": {"next": "say"}},
                    "say": {"kind": "message", "text": {"en": "x"}}})  # fmt: skip
    worded = copy.deepcopy(old)
    worded["nodes"]["say"]["text"]["en"] = "y"
    other = copy.deepcopy(old)
    other["nodes"]["later"]["for"] = "2h"
    frame = Frame("test", parse(old).content_hash, "later")
    state = State(turn=3, aside=[Aside("3.0", [frame])])
    for new, moves in ((worded, True), (other, False)):
        flows = parse(old), parse(new)
        row = [Edition(1, flows[0].content_hash), Edition(2, flows[1].content_hash, MOVE)]
        shelf = Shelf(flows[1:], {flows[0].content_hash: flows[0]}, published={"test": row})
        found = moved(state, shelf).state.aside[0].frames[0].version
        assert (found == flows[1].content_hash) == moves


def test_a_talk_that_a_person_has_is_left_alone() -> None:
    talk = at("ask")
    talk.desk = "default"
    talk.do({"words": "staff"})
    talk.publish(version(ask=None), MOVE)
    talk.do({"words": "hello?"})
    assert talk.notes == ["with_person"]
    talk.do({"handed_back": "closed"})
    assert "Your name?" in talk.words
    talk.do({"words": "Ada"})
    assert talk.notes == ["moved"]


@given(st.data())
@settings(max_examples=150)
def test_whatever_staff_publish_under_whatever_talk(data: st.DataObject) -> None:
    before, after = data.draw(publications())
    talk = Talk(before, language=data.draw(st.sampled_from(["", "en", "zh-Hant"])))
    for _ in range(data.draw(st.integers(1, 5))):
        talk.hear(data.draw(events(list(talk.offered.values()), talk.state.turn)))
        talk.now += timedelta(minutes=1)
    gone_to = st.sampled_from([RESTART, *after["nodes"]])
    places = data.draw(st.dictionaries(st.sampled_from(sorted(before["nodes"])), gone_to))
    plan = data.draw(st.sampled_from([Plan("move", places), Plan("finish", places)]))
    talk.publish(after, plan)
    found = moved(talk.state, talk.world().library)
    for stack in [found.state.frames, *(one.frames for one in found.state.parked)]:
        for frame in stack:
            flow = talk.world().library.pinned(frame.version)
            assert flow is not None
    if plan.people == "move" and found.landing != "stays":
        assert all(frame.version == talk.flows[0].content_hash for frame in found.state.frames)
    for _ in range(data.draw(st.integers(1, 4))):
        talk.hear(data.draw(events(list(talk.offered.values()), talk.state.turn)))
        assert any(isinstance(effect, Say | Note | Call) for effect in talk.effects)
        assert "fault" not in talk.notes
        talk.now += timedelta(minutes=1)
