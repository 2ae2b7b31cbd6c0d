"""Talks that people take over: the rows, the order, what staff may do, and what nobody may read."""

import logging
import threading
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask
from sqlalchemy.exc import IntegrityError

from conversations.engine import drain
from conversations.talks import handover as desk
from conversations.talks.handover import Refused
from models import AuditEvent, Conversation, Handover, InboxRow, Message, OutboxRow, Queue, User
from tests.conversations.graph_api import GraphApi
from tests.conversations.office import FLOW, Office, a_text, now

FRONT = "b" * 26
CONTACT: dict[str, Any] = FLOW | {
    "nodes": FLOW["nodes"]
    | {
        "hours_text": {
            "kind": "handover",
            "queue": "counter",
            "priority": "high",
            "text": {"en": "Somebody will answer.", "zh-Hant": "會有人回覆。"},
            "exits": {"closed": "rate", "nobody": "welcome", "left": "welcome"},
        },
        "rate": {
            "kind": "message",
            "text": {"en": "That was our staff.", "zh-Hant": "剛才是我們的職員。"},
            "exits": {"next": "done"},
        },
    }
}


@pytest.fixture
def staffed(make_app: Callable[..., Flask], database_url: str, graph_api: GraphApi) -> Office:
    """An office where people answer, whose flow hands over at “hours”; with two clerks."""
    office = Office(make_app(database_url, GRAPH_API_URL=graph_api.url), CONTACT)
    office.sql("UPDATE department SET desk_open = :on", on=True)
    with office.open() as session:
        for name in ("ada", "ben"):
            session.add(User(email=f"{name}@example.org", fs_uniquifier=name.ljust(64, "x")))
        session.add(Queue(department_id=office.department_id, name="counter", names={}))
        session.commit()
    return office


def _as(office: Office, name: str, deed: Callable[[Handover, User], None]) -> None:
    """Have a clerk do something with the newest hand-over."""
    with office.open() as session:
        user = session.query(User).filter_by(email=f"{name}@example.org").one()
        row = session.query(Handover).order_by(Handover.id.desc()).first()
        deed(row, user)
        session.commit()


def _reply(text: str, once: str = "") -> Callable[[Handover, User], None]:
    return lambda row, user: desk.reply(row, text, user, once)


def _actions(office: Office) -> list[str]:
    return [row.action for row in office.rows(AuditEvent) if row.action.startswith("handover.")]


def _states(office: Office) -> list[str]:
    return [row.state for row in office.rows(Handover)]


def test_a_person_answers_and_the_flow_goes_on(staffed: Office, graph_api: GraphApi) -> None:
    staffed.say("hi")
    staffed.say("hours")
    [row] = staffed.rows(Handover)
    [counter] = staffed.rows(Queue)
    assert (row.queue_id, row.priority, row.state) == (counter.id, "high", "waiting")
    assert (row.flow, row.node, row.turn) == ("main", "hours_text", 2)
    assert len(row.version) == 64
    staffed.say("my cat is up a tree")
    _as(staffed, "ada", desk.take)
    _as(staffed, "ada", _reply(" Which tree?\r\nThe old one? "))
    staffed.drain()
    assert graph_api.words()[-1] == "Which tree?\nThe old one?"
    staffed.say("yes")
    _as(staffed, "ada", desk.close)
    assert _states(staffed) == ["closed"]
    staffed.drain()
    assert graph_api.words()[-1] == "That was our staff."
    assert staffed.rows(Conversation)[0].node == ""
    [row] = staffed.rows(Handover)
    assert row.closed_by == row.taken_by is not None
    assert _actions(staffed) == [
        "handover.asked", "handover.taken", "handover.replied", "handover.closed",
    ]  # fmt: skip
    keys = [one.key for one in staffed.rows(InboxRow) if one.kind in {"taken", "handback"}]
    talk = row.conversation_id
    assert keys == [f"k:{talk}:2", f"b:{talk}:2"]


def test_it_is_given_back_behind_what_was_written_before(
    staffed: Office, graph_api: GraphApi
) -> None:
    staffed.say("hi")
    staffed.say("hours")
    staffed.deliver(a_text("one more thing"))
    _as(staffed, "ada", desk.close)
    staffed.deliver(a_text("hi"))
    with time_machine.travel(now() + timedelta(seconds=2), tick=True):
        drain(staffed.app)
    said = graph_api.words()
    assert said.count("That was our staff.") == 1
    assert "How can we help?" in said[said.index("That was our staff.") :]


def test_a_citizen_asks_for_a_person_amid_a_form(staffed: Office, graph_api: GraphApi) -> None:
    staffed.say("hi")
    staffed.say("tree")
    staffed.say("staff")
    [row] = staffed.rows(Handover)
    assert (row.flow, row.node, row.priority) == ("main", "report", "normal")
    assert row.queue_id == staffed.rows(Queue)[0].id, "the queue that the flow hands over to"
    _as(staffed, "ada", desk.close)
    staffed.drain()
    assert graph_api.words()[-1] == "Back to what you were doing:\n\nWhere?"
    staffed.say("Example Park")
    assert "Your reference is PARKS-" in graph_api.words()[-1]


def test_a_closed_desk_tells_the_telephone(staffed: Office, graph_api: GraphApi) -> None:
    staffed.sql("UPDATE department SET desk_open = :on", on=False)
    staffed.say("hi")
    staffed.say("staff")
    assert "+852 5555 0100" in graph_api.words()[-1]
    assert not staffed.count(Handover)


def test_a_queue_that_is_missing_is_the_default_one(staffed: Office) -> None:
    staffed.sql("DELETE FROM queue")
    staffed.say("hi")
    staffed.say("hours")
    [queue] = staffed.rows(Queue)
    assert queue.name == "default"
    assert staffed.rows(Handover)[0].queue_id == queue.id


def test_whoever_leaves_the_queue_is_out_of_it_at_once(staffed: Office) -> None:
    staffed.say("hi")
    staffed.deliver(a_text("hours"), a_text("stop"), a_text("hours"))
    staffed.drain()
    assert _states(staffed) == ["left", "waiting"]
    assert _actions(staffed) == ["handover.asked", "handover.ended", "handover.asked"]
    staffed.say("stop")
    with pytest.raises(Refused, match="This is over"):
        _as(staffed, "ada", desk.take)
    with pytest.raises(Refused, match="This is over"):
        _as(staffed, "ada", desk.close)
    assert _states(staffed) == ["left", "left"]


def test_nobody_came(staffed: Office, graph_api: GraphApi) -> None:
    staffed.say("hi")
    staffed.say("staff")
    with time_machine.travel(now() + timedelta(hours=23, minutes=1), tick=True):
        drain(staffed.app)
    assert _states(staffed) == ["nobody"]
    assert "nobody could answer" in graph_api.words()[-1]


def test_who_was_taken_is_not_told_that_nobody_came(staffed: Office, graph_api: GraphApi) -> None:
    staffed.say("hi")
    staffed.say("staff")
    _as(staffed, "ada", desk.take)
    staffed.drain()
    said = len(graph_api.sent)
    with time_machine.travel(now() + timedelta(hours=23, minutes=1), tick=True):
        drain(staffed.app)
    assert _states(staffed) == ["taken"]
    assert len(graph_api.sent) == said


def test_two_do_not_answer_one_citizen(staffed: Office, graph_api: GraphApi) -> None:
    staffed.say("hi")
    staffed.say("staff")
    _as(staffed, "ada", _reply("I am here."))
    assert _states(staffed) == ["taken"], "whoever replies has taken it"
    with pytest.raises(Refused, match="Take it over first"):
        _as(staffed, "ben", _reply("So am I."))
    with pytest.raises(Refused, match="Take it over first"):
        _as(staffed, "ben", desk.close)
    _as(staffed, "ben", desk.take)
    _as(staffed, "ben", _reply("I go on."))
    staffed.drain()
    assert graph_api.words()[-2:] == ["I am here.", "I go on."]
    assert len([row for row in staffed.rows(InboxRow) if row.kind == "taken"]) == 1


def test_one_form_is_one_message(staffed: Office) -> None:
    staffed.say("hi")
    staffed.say("staff")
    before = staffed.count(Message)
    for _ in range(2):
        _as(staffed, "ada", _reply("Hello.", FRONT))
    assert staffed.count(Message) == before + 1


@pytest.mark.parametrize(
    ("text", "later", "reason"),
    [
        (" \n ", 0, "empty"),
        ("x" * 4097, 0, "long"),
        ("🌳" * 2049, 0, "long"),
        ("Hello.", 24, "window"),
    ],
)
def test_a_reply_that_cannot_be_sent_is_refused(
    staffed: Office, text: str, later: int, reason: str
) -> None:
    staffed.say("hi")
    staffed.say("staff")
    with (
        time_machine.travel(now() + timedelta(hours=later), tick=True),
        pytest.raises(Refused) as refusal,
    ):
        _as(staffed, "ada", _reply(text))
    assert refusal.value.reason == reason
    assert _states(staffed) == ["waiting"]
    assert not staffed.count(OutboxRow)


def test_what_staff_write_is_nowhere_but_in_the_message(
    staffed: Office, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    staffed.say("hi")
    staffed.say("staff")
    _as(staffed, "ada", _reply("A secret of Ada's"))
    staffed.drain()
    assert "secret" not in caplog.text
    assert not [row for row in staffed.rows(AuditEvent) if "secret" in str(row.details)]
    assert b"A secret of Ada's" in staffed.rows(Message)[-1].content


def test_one_conversation_has_one_open_handover(staffed: Office) -> None:
    staffed.say("hi")
    staffed.say("staff")
    [row] = staffed.rows(Handover)
    with staffed.open() as session:
        session.add(
            Handover(
                department_id=row.department_id,
                conversation_id=row.conversation_id,
                queue_id=row.queue_id,
                turn=9,
            )
        )
        with pytest.raises(IntegrityError):
            session.flush()


def test_clerks_and_turns_do_not_stand_in_each_others_way(staffed: Office) -> None:
    staffed.say("hi")
    staffed.say("staff")
    faults: list[BaseException] = []

    def write() -> None:
        try:
            for number in range(5):
                staffed.say(f"line {number}")
        except BaseException as fault:  # noqa: BLE001 (told by the test)
            faults.append(fault)

    citizen = threading.Thread(target=write)
    citizen.start()
    for number in range(5):
        _as(staffed, "ada", _reply(f"reply {number}"))
    citizen.join()
    staffed.drain()
    assert faults == []
    said = [row for row in staffed.rows(Message) if row.direction == "out" and not row.flow]
    assert len(said) >= 5
    assert _states(staffed) == ["taken"]
