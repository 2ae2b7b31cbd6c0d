"""What staff do for a talk goes through its lane: in order, once, and only as they saw it."""

from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import select

from conversations.talks import steering
from conversations.talks.steering import Deed, Refused
from extensions import db
from models import AuditEvent, Conversation, InboxRow, Timer, scope
from tests.conversations.graph_api import GraphApi
from tests.conversations.office import Office, a_text, now

ACTOR = "user:1"


def _steer(office: Office, deed: Deed, node: str = "", stale: int = 0) -> None:
    with office.app.app_context(), scope.departments({office.department_id}):
        talk = db.session.scalars(select(Conversation)).one()
        try:
            steering.steer(talk, deed, talk.turn + stale, ACTOR, node)
            db.session.commit()
        finally:
            db.session.rollback()


def _talk(office: Office) -> Conversation:
    [talk] = office.rows(Conversation)
    assert isinstance(talk, Conversation)
    return talk


def test_the_question_goes_out_once_more_however_often_it_is_pressed(
    office: Office, graph_api: GraphApi
) -> None:
    office.say("hi")
    _steer(office, "repeat")
    _steer(office, "repeat")
    office.drain()
    assert graph_api.words()[1:] == ["Back to what you were doing:\n\nHow can we help?"]
    assert _talk(office).node == "welcome"
    [told] = office.rows(AuditEvent, AuditEvent.action == "talk.steered")
    assert (told.actor, told.department_id) == (ACTOR, office.department_id)
    assert told.details == {"deed": "repeat", "node": ""}


def test_the_talk_is_moved(office: Office, graph_api: GraphApi) -> None:
    office.say("hi")
    _steer(office, "move", "report")
    office.drain()
    assert _talk(office).node == "report"
    assert graph_api.words()[-1].endswith("Where?")


def test_the_talk_is_ended_and_nothing_waits(office: Office, graph_api: GraphApi) -> None:
    office.say("hi")
    _steer(office, "end")
    office.drain()
    assert _talk(office).node == ""
    assert graph_api.words()[-1] == "Thank you. Write again at any time."
    assert office.count(Timer) == 0


def test_what_came_first_goes_first(office: Office, graph_api: GraphApi) -> None:
    """The citizen's answer is in the lane already when staff press: they have seen an older talk."""
    office.say("hi")
    earlier = int((now() - timedelta(seconds=2)).timestamp())
    office.deliver(a_text("Fallen tree", at=earlier))
    _steer(office, "end")
    office.drain()
    assert _talk(office).node == "report"
    assert "Thank you. Write again at any time." not in graph_api.words()


@pytest.mark.parametrize(
    ("deed", "stale", "hours", "reason"),
    [
        ("end", -1, 0, "gone_on"),
        ("repeat", 1, 0, "gone_on"),
        ("repeat", 0, 24, "window"),
        ("move", 0, 24, "window"),
    ],
)
def test_what_cannot_be_done_is_refused_and_leaves_nothing(
    office: Office, deed: Deed, stale: int, hours: int, reason: str
) -> None:
    office.say("hi")
    with (
        time_machine.travel(now() + timedelta(hours=hours), tick=True),
        pytest.raises(Refused) as refusal,
    ):
        _steer(office, deed, "report", stale)
    assert refusal.value.reason == reason
    assert office.count(InboxRow, InboxRow.kind == "steering") == 0
    assert office.count(AuditEvent, AuditEvent.action == "talk.steered") == 0


def test_whoever_a_person_has_is_theirs(office: Office) -> None:
    office.sql("UPDATE department SET desk_open = true")
    office.say("hi")
    office.say("agent")
    with pytest.raises(Refused) as refusal:
        _steer(office, "end")
    assert refusal.value.reason == "person"


def test_a_talk_in_which_nothing_waits_is_not_steered(office: Office) -> None:
    office.say("hi")
    _steer(office, "end")
    office.drain()
    with pytest.raises(Refused):
        _steer(office, "end")
