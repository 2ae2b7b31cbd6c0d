"""The engine's threads, from the webhook to the reply, with nobody draining anything."""

import threading
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
import redis
from flask import Flask

from conversations import sweeper
from conversations.doorbell import CHANNEL, Ring, call
from conversations.engine import Engine
from conversations.inbound import receipts
from conversations.outbound import outcomes
from models import Conversation, InboxRow, Message, OutboxRow
from tests.conversations.graph_api import CUT_OFF, GraphApi
from tests.conversations.office import Office, a_text, now


def wait_until(holds: Callable[[], object], seconds: float = 120) -> None:
    deadline = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < deadline, "it did not come about"
        time.sleep(0.02)


@pytest.fixture
def engine(office: Office) -> Iterator[Engine]:
    running = Engine(office.app)
    running.start()
    yield running
    running.stop()


def _threads() -> list[str]:
    return [one.name for one in threading.enumerate() if one.name.startswith("sampan-")]


def test_making_an_application_starts_no_thread(office: Office) -> None:
    assert not _threads()


def test_it_starts_and_stops_within_seconds(office: Office) -> None:
    running = Engine(office.app)
    running.start()
    assert set(_threads()) >= {
        "sampan-lanes", "sampan-statuses", "sampan-sender", "sampan-receipts", "sampan-sweeper",
    }  # fmt: skip
    began = time.monotonic()
    running.stop()
    assert time.monotonic() - began < 30  # and not the minute that an idle loop sleeps
    assert not [name for name in _threads() if "call" not in name]


def test_a_reply_comes_by_itself(
    office: Office, graph_api: GraphApi, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(receipts, "STALE", timedelta(hours=1))  # however slow this machine is
    office.deliver(a_text("hi", wamid="wamid.theirs"))
    wait_until(lambda: graph_api.sent)
    wait_until(lambda: not office.count(OutboxRow))
    wait_until(lambda: graph_api.read == ["wamid.theirs"])
    assert office.rows(Message)[-1].status == "accepted"
    office.status("wamid.OUT000001", "read")
    wait_until(lambda: office.rows(Message)[-1].status == "read")


def test_many_people_at_once(office: Office, graph_api: GraphApi, engine: Engine) -> None:
    phones = [f"8525550{one:04}" for one in range(40)]
    for words in ("hi", "hours"):
        office.deliver(*[a_text(words, phone=phone) for phone in phones])
        expected = {"hi": 1, "hours": 3}[words]
        wait_until(lambda: len(graph_api.sent) == 40 * expected)  # noqa: B023
    for phone in phones:
        assert graph_api.to(f"+{phone}") == [
            "How can we help?", "Open from 6 to 23.", "How can we help?",
        ]  # fmt: skip
    wait_until(lambda: not office.count(OutboxRow))


def test_what_another_process_left_is_swept_up(
    office: Office, graph_api: GraphApi, engine: Engine
) -> None:
    office.app.extensions.pop("engine")  # the webhook finds no engine here, and nobody to ring
    office.deliver(a_text("hi"))
    wait_until(lambda: graph_api.sent)


def test_a_lane_that_is_held_is_asked_for_again(
    office: Office, graph_api: GraphApi, engine: Engine
) -> None:
    office.deliver(a_text("hi"))
    wait_until(lambda: not office.count(OutboxRow) and graph_api.sent)
    office.sql(
        "UPDATE conversation SET lease_token = 'other', lease_until = :until",
        until=(now_plus(seconds=1)),
    )
    office.deliver(a_text("hours"))
    wait_until(lambda: len(graph_api.sent) == 3)


def test_stopping_finishes_the_calls_under_way(office: Office, graph_api: GraphApi) -> None:
    graph_api.before_answer = lambda _payload: time.sleep(0.5)
    running = Engine(office.app)
    running.start()
    office.deliver(a_text("hi"))
    wait_until(lambda: graph_api.under_way)
    running.stop()
    assert office.rows(Message)[-1].status == "accepted"
    assert not office.count(OutboxRow)


def test_an_outcome_that_cannot_be_written_is_written_later(
    office: Office, graph_api: GraphApi, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    write = outcomes.write
    faults = iter([True, True, False])

    def write_or_raise(connection: Any, found: Any, at: Any) -> None:
        if found and next(faults, False):
            raise RuntimeError
        write(connection, found, at)

    monkeypatch.setattr(outcomes, "write", write_or_raise)
    office.deliver(a_text("hi"))
    wait_until(lambda: not office.count(OutboxRow) and graph_api.sent)
    assert len(graph_api.sent) == 1
    assert office.rows(Message)[-1].status == "accepted"


def test_two_engines_send_everything_once_and_in_order(
    office: Office, graph_api: GraphApi, make_app: Callable[..., Flask], database_url: str
) -> None:
    other = make_app(database_url, GRAPH_API_URL=graph_api.url)
    engines = [Engine(office.app), Engine(other)]
    for one in engines:
        one.start()
    try:
        phones = [f"8525550{one:04}" for one in range(10)]
        for words in ("hi", "hours", "hours"):
            office.deliver(*[a_text(words, phone=phone) for phone in phones])
            ids = tuple(row.id for row in office.rows(Conversation))
            for one in engines:
                one.hear(Ring(ids, outbox=True))
        wait_until(lambda: len(graph_api.sent) == 10 * 5)
        wait_until(lambda: not office.count(OutboxRow))
        for phone in phones:
            assert graph_api.to(f"+{phone}")[1::2] == ["Open from 6 to 23."] * 2
    finally:
        for one in engines:
            one.stop()
    assert {row.state for row in office.rows(InboxRow)} == {"done"}


def test_a_call_that_is_cut_off_holds_up_nobody_else(
    office: Office, graph_api: GraphApi, engine: Engine
) -> None:
    graph_api.answers.append(CUT_OFF)
    office.deliver(a_text("hi"))
    wait_until(lambda: [row.state for row in office.rows(OutboxRow)] == ["unknown"])
    office.deliver(a_text("hi", phone="85255550124"))
    wait_until(lambda: graph_api.to("+85255550124"))


def test_a_process_without_an_engine_rings(office: Office) -> None:
    with office.app.app_context():
        call(Ring((1,), outbox=True))  # without Redis nobody hears it, and nothing happens


def test_with_redis_another_process_hears_of_it_at_once(
    make_app: Callable[..., Flask],
    postgres_database: str,
    redis_url: str,
    graph_api: GraphApi,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(sweeper, "GRACE", timedelta(hours=1))  # so that nobody but Redis tells
    settings = {"GRAPH_API_URL": graph_api.url, "REDIS_URL": redis_url}
    office = Office(make_app(postgres_database, **settings))
    running = Engine(make_app(postgres_database, **settings))
    running.start()
    try:
        client = redis.Redis.from_url(redis_url)
        wait_until(lambda: client.pubsub_numsub(CHANNEL)[0][1])
        client.close()
        office.deliver(a_text("hi"))
        wait_until(lambda: graph_api.sent)
    finally:
        running.stop()


def now_plus(**delta: float) -> str:
    return (now() + timedelta(**delta)).strftime("%Y-%m-%d %H:%M:%S.%f")
