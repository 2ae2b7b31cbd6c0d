"""Calls: asked by a worker, answered once, whoever dies in between."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask
from sqlalchemy import Connection, insert, text, update

from conversations.calling import calls
from conversations.calling.calls import EACH, LEASE, PAUSES, Answer, AskAgainError, Question
from conversations.engine import drain
from conversations.installation import installation_id
from conversations.tables import call as table
from conversations.tables import department
from conversations.talks import rounds, timers
from conversations.transactions import looking, writing
from models import AuditEvent, Call, Conversation, Department, InboxRow
from models.columns import utc_now
from tests.conversations.graph_api import GraphApi
from tests.conversations.office import Office, a_text, now

FLOW: dict[str, Any] = {
    "format": 1,
    "name": "main",
    "languages": ["en"],
    "triggers": [{"by": "anything"}],
    "start": "ask",
    "nodes": {
        "ask": {
            "kind": "question",
            "field": {"id": "d", "type": "text", "ask": {"en": "Which district?"}},
            "exits": {"next": "find"},
        },
        "find": {
            "kind": "service",
            "connector": "offices",
            "operation": "find",
            "send": {"district": "{{ answers.ask }}"},
            "patience": "60s",
            "exits": {"ok": "told", "not_found": "none", "failed": "sorry", "slow": "later"},
        },
        "told": {"kind": "message", "text": {"en": "{{ result.find.name }}"}, "exits": {"next": "over"}},
        "none": {"kind": "message", "text": {"en": "None."}, "exits": {"next": "over"}},
        "sorry": {"kind": "message", "text": {"en": "Sorry."}, "exits": {"next": "over"}},
        "later": {"kind": "message", "text": {"en": "Later."}, "exits": {"next": "over"}},
        "over": {"kind": "end"},
    },
}  # fmt: skip


class Desk:
    """Whoever answers in these tests: as it is told, noting what it was asked."""

    def __init__(self) -> None:
        self.asked: list[Question] = []
        self.answers: list[Answer | Exception] = []

    def __call__(self, question: Question) -> Answer:
        self.asked.append(question)
        found = self.answers.pop(0) if self.answers else Answer("ok", {"name": "Eastern"})
        if isinstance(found, Exception):
            raise found
        return found


@pytest.fixture
def desk(monkeypatch: pytest.MonkeyPatch) -> Desk:
    answering = Desk()
    monkeypatch.setitem(calls._answerers, "service", answering)
    return answering


@pytest.fixture
def asking(make_app: Callable[..., Flask], database_url: str, graph_api: GraphApi) -> Office:
    """A department whose flow asks a system."""
    return Office(make_app(database_url, GRAPH_API_URL=graph_api.url), FLOW)


def _later(office: Office, seconds: float) -> None:
    with time_machine.travel(now() + timedelta(seconds=seconds), tick=True):
        drain(office.app)


def _only(office: Office) -> Any:
    [found] = office.rows(Call)
    return found


def test_a_call_is_asked_and_its_answer_moves_the_talk(
    asking: Office, desk: Desk, graph_api: GraphApi
) -> None:
    asking.say("hi")
    asking.say("Sha Tin")
    assert graph_api.words() == ["Which district?", "Eastern"]
    [question] = desk.asked
    [conversation] = asking.rows(Conversation)
    assert question.key.startswith(f"{conversation.id}:2:")
    assert (question.name, question.attempt) == ("offices", 1)
    assert question.request["send"] == {"district": "Sha Tin"}
    assert 0 < question.seconds <= 60
    call = _only(asking)
    assert (call.state, call.outcome, call.request) == ("done", "ok", None)
    assert (call.flow, call.node, call.turn) == ("main", "find", 2)
    assert asking.rows(InboxRow)[-1].key == f"c:{question.key}"


def _turn_alone(office: Office, words: str) -> None:
    """Take the turn that asks, and leave the call where it is."""
    office.deliver(a_text(words))
    ids = [row.id for row in office.rows(Conversation)]
    with office.app.app_context():
        rounds.move(ids, installation_id(), utc_now())


def _waiting(office: Office) -> Any:
    office.say("hi")
    _turn_alone(office, "Sha Tin")
    return _only(office)


def test_what_is_asked_is_encrypted_and_on_the_trail_by_name_alone(
    asking: Office, graph_api: GraphApi
) -> None:
    call = _waiting(asking)
    assert (call.state, call.request["send"]) == ("due", {"district": "Sha Tin"})
    with asking.open() as session:
        stored = session.execute(text("SELECT request FROM call")).scalar()
    assert b"Sha Tin" not in bytes(stored)
    asked = [one for one in asking.rows(AuditEvent) if one.action == "call.asked"]
    assert [one.details for one in asked] == [{"turn": 2, "to": "service", "name": "offices"}]


def test_a_turn_says_how_many_calls_it_made(asking: Office) -> None:
    asking.say("hi")
    asking.deliver(a_text("Sha Tin"))
    ids = [row.id for row in asking.rows(Conversation)]
    with asking.app.app_context():
        assert rounds.move(ids, installation_id(), utc_now()).written.calls == 1


def test_who_may_answer_later_is_asked_again_under_the_same_key(
    asking: Office, desk: Desk, graph_api: GraphApi
) -> None:
    desk.answers = [AskAgainError(), AskAgainError(after=9), ZeroDivisionError("Sha Tin")]
    asking.say("hi")
    asking.say("Sha Tin")
    assert (_only(asking).state, _only(asking).reason) == ("due", "asked again")
    asking.drain()
    assert len(desk.asked) == 1, "not before the pause is over"
    _later(asking, PAUSES[0] + 0.5)
    assert len(desk.asked) == 2
    _later(asking, PAUSES[0] + 5)
    assert len(desk.asked) == 2, "the other side wished for a longer pause"
    _later(asking, PAUSES[0] + 11)
    assert (_only(asking).state, _only(asking).reason) == ("due", "ZeroDivisionError")
    _later(asking, PAUSES[0] + 11 + PAUSES[2] + 1)
    assert graph_api.words()[-1] == "Eastern"
    assert len({one.key for one in desk.asked}) == 1
    assert [one.attempt for one in desk.asked] == [1, 2, 3, 4]


def test_who_never_answers_in_time_has_failed(
    asking: Office, desk: Desk, graph_api: GraphApi
) -> None:
    desk.answers = [AskAgainError(after=600)]
    asking.say("hi")
    asking.say("Sha Tin")
    assert graph_api.words()[-1] == "Sorry."
    assert (_only(asking).state, _only(asking).outcome) == ("parked", "failed")


def test_there_is_an_end_to_asking_again(asking: Office, desk: Desk) -> None:
    desk.answers = [AskAgainError()] * 20
    asking.say("hi")
    asking.say("Sha Tin")
    for seconds in (2, 6, 15, 36, 50):
        _later(asking, seconds)
    assert len(desk.asked) == len(PAUSES) + 1
    assert _only(asking).state == "parked"


def test_an_answer_after_the_patience_changes_nothing(
    asking: Office, desk: Desk, graph_api: GraphApi
) -> None:
    _waiting(asking)
    with asking.app.app_context():
        [row] = calls.claim(utc_now())
        with time_machine.travel(now() + timedelta(seconds=61), tick=True):
            timers.fire(utc_now())
            rounds.move([row.conversation_id], installation_id(), utc_now())
        assert calls.answer(row) == row.conversation_id
    _later(asking, 62)
    assert graph_api.words()[-1] == "Later."
    assert desk.asked
    noted = [
        one.details["reasons"] for one in asking.rows(AuditEvent) if one.action == "turn.noted"
    ]
    assert noted[-1] == ["stale_reply"]


def test_what_is_asked_too_late_is_not_asked_at_all(
    asking: Office, desk: Desk, graph_api: GraphApi
) -> None:
    _waiting(asking)
    _later(asking, 61)
    assert not desk.asked
    assert (_only(asking).state, _only(asking).reason) == ("parked", "too late")
    assert graph_api.words()[-1] == "Later."


def test_nobody_to_answer_is_a_failure(
    asking: Office, graph_api: GraphApi, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delitem(calls._answerers, "service")
    asking.say("hi")
    asking.say("Sha Tin")
    assert graph_api.words()[-1] == "Sorry."
    assert _only(asking).reason == "nobody answers this"


def test_who_dies_between_answer_and_commit_leaves_it_to_the_next(
    asking: Office, desk: Desk, graph_api: GraphApi, monkeypatch: pytest.MonkeyPatch
) -> None:
    _waiting(asking)

    def die(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    with asking.app.app_context():
        [row] = calls.claim(utc_now())
        with monkeypatch.context() as patched:
            patched.setattr(calls, "insert_new", die)
            with pytest.raises(KeyboardInterrupt):
                calls.answer(row)
    assert (len(desk.asked), _only(asking).state) == (1, "leased")
    asking.drain()
    assert len(desk.asked) == 1, "the lease still holds"
    _later(asking, LEASE.total_seconds() + 1)
    assert len(desk.asked) == 2
    assert desk.asked[0].key == desk.asked[1].key
    assert graph_api.words()[-1] == "Eastern"
    assert asking.count(InboxRow, InboxRow.kind == "reply") == 1


def test_who_lost_the_lease_writes_nothing(asking: Office, desk: Desk, graph_api: GraphApi) -> None:
    _waiting(asking)
    desk.answers = [Answer("not_found"), Answer("ok", {"name": "Late"})]
    with asking.app.app_context():
        [slow] = calls.claim(utc_now())
        [quick] = calls.claim(utc_now() + LEASE + timedelta(seconds=1))
        assert not calls.claim(utc_now() + LEASE)
        assert calls.answer(quick) == quick.conversation_id
        assert calls.answer(slow) is None
        assert calls.answer(quick) is None, "and nobody writes twice"
    asking.drain()
    assert graph_api.words()[-1] == "None."
    assert asking.count(InboxRow, InboxRow.kind == "reply") == 1


def test_two_cannot_claim_the_same(asking: Office) -> None:
    _waiting(asking)
    with asking.app.app_context():
        assert len(calls.claim(utc_now())) == 1
        assert not calls.claim(utc_now())
        with looking() as connection:
            assert not calls.any_due(connection, utc_now())
            assert calls.any_due(connection, utc_now() + LEASE + timedelta(seconds=1))


def test_a_department_whose_system_hangs_holds_nobody_else_up(asking: Office) -> None:
    _waiting(asking)
    [conversation] = asking.rows(Conversation)
    with asking.app.app_context():
        with writing() as connection:
            other = connection.scalar(
                insert(department).values(code="other", names={}, hours={}, phrases={},
                    telephone="", zone="UTC", desk_open=False, demo=False, created_at=now())
                .returning(department.c.id)
            )  # fmt: skip
            rows = [_row(f"x:{n}", asking.department_id, conversation.id) for n in range(20)]
            rows.append(_row("y", other, conversation.id))
            connection.execute(insert(table), rows)
        first, second = calls.claim(utc_now()), calls.claim(utc_now())
    by = [row.department_id for row in first]
    assert by.count(asking.department_id) == EACH
    assert by.count(other) == 1
    assert not second, "its calls under way count, too"


def _row(key: str, department_id: Any, conversation_id: int) -> dict[str, Any]:
    return {
        "key": key, "department_id": department_id, "conversation_id": conversation_id,
        "to": "service", "turn": 1, "request": {}, "not_before": now() - timedelta(seconds=9),
        "deadline": now() + timedelta(minutes=1),
    }  # fmt: skip


def test_our_own_tables_answer_with_the_reply_or_not_at_all(
    asking: Office, graph_api: GraphApi, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is written on the way is there once: it stands or falls with the answer."""

    def clerk(connection: Connection, question: Question) -> Answer:
        connection.execute(
            update(department)
            .where(department.c.id == question.department_id)
            .values(telephone=department.c.telephone + "!")
        )
        if question.attempt == 1:
            raise ZeroDivisionError
        return Answer("ok", {"name": "Ours"})

    monkeypatch.setitem(calls._clerks, "service", clerk)
    asking.say("hi")
    asking.say("Sha Tin")
    assert asking.rows(Department)[0].telephone == "+852 5555 0100"
    _later(asking, PAUSES[0] + 1)
    assert asking.rows(Department)[0].telephone == "+852 5555 0100!"
    assert graph_api.words()[-1] == "Ours"


def test_the_last_who_registers_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(calls, "_answerers", {})
    monkeypatch.setattr(calls, "_clerks", {})
    calls.answers("oracle")(lambda _: Answer("ok"))
    calls.answers_within("oracle")(lambda _connection, _question: Answer("ok"))
    assert (list(calls._answerers), list(calls._clerks)) == ([], ["oracle"])
    calls.answers("oracle")(lambda _: Answer("ok"))
    assert (list(calls._answerers), list(calls._clerks)) == (["oracle"], [])
