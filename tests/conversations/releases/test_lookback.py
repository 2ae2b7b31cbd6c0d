"""Real talks are taken through a draft: counted by node, without anybody's words, within a bound."""

from typing import Any

import pytest
from sqlalchemy import select

from conversations.releases import lookback
from conversations.releases.lookback import Lookback, look_back
from flows import graph
from models import Flow, Message
from tests.conversations.office import FLOW, Office
from tests.conversations.releases.test_crowd import FORMLESS, OTHERS, changed, publish

TALK = ("hi", "tree", "Pier 9 by the Fictional clock")
REWORDED = changed(welcome={"text": {"en": "Yes?", "zh-Hant": "是？"}})
REWIRED = changed(welcome={"exits": {"tree": "hours_text", "hours": "hours_text"}})


def looked(office: Office, document: dict[str, Any], **more: Any) -> Lookback:
    with office.open() as session:
        row = session.scalars(select(Flow)).one()
        return look_back(row, graph.parse(document), **more)


def test_the_same_draft_answers_the_same(office: Office) -> None:
    for words in TALK:
        office.say(words)
    office.say("hi", phone=OTHERS[0])
    tally = looked(office, FLOW).tally
    assert (tally.talks, tally.same, tally.cut) == (2, 2, 0)


def test_differences_are_counted_by_node_and_hold_nobodys_words(office: Office) -> None:
    for words in TALK:
        office.say(words)
    for phone in OTHERS:
        office.say("hi", phone=phone)
        office.say("hours", phone=phone)
    reworded = looked(office, REWORDED)
    assert (reworded.tally.same, reworded.tally.reworded, reworded.tally.elsewhere) == (0, 3, 0)
    assert reworded.tally.words == {"": 3, "welcome": 2}
    rewired = looked(office, REWIRED)
    assert (rewired.tally.same, rewired.tally.elsewhere) == (2, 1)
    assert rewired.tally.ways == {("welcome", "report", "welcome"): 1}
    assert rewired.in_time
    assert "Pier" not in repr(rewired)


def test_only_talks_with_the_live_version_count(office: Office) -> None:
    office.say("hi")
    publish(office, FORMLESS)
    assert looked(office, FORMLESS).tally.talks == 0
    office.say("hi", phone=OTHERS[0])
    assert looked(office, FORMLESS).tally.talks == 1


def test_a_pause_of_a_day_begins_another_talk(office: Office) -> None:
    office.say("hi")
    office.say("tree")
    office.sql("UPDATE message SET happened_at = '2026-01-01 00:00:00.000000'")
    office.say("hours")
    found: list[Any] = []
    with office.open() as session:
        row = session.scalars(select(Flow)).one()
        found = [(len(one.deeds), one.is_first) for one in lookback._talks(row)]
    assert found == [(1, False)]


@pytest.mark.parametrize(("bound", "talks"), [("MOST", 1), ("MOST_CONVERSATIONS", 1)])
def test_it_is_bounded(
    office: Office, monkeypatch: pytest.MonkeyPatch, bound: str, talks: int
) -> None:
    for phone in OTHERS:
        office.say("hi", phone=phone)
    monkeypatch.setattr(lookback, bound, 1)
    assert looked(office, FLOW).tally.talks == talks
    assert not looked(office, FLOW, seconds=-1).in_time


def test_nothing_is_written(office: Office) -> None:
    for words in TALK:
        office.say(words)
    before = office.count(Message)
    looked(office, REWIRED)
    assert office.count(Message) == before
