from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from conversations.engine import drain
from conversations.outbound import limits
from conversations.outbound.limits import Limit, Paces, of_number, of_pair
from conversations.transactions import writing
from models import OutboxRow, Pace
from tests.conversations.graph_api import GraphApi
from tests.conversations.office import Office, a_text, now

START = datetime(2026, 11, 22, tzinfo=UTC)


class _Bucket:
    """``Paces`` without a database."""

    def __init__(self) -> None:
        self.full_at: dict[str, datetime] = {}

    def try_at(self, limit: Limit, when: datetime) -> bool:
        paces = object.__new__(Paces)
        paces._now, paces._full_at, paces._spent = when, self.full_at, set()
        if paces.free_at(limit) > when:
            return False
        paces.spend(limit)
        return True


@pytest.mark.parametrize("throughput", [1, 5, 20, 80, 1000])
def test_a_number_never_exceeds_its_throughput_in_any_second(throughput: int) -> None:
    limit = of_number(1, throughput)
    assert limit
    bucket = _Bucket()
    step = timedelta(seconds=1 / throughput / 3)
    sent = [at for n in range(throughput * 9) if bucket.try_at(limit, at := START + n * step)]
    assert len(sent) >= throughput * 3 * 0.75
    for place, first in enumerate(sent):
        within = [at for at in sent[place:] if at < first + timedelta(seconds=1)]
        assert len(within) <= max(throughput, 2)


def test_a_person_gets_a_burst_and_then_one_every_few_seconds() -> None:
    limit = of_pair(1, 45, 6)
    assert limit
    bucket = _Bucket()
    assert [bucket.try_at(limit, START) for _ in range(46)] == [True] * 45 + [False]
    assert not bucket.try_at(limit, START + timedelta(seconds=5.9))
    assert bucket.try_at(limit, START + timedelta(seconds=6))
    assert not bucket.try_at(limit, START + timedelta(seconds=6))


def test_zero_switches_a_limit_off() -> None:
    assert of_number(1, 0) is None
    assert of_pair(1, 0, 6) is None
    assert of_pair(1, 45, 0) is None


@given(st.lists(st.floats(0, 20), min_size=1, max_size=60))
def test_no_stretch_of_time_lets_more_through_than_it_should(gaps: list[float]) -> None:
    limit = Limit("pair:1", 5, timedelta(seconds=6))
    bucket = _Bucket()
    at, sent = START, []
    for gap in gaps:
        at += timedelta(seconds=gap)
        if bucket.try_at(limit, at):
            sent.append(at)
    for place, first in enumerate(sent):
        for count, last in enumerate(sent[place:], start=1):
            assert count <= 5 + (last - first) / limit.interval + 1e-6


@pytest.fixture
def limited(
    make_app: Callable[..., Flask], database_url: str, graph_api: GraphApi
) -> Callable[..., Office]:
    app = make_app(database_url, GRAPH_API_URL=graph_api.url)
    return lambda **channel: Office(app, **channel)


def test_the_pair_limit_puts_messages_off(
    limited: Callable[..., Office], graph_api: GraphApi
) -> None:
    office = limited(pair_burst=2, pair_seconds=30)
    office.say("hi")
    office.say("hours")
    assert len(graph_api.sent) == 2
    office.say("hi", phone="85255550124")
    assert len(graph_api.sent) == 3, "others are not held up"
    with time_machine.travel(now() + timedelta(seconds=31), tick=True):
        drain(office.app)
    assert len(graph_api.sent) == 4
    assert not office.count(OutboxRow)


def test_the_throughput_puts_messages_off(
    limited: Callable[..., Office], graph_api: GraphApi
) -> None:
    office = limited(throughput=1)
    office.deliver(*[a_text("hi", phone=f"8525550{one:04}") for one in range(3)])
    with time_machine.travel(now(), tick=False) as clock:
        drain(office.app)
        assert len(graph_api.sent) == 1
        clock.shift(2)
        drain(office.app)
        assert len(graph_api.sent) == 2


def test_the_buckets_are_shared_by_all_and_forgotten_when_full(office: Office) -> None:
    limit = Limit("pair:7", 1, timedelta(minutes=30))
    for expected in (now(), None):
        with office.app.app_context(), writing() as connection:
            at = now()
            paces = Paces(connection, [limit], at)
            if expected is not None:
                assert paces.free_at(limit) == at
                paces.spend(limit)
                paces.write()
            else:
                assert paces.free_at(limit) > at
    with office.open() as session:
        assert session.get(Pace, "pair:7") is not None
    with office.app.app_context(), writing() as connection:
        limits.forget(connection, now() + timedelta(hours=2))
    with office.open() as session:
        assert session.get(Pace, "pair:7") is None
