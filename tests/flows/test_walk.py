"""Answers that were kept: whoever comes back goes on with them, in whatever version is published now."""

import copy
from typing import Any

import pytest

from tests.flows.talking import Talk
from tests.flows.versions.test_moving import DESK, FIELDS, MOVE, at, fields, version

CHANGED = "We have changed this service since. Let us go on here.\n\n"
ASK_ALONE = {"options": [{"id": "ask", "label": {"en": "Ask"}}], "exits": {"ask": "ask"}}
WHY = {"id": "why", "type": "text", "ask": {"en": "Why?"}}


@pytest.mark.parametrize(
    ("given", "new", "words"),
    [
        (["Pier 9"], fields(0, 1, 2), "How many?"),
        (["Pier 9"], fields(0, 2), CHANGED + "When?"),  # what was being asked is gone
        (["Pier 9", "3"], fields(0, 2), "When?"),  # what was answered is gone
        (["Pier 9", "3"], {"fields": [WHY, *FIELDS]}, "When?"),
        (["Pier 9"], {"fields": [FIELDS[0], WHY]}, CHANGED + "Why?"),
        (["Pier 9"], fields(1), "How many?"),
    ],
    ids=range(6),
)
@pytest.mark.parametrize("by", [{"words": "continue"}, {"tap": "Go on"}])
def test_what_was_saved_goes_on_in_the_next_version(
    given: list[str], new: dict[str, Any], words: str, by: dict[str, Any]
) -> None:
    talk = at("form", *given, "later")
    talk.publish(version(report=new))
    talk.do(by)
    assert talk.words == words
    assert talk.state.parked == []
    assert talk.state.frames[0].version == talk.flows[0].content_hash
    known = [one["id"] for one in new["fields"]]
    assert set(talk.state.frames[0].answers["report"]) <= set(known)


def test_a_question_that_was_put_before_the_present_one_is_asked_after_it() -> None:
    talk = at("form", "Pier 9", "3")
    talk.publish(version(report={"fields": [WHY, *FIELDS]}), MOVE)
    talk.do({"words": "tomorrow"})
    assert talk.words == "Why?"
    talk.do({"words": "Because"})
    assert "check your answers" in talk.words


def test_an_answer_beyond_the_limits_of_the_next_version_is_asked_again() -> None:
    talk = at("form", "Pier 9", "30", "later")
    talk.publish(version(report=fields(0, 1, 2, count={"min": 1, "max": 6})))
    talk.do({"words": "continue"})
    talk.do({"words": "tomorrow"})
    assert talk.words == "The number must be from 1 to 6.\n\nHow many?"
    talk.do({"words": "5"})
    assert "check your answers" in talk.words


def test_what_was_saved_in_a_version_that_is_gone_is_told_and_begun_anew() -> None:
    talk = at("form", "Pier 9", "later")
    talk.publish(version(report=None, hub=ASK_ALONE))
    talk.older = {}
    talk.do({"words": "continue"})
    assert talk.words.startswith("That conversation has ended. Let us start again.\n\n")
    assert (talk.node, talk.state.parked, talk.notes) == ("hub", [], ["no_flow"])


def test_what_was_saved_where_the_node_is_gone_is_finished_on_its_version() -> None:
    talk = at("form", "Pier 9", "later")
    saved = talk.state.parked[0].frames[0].version
    talk.publish(version(report=None, hub=ASK_ALONE))
    talk.do({"words": "continue"})
    assert (talk.words, talk.state.frames[0].version) == ("How many?", saved)


def test_who_comes_to_a_form_anew_is_asked_about_answers_kept_in_an_older_version() -> None:
    doors = [{"by": "anything"}, {"by": "words", "words": {"en": ["report now"]}, "at": "report"}]
    talk = Talk({**copy.deepcopy(DESK), "triggers": doors}, language="en")
    for one in ("hi", "form", "Pier 9", "menu"):
        talk.do({"words": one})
    talk.publish({**version(report=fields(0, 2)), "triggers": doors})
    talk.do({"words": "report now"})
    assert "You began this earlier" in talk.words
    talk.do({"words": "yes"})
    assert talk.words == CHANGED + "When?"
    assert talk.state.frames[0].answers["report"] == {"where": "Pier 9"}
    assert talk.state.parked == []
