"""Turns: isolated from one another, taken once, in one order, whoever else is at work."""

import threading
from datetime import timedelta
from typing import Any

import pytest
import time_machine

from conversations.engine import drain
from conversations.installation import installation_id
from conversations.talks import effects, failures, lanes, ledger, rounds, turns
from conversations.transactions import writing
from flows import interpreter, state
from flows.phrases import SENTENCES
from flows.world import World
from models import AuditEvent, Case, Contact, Conversation, InboxRow, Message, Timer
from models.columns import utc_now
from tests.conversations.graph_api import GraphApi
from tests.conversations.office import PHONE, Office, a_text, now

OTHER = "85255550124"


@pytest.fixture
def poison(monkeypatch: pytest.MonkeyPatch) -> None:
    """Turns on the words "poison" raise, with those words in the exception."""
    advance = interpreter.advance

    def advance_or_raise(flow: Any, before: Any, event: Any, world: Any) -> Any:
        if getattr(event, "text", "") == "poison":
            raise ZeroDivisionError(event.text)
        return advance(flow, before, event, world)

    monkeypatch.setattr(turns, "advance", advance_or_raise)


def _later(office: Office, seconds: float) -> None:
    with time_machine.travel(now() + timedelta(seconds=seconds), tick=True):
        drain(office.app)


def _move(office: Office) -> rounds.Moved:
    ids = [row.id for row in office.rows(Conversation)]
    with office.app.app_context():
        return rounds.move(ids, installation_id(), utc_now())


def test_a_case_is_filed_with_the_reference_that_the_citizen_was_told(
    office: Office, graph_api: GraphApi
) -> None:
    for words in ("hi", "tree", "Example Park"):
        office.say(words)
    [case] = office.rows(Case)
    assert case.reference in graph_api.words()[-1]
    assert case.reference.startswith("PARKS-")
    assert [answer["words"] for answer in case.answers] == ["Example Park"]
    assert (case.type, case.flow, case.node, case.status) == (
        "fallen-tree", "main", "filed", "open",
    )  # fmt: skip
    assert case.version == office.rows(Message)[1].version


def test_every_turn_leaves_one_event_on_the_trail(office: Office) -> None:
    office.deliver(a_text("hi"), a_text("hours"))
    office.drain()
    taken = [event for event in office.rows(AuditEvent) if event.action == "turn.taken"]
    assert [event.details["turn"] for event in taken] == [1, 2]
    assert all(event.department_id == office.department_id for event in taken)
    assert all(len(event.details["messages"]) == 64 for event in taken)


def test_the_language_is_kept_with_the_contact(office: Office, graph_api: GraphApi) -> None:
    office.say("你好")
    assert office.rows(Contact)[0].language == "zh-Hant"
    assert "有什麼可以幫您" in graph_api.words()[0]


def test_a_turn_that_raises_is_left_out_and_the_others_are_written(
    office: Office, graph_api: GraphApi, poison: None
) -> None:
    office.deliver(a_text("poison"), a_text("hi", phone=OTHER))
    office.drain()
    assert [payload["to"] for payload in graph_api.sent] == [f"+{OTHER}"]
    poisoned, fine = office.rows(InboxRow)
    assert (poisoned.state, poisoned.attempts) == ("due", 1)
    assert poisoned.not_before > now()
    assert poisoned.reason == "ZeroDivisionError"
    assert fine.state == "done"


def test_it_is_tried_again_and_parked_with_a_word_to_the_person(
    office: Office, graph_api: GraphApi, poison: None
) -> None:
    office.deliver(a_text("poison"))
    for seconds in (0, 10, 30, 100):
        _later(office, seconds)
    [row] = office.rows(InboxRow)
    assert (row.state, row.attempts, row.reason) == ("parked", failures.TRIES, "ZeroDivisionError")
    assert row.payload is not None, "so that it can be taken again when we have mended it"
    assert len(graph_api.sent) == 1
    assert graph_api.words() == [SENTENCES["zh-Hant"]["fault"]]
    assert "turn.parked" in [event.action for event in office.rows(AuditEvent)]
    office.say("hi")
    assert graph_api.words()[1] == "How can we help?", "the talk goes on"


def test_the_apology_is_said_once(office: Office, graph_api: GraphApi, poison: None) -> None:
    office.deliver(a_text("poison"), a_text("poison"), a_text("poison"))
    for seconds in range(0, 400, 20):
        _later(office, seconds)
    assert [row.state for row in office.rows(InboxRow)] == ["parked"] * 3
    assert len(graph_api.sent) == 1


def test_what_waits_behind_a_failed_turn_keeps_its_place(
    office: Office, graph_api: GraphApi, poison: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    office.deliver(a_text("poison"), a_text("hours"))
    office.drain()
    office.say("tree")
    assert not graph_api.sent
    monkeypatch.undo()
    _later(office, 10)
    assert [row.state for row in office.rows(InboxRow)] == ["done"] * 3


def test_one_lane_that_cannot_be_written_does_not_hold_up_the_batch(
    office: Office, graph_api: GraphApi, monkeypatch: pytest.MonkeyPatch
) -> None:
    carry_out = effects.carry_out

    def carry_out_or_raise(connection: Any, taken: Any, at: Any) -> Any:
        for turn in taken:
            if b"unwritable" in turn.row.payload:
                raise ValueError(turn.row.payload)
        return carry_out(connection, taken, at)

    monkeypatch.setattr(effects, "carry_out", carry_out_or_raise)
    office.deliver(a_text("unwritable"), a_text("hi", phone=OTHER))
    office.drain()
    assert [payload["to"] for payload in graph_api.sent] == [f"+{OTHER}"]
    first, second = office.rows(InboxRow)
    assert (first.state, first.reason, second.state) == ("due", "ValueError", "done")


def test_whose_fault_it_was_is_found_among_several_of_one_person(
    office: Office, graph_api: GraphApi, monkeypatch: pytest.MonkeyPatch
) -> None:
    carry_out = effects.carry_out

    def carry_out_or_raise(connection: Any, taken: Any, at: Any) -> Any:
        for turn in taken:
            if b"unwritable" in turn.row.payload:
                raise ValueError
        return carry_out(connection, taken, at)

    monkeypatch.setattr(effects, "carry_out", carry_out_or_raise)
    office.deliver(a_text("hi"), a_text("unwritable"), a_text("hours"))
    for seconds in (0, 5, 20, 60, 120, 300):
        _later(office, seconds)
    assert [row.state for row in office.rows(InboxRow)] == ["done", "parked", "done"]


def test_a_taken_reference_is_made_anew(
    office: Office, graph_api: GraphApi, monkeypatch: pytest.MonkeyPatch
) -> None:
    honest = World.reference
    seeds: list[str] = []

    def coincide(self: World, turn: int, index: int) -> str:
        seeds.append(self.seed)
        return "PARKS-SAME-SAME" if self.seed.endswith(":0") else honest(self, turn, index)

    monkeypatch.setattr(World, "reference", coincide)
    for phone in (PHONE, OTHER):
        for words in ("hi", "tree"):
            office.say(words, phone=phone)
    office.deliver(a_text("Example Park"), a_text("Example Park", phone=OTHER))
    office.drain()
    cases = office.rows(Case)
    assert len({case.reference for case in cases}) == len(cases) == 2
    assert all(any(case.reference in words for words in graph_api.words()) for case in cases)
    assert {seed[-2:] for seed in seeds} == {":0", ":1"}


def test_a_stored_state_that_cannot_be_read_is_parked_and_not_lost(
    office: Office, graph_api: GraphApi
) -> None:
    office.say("hi")
    with office.open() as session:
        session.get(Conversation, office.rows(Conversation)[0].id).state = b'{"format": 99}'
        session.commit()
    office.deliver(a_text("hours"))
    for seconds in (0, 5, 20, 60):
        _later(office, seconds)
    assert office.rows(InboxRow)[1].reason == "UnreadableStateError"
    assert len(graph_api.sent) == 2


def test_whoever_lost_the_lease_writes_nothing(office: Office) -> None:
    office.deliver(a_text("hi"))
    [conversation] = office.rows(Conversation)
    with office.app.app_context():
        [slow] = lanes.claim([conversation.id], now() - timedelta(minutes=5))
        [quick] = lanes.claim([conversation.id], now())
        late = turns.take(slow, "x", now())
        with writing() as connection:
            ledger.write(connection, [turns.take(quick, "x", now())], now())
        with writing() as connection:
            assert ledger.write(connection, [late], now()).lost == 1
    assert office.count(Message) == 2
    assert office.rows(Conversation)[0].turn == 1


def test_a_lane_is_held_by_one(office: Office) -> None:
    office.deliver(a_text("hi"))
    [conversation] = office.rows(Conversation)
    with office.app.app_context():
        assert len(lanes.claim([conversation.id], now())) == 1
        assert not lanes.claim([conversation.id], now())
        assert len(lanes.claim([conversation.id], now() + lanes.LEASE * 2)) == 1


def test_two_engines_fight_for_the_same_lanes(office: Office, graph_api: GraphApi) -> None:
    phones = [f"8525550{one:04}" for one in range(12)]
    for _ in range(3):
        office.deliver(*[a_text("hi", phone=phone) for phone in phones])
    faults: list[BaseException] = []

    def engine() -> None:
        try:
            for _ in range(12):
                _move(office)
        except BaseException as fault:  # noqa: BLE001
            faults.append(fault)

    threads = [threading.Thread(target=engine) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not faults
    assert [row.state for row in office.rows(InboxRow)] == ["done"] * 36
    assert {row.turn for row in office.rows(Conversation)} == {3}
    assert all(row.lease_token is None for row in office.rows(Conversation))
    office.drain()
    for phone in phones:
        assert len(graph_api.to(f"+{phone}")) == len(graph_api.to(f"+{phones[0]}"))


def test_more_rows_than_one_go_takes(office: Office) -> None:
    office.deliver(*[a_text("hi") for _ in range(lanes.MOST_ROWS + 5)])
    moved = _move(office)
    assert moved.written.turns == lanes.MOST_ROWS
    assert len(moved.again) == 1
    assert _move(office).written.turns == 5


def test_only_the_last_word_on_a_timer_counts(office: Office) -> None:
    office.deliver(a_text("hi"), a_text("tree"))
    office.drain()
    [timer] = office.rows(Timer)
    assert timer.turn == 2
    office.say("Example Park")
    assert not office.count(Timer)


def test_an_upper_layer_registers_its_own_effects(office: Office) -> None:
    class Wave:
        pass

    seen: list[Any] = []
    effects.handles(Wave)(lambda _connection, wanted, _now: seen.extend(wanted))
    try:
        turn: Any = type("T", (), {"effects": (Wave(), Wave()), "row": type("R", (), {"id": 7})})
        asked = effects.carry_out(None, [turn], now())  # type: ignore[arg-type]
    finally:
        del effects._handlers[Wave]
    assert [one.effect for one in asked[7]] == [one.effect for one in seen]


def test_nobody_handles_what_is_not_registered(office: Office) -> None:
    turn: Any = type("T", (), {"effects": (object(),), "row": type("R", (), {"id": 7})})
    with pytest.raises(KeyError):
        effects.carry_out(None, [turn], now())  # type: ignore[arg-type]


def test_state_stands_in_the_clear_for_reports(office: Office) -> None:
    office.say("hi")
    [conversation] = office.rows(Conversation)
    assert (conversation.flow, conversation.node, conversation.turn) == ("main", "welcome", 1)
    assert state.load(conversation.state).turn == 1
