"""kill -9 under load: whoever wrote is answered, in order, once, as if nothing had happened.

Citizens write one after another while ``serve`` and ``work`` are killed at random. In the end every
talk must stand where a run without any fault leaves it, and have said the same in the same order.
A run prints its seed; the same seed kills at the same points of the load, though not at the same
instruction.
"""

import itertools
import os
import random
import shutil
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from models import Conversation, InboxRow, Message, OutboxRow
from tests.conversations.graph_api import GraphApi
from tests.conversations.office import Office, a_text, delivery
from tests.faults.fleet import KINDS, Fleet
from tests.faults.meta import Meta
from tests.services.application import _without_settings, environ
from tests.services.redis import Redis

PEOPLE = 12
WORDS = int(os.environ.get("FAULT_WORDS", "30"))  # that each of them writes
KILLS = int(os.environ.get("FAULT_KILLS", "8"))
MOMENT = (0.0, 0.5)  # seconds after a message was taken
QUIET = 300.0  # seconds until everything must be settled: leases of the dead run out after a minute

ECHO: dict[str, Any] = {
    "format": 1,
    "name": "main",
    "languages": ["en"],
    "triggers": [{"by": "anything"}],
    "start": "ask",
    "nodes": {
        "ask": {
            "kind": "question",
            "field": {"id": "word", "type": "text", "ask": {"en": "What next?"}},
            "exits": {"next": "told"},
        },
        "told": {
            "kind": "message",
            "text": {"en": "You said {{ answers.ask }}."},
            "exits": {"next": "ask"},
        },
    },
}


def phone(person: int) -> str:
    return f"852555501{person:02}"


def script(person: int) -> list[dict[str, Any]]:
    """What one person writes: each message with its own id, so that a second delivery is none."""
    return [
        a_text(f"word {place}", wamid=f"wamid.P{person}.{place}", phone=phone(person))
        for place in range(WORDS)
    ]


@pytest.fixture
def expected(
    make_app: Callable[..., Flask], migrated_sqlite: Path, tmp_path: Path
) -> tuple[list[str], bytes]:
    """What a run without faults says to one person, and the state in which it leaves them."""
    path = tmp_path / "calm.sqlite"
    shutil.copyfile(migrated_sqlite, path)
    calm = GraphApi()
    try:
        office = Office(make_app(f"sqlite:///{path}", GRAPH_API_URL=calm.url), ECHO)
        for message in script(0):
            office.deliver(message)
            office.drain()
        [talk] = office.rows(Conversation)
        return calm.words(), talk.state
    finally:
        calm.stop()


@pytest.fixture(params=[True, False], ids=["told", "untold"])
def meta(request: pytest.FixtureRequest) -> Iterator[Meta]:
    found = Meta(random.SystemRandom().randrange(10_000), tells=request.param)
    yield found
    found.stop()


@pytest.fixture
def office(make_app: Callable[..., Flask], database_url: str, meta: Meta, redis_url: str) -> Office:
    """On PostgreSQL with Redis, on SQLite without."""
    more = {"GRAPH_API_URL": meta.url}
    if database_url.startswith("postgresql"):
        more["REDIS_URL"] = redis_url
    return Office(make_app(database_url, **more), ECHO)


@pytest.fixture
def fleet(office: Office, meta: Meta, tmp_path: Path) -> Iterator[Fleet]:
    settings = office.app.extensions["settings"]
    more = {"GRAPH_API_URL": meta.url}
    if settings.redis_url:
        more["REDIS_URL"] = settings.redis_url
    url = settings.database_url
    found = Fleet({**_without_settings(), **environ(url, tmp_path / "instance", **more)}, tmp_path)
    yield found
    found.stop()


def kill_at_random(
    fleet: Fleet, forget: Callable[[], None], seed: int, written: threading.Semaphore
) -> Counter[str]:
    """Kill at random points of the load, and have Redis forget everything each time."""
    chance = random.Random(seed)
    kills: Counter[str] = Counter()
    points = sorted(chance.sample(range(1, PEOPLE * WORDS), KILLS))
    for before, point in itertools.pairwise([0, *points]):
        for _ in range(before, point):
            assert written.acquire(timeout=QUIET), "nobody is answered any more"
        time.sleep(chance.uniform(*MOMENT))
        for kind in chance.choice((("serve",), ("work",), KINDS)):
            fleet.kill(kind)
            kills[kind] += 1
            fleet.start(kind)
        forget()
    return kills


def write_all(meta: Meta, written: threading.Semaphore) -> None:
    def write(person: int) -> None:
        for message in script(person):
            meta.deliver(delivery([message]))
            written.release()

    with ThreadPoolExecutor(PEOPLE) as pool:
        list(pool.map(write, range(PEOPLE)))


def settle(office: Office, meta: Meta) -> None:
    """Wait until nothing is due any more."""
    deadline = time.monotonic() + QUIET
    while left := unsettled(office, meta):
        assert time.monotonic() < deadline, f"after {QUIET:.0f} seconds {left}"
        time.sleep(0.5)


def unsettled(office: Office, meta: Meta) -> str:
    """What is still to be done; empty when all is settled."""
    with office.open() as session:
        due = session.scalar(select(func.count()).where(InboxRow.state == "due"))
        unsent = session.scalar(select(func.count(OutboxRow.id)))
        turns = session.scalar(select(func.sum(Conversation.turn))) or 0
        told = session.scalar(select(func.count()).where(Message.status == "delivered"))
    missing = PEOPLE * WORDS - turns
    untold = len(meta.accepted) - told if meta.tells else 0
    if not (due or unsent or missing > 0 or untold > 0):
        return ""
    return f"{missing} turns, {unsent} messages, {untold} statuses are missing; {due} rows are due"


def once(said: list[str]) -> list[str]:
    """Without what was said twice in a row."""
    return [one for place, one in enumerate(said) if not place or one != said[place - 1]]


@pytest.mark.faults
def test_nothing_is_lost_doubled_or_out_of_order(
    office: Office,
    fleet: Fleet,
    meta: Meta,
    expected: tuple[list[str], bytes],
    redis_server: Redis,
) -> None:
    words, state = expected
    seed = random.SystemRandom().randrange(10_000)
    for kind in KINDS:
        fleet.start(kind)
    fleet.wait()
    meta.report(f"{fleet.url}/webhooks/whatsapp")
    written = threading.Semaphore(0)
    with ThreadPoolExecutor(1) as killer:
        killed = killer.submit(kill_at_random, fleet, redis_server.empty, seed, written)
        write_all(meta, written)
        kills = killed.result()
    try:
        settle(office, meta)
    finally:
        meta.done()
    doubled = sum(times - 1 for times in meta.accepted.values())
    wrong = [person for person in range(PEOPLE) if once(meta.to(f"+{phone(person)}")) != words]
    database = office.app.extensions["settings"].database_url.partition(":")[0]
    print(
        f"\n{database}, statuses {'told' if meta.tells else 'not told'}, seed {seed}: "
        f"{PEOPLE * WORDS} messages, {meta.deliveries} deliveries, kills {dict(kills)}; "
        f"said {len(meta.accepted)} of {PEOPLE * len(words)}, "
        f"out of order or lost in {len(wrong)} talks, doubled {doubled}"
    )
    assert wrong == []
    assert {talk.state for talk in office.rows(Conversation)} == {state}
    assert office.count(InboxRow, InboxRow.state == "parked") == 0
    out = office.rows(Message, Message.direction == "out")
    assert len(out) == PEOPLE * len(words)
    assert max(meta.accepted.values()) <= 2
    if meta.tells:
        assert doubled == 0, "a status told that it had arrived"
        assert {one.status for one in out} == {"delivered"}
