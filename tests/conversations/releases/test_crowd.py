"""People in the middle of a flow: counted by node, moved by the plan of what is published, on the trail."""

import copy
from typing import Any

import pytest
from sqlalchemy import select

from conversations.releases import crowd, publishing
from conversations.releases.crowd import Trial
from flows import graph
from flows.versions.plan import FINISH, Plan, PlanError
from models import AuditEvent, Conversation, Flow, FlowVersion, Message
from tests.conversations.office import FLOW, Office, a_text

OTHERS = ("85255550124", "85255550125")
MOVE = Plan("move")


def changed(**nodes: Any) -> dict[str, Any]:
    document = copy.deepcopy(FLOW)
    for name, node in nodes.items():
        if node is None:
            del document["nodes"][name]
        else:
            document["nodes"][name] = {**document["nodes"].get(name, {}), **node}
    return document


WORDED = changed(hours_text={"text": {"en": "Open all day.", "zh-Hant": "全日開放。"}})
SLOWER = changed(welcome={"silence_after": "2h"}, hours_text=WORDED["nodes"]["hours_text"])
ASKED = {"id": "where", "type": "text", "ask": {"en": "Where is it?", "zh-Hant": "在哪裏？"}}
FORMLESS = changed(
    report=None,
    form={"kind": "form", "fields": [ASKED],
          "exits": {"submitted": "filed", "cancelled": "welcome", "stuck": "welcome"}},
    welcome={"exits": {"tree": "form", "hours": "hours_text"}},
    filed={"from": "form"},
)  # fmt: skip


def publish(office: Office, document: dict[str, Any], plan: Plan = FINISH) -> None:
    with office.open() as session:
        row = session.scalars(select(Flow)).one()
        publishing.save_draft(row, document, "terminal")
        problems = {one.code for one in publishing.problems_of(row)}
        publishing.publish(row, "terminal", problems, plan=plan)
        session.commit()


def said(office: Office) -> str:
    last = office.rows(Message, Message.direction == "out")[-1]
    return str(last.content.decode())


def tried(office: Office, document: dict[str, Any], plan: Plan) -> Trial:
    with office.open() as session:
        row = session.scalars(select(Flow)).one()
        return crowd.trial(row, graph.parse(document), plan)


def reasons(office: Office) -> list[str]:
    found = office.rows(AuditEvent, AuditEvent.action == "turn.noted")
    return [reason for one in found for reason in one.details["reasons"]]


def test_new_words_reach_whoever_is_in_the_middle(office: Office) -> None:
    office.say("hi")
    publish(office, WORDED)
    office.say("hours")
    assert "Open all day." in "".join(
        one.content.decode() for one in office.rows(Message, Message.direction == "out")
    )
    (talk,) = office.rows(Conversation)
    assert talk.version == graph.content_hash(WORDED)
    assert reasons(office) == ["moved"]


@pytest.mark.parametrize(("plan", "words"), [(FINISH, "Open from 6"), (MOVE, "Open all day.")])
def test_another_graph_moves_people_by_its_plan_alone(
    office: Office, plan: Plan, words: str
) -> None:
    office.say("hi")
    publish(office, SLOWER, plan)
    office.say("hours")
    out = office.rows(Message, Message.direction == "out")
    assert words in out[-2].content.decode()
    assert reasons(office) == (["moved"] if plan == MOVE else [])


def test_where_the_node_vanished_they_go_where_the_plan_says(office: Office) -> None:
    office.say("hi")
    office.say("tree")
    publish(office, FORMLESS, Plan("move", {"report": "form"}, {"en": "This form is new."}))
    office.say("Pier 9")
    assert "This form is new." in said(office)
    assert "Where is it?" in said(office)
    (talk,) = office.rows(Conversation)
    assert (talk.node, talk.version) == ("form", graph.content_hash(FORMLESS))
    office.say("Pier 9")
    assert "Your reference is" in said(office)


def test_publishing_the_old_version_again_undoes_it(office: Office) -> None:
    office.say("hi")
    office.say("tree")
    publish(office, FORMLESS, Plan("move", {"report": "form"}))
    publish(office, FLOW)
    office.say("Pier 9")
    assert "Your reference is" in said(office)
    assert reasons(office) == []


def test_who_stands_where_is_counted_and_a_plan_is_tried_without_changing_anything(
    office: Office,
) -> None:
    for phone in OTHERS:
        office.say("hi", phone=phone)
    office.say("hi")
    office.say("tree")
    before = [one.state for one in office.rows(Conversation)]
    with office.open() as session:
        row = session.scalars(select(Flow)).one()
        assert crowd.standing(row) == {"welcome": 2, "report": 1}
    assert tried(office, WORDED, FINISH) == Trial(kept=3)
    assert tried(office, SLOWER, FINISH) == Trial(stays=3)
    assert tried(office, SLOWER, MOVE) == Trial(kept=3)
    assert tried(office, FORMLESS, MOVE) == Trial(kept=2, elsewhere=1)
    assert tried(office, FORMLESS, MOVE).people == 3
    assert [one.state for one in office.rows(Conversation)] == before


def test_a_state_that_cannot_be_read_is_passed_over(office: Office) -> None:
    office.say("hi")
    with office.open() as session:
        session.scalars(select(Conversation)).one().state = b"{}x"
        session.commit()
    assert tried(office, SLOWER, MOVE) == Trial()


def test_only_the_last_are_looked_at(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    for phone in OTHERS:
        office.say("hi", phone=phone)
    monkeypatch.setattr(crowd, "MOST", 1)
    assert tried(office, SLOWER, MOVE) == Trial(kept=1, more=True)


def test_a_plan_is_stored_with_the_version_and_checked(office: Office) -> None:
    plan = Plan("move", {"report": ""}, {"en": "New."})
    publish(office, FORMLESS, plan)
    assert office.rows(FlowVersion)[-1].plan == {
        "people": "move", "places": {"report": ""}, "word": {"en": "New."},
    }  # fmt: skip
    (event,) = office.rows(AuditEvent, AuditEvent.action == "flow.published")
    assert event.details["people"] == "move"
    with office.open() as session:
        row = session.scalars(select(Flow)).one()
        with pytest.raises(PlanError, match="does not exist"):
            publishing.publish(row, "terminal", plan=Plan("move", {"report": "report"}))


def test_a_plan_that_cannot_be_read_moves_nobody(office: Office) -> None:
    office.say("hi")
    publish(office, SLOWER, MOVE)
    office.sql("UPDATE flow_version SET plan = :plan WHERE number = 2", plan='{"people": 7}')
    office.say("hours")
    (talk,) = office.rows(Conversation)
    assert talk.version == graph.content_hash(FLOW)


def test_messages_that_come_together_are_all_heard(office: Office) -> None:
    office.say("hi")
    publish(office, FORMLESS, MOVE)
    office.deliver(a_text("tree"), a_text("Pier 9"))
    office.drain()
    assert "Your reference is" in said(office)
