"""Misfortunes under load: whoever wrote is answered, in order, once, as if nothing had happened.

Citizens write one after another while processes are killed, servers crash and Meta is moody. In the
end every talk must stand where a run without any fault leaves it, and have said the same in the
same order. A run prints its seed; the same seed strikes at the same points of the load, though not
at the same instruction.
"""

import itertools
import random
import threading
import time
from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from flask import Flask

from tests.conversations.office import Office
from tests.faults.fleet import Fleet, running
from tests.faults.load import QUIET, Load, calm, judge, settle
from tests.faults.meta import NOT_TAKEN, TAKEN, TOO_LATE, Meta
from tests.faults.tally import Tallies
from tests.flows.small import ECHO
from tests.services.postgres import Crashing
from tests.services.redis import Redis

MOMENT = (0.0, 0.5)  # seconds after a message was taken
AWAY = 2.0  # seconds that a server stays away

ONE = ("serve", "work")
SEVERAL = ("serve", "work", "work-ahead", "work-behind")
KILLS = ("kill serve", "kill work", "kill everybody")
SERVERS = ("crash PostgreSQL", "flush Redis", "stop Redis", "kill work-ahead")


class Case(NamedTuple):
    """One run. ``times`` is how often each of the misfortunes strikes."""

    database: str
    load: Load
    misfortunes: Sequence[str]
    times: int = 1
    processes: Sequence[str] = SEVERAL
    moods: Sequence[str] = (*NOT_TAKEN, *TAKEN)
    tells: bool = True


def long(name: str, *about: Any, **more: Any) -> Any:
    return pytest.param(Case(*about, **more), id=name, marks=pytest.mark.faults)


LOAD = Load(people=12, words=25)
HUNG_UP = ("too fast (130429)", "hung up")
CASES = [
    pytest.param(
        Case(
            "production", Load(6, 8), ("kill work", *SERVERS), processes=("serve", "work", "work-ahead"),
        ),
        id="quick",
    ),
    long("embedded", "embedded", LOAD, KILLS, 4, ONE),
    long("embedded, untold", "embedded", LOAD, KILLS, 4, ONE, HUNG_UP, tells=False),
    long("production", "production", LOAD, KILLS, 4),
    long("production, untold", "production", LOAD, KILLS, 4, SEVERAL, HUNG_UP, tells=False),
    long("servers", "production", LOAD, SERVERS, 3),
    long("meta", "production", LOAD, ("kill serve", "shut Meta"), 3, ONE, (*NOT_TAKEN, *TAKEN, *TOO_LATE)),
]  # fmt: skip


class Misfortunes:
    """What can go wrong, each by the name of a method."""

    def __init__(self, fleet: Fleet, meta: Meta, request: pytest.FixtureRequest) -> None:
        self._fleet = fleet
        self._meta = meta
        self._request = request

    def strike(self, name: str) -> None:
        verb, _, what = name.partition(" ")
        getattr(self, f"_{verb}")(what)

    def _kill(self, who: str) -> None:
        names = self._fleet.names if who == "everybody" else [who]
        for name in names:
            self._fleet.kill(name)
        for name in names:
            self._fleet.start(name)

    def _crash(self, _what: str) -> None:
        server: Crashing = self._request.getfixturevalue("crashing_postgres")
        server.crash()
        time.sleep(AWAY)
        server.come_back()

    def _flush(self, _what: str) -> None:
        self._redis.empty()

    def _stop(self, _what: str) -> None:
        self._redis.halt()
        time.sleep(AWAY)
        self._redis.start()

    def _shut(self, _what: str) -> None:
        self._meta.shut()
        time.sleep(AWAY)
        self._meta.open()

    @property
    def _redis(self) -> Redis:
        found: Redis = self._request.getfixturevalue("redis_server")
        return found


def strike_at_random(
    misfortunes: Misfortunes, case: Case, seed: int, written: threading.Semaphore
) -> Counter[str]:
    """Have each misfortune strike at random points of the load."""
    chance = random.Random(seed)
    names = list(case.misfortunes) * case.times
    chance.shuffle(names)
    points = sorted(chance.sample(range(1, case.load.messages * 9 // 10), len(names)))
    for name, (before, point) in zip(names, itertools.pairwise([0, *points]), strict=True):
        for _ in range(before, point):
            assert written.acquire(timeout=QUIET), "nobody is answered any more"
        time.sleep(chance.uniform(*MOMENT))
        misfortunes.strike(name)
    return Counter(names)


@pytest.mark.parametrize("case", CASES)
def test_nothing_is_lost_doubled_or_out_of_order(
    case: Case,
    request: pytest.FixtureRequest,
    make_app: Callable[..., Flask],
    migrated_sqlite: Path,
    tmp_path: Path,
    tallies: Tallies,
) -> None:
    expected = calm(make_app, migrated_sqlite, case.load)
    seed = random.SystemRandom().randrange(10_000)
    meta = Meta(seed, case.moods, tells=case.tells)
    try:
        office = Office(request.getfixturevalue(case.database)(meta.url), ECHO)
        written = threading.Semaphore(0)
        began = time.monotonic()
        with (
            running(office.app, tmp_path, *case.processes) as fleet,
            meta.reporting(f"{fleet.url}/webhooks/whatsapp"),
            ThreadPoolExecutor(1) as other,
        ):
            misfortunes = Misfortunes(fleet, meta, request)
            striking = other.submit(strike_at_random, misfortunes, case, seed, written)
            case.load.write(meta, written)
            struck = striking.result()
            settle(office, meta, case.load)
    finally:
        meta.stop()
    print(
        f"\n{case.database}, seed {seed}, {time.monotonic() - began:.0f} s: {case.load.messages} "
        f"messages in {meta.deliveries} deliveries; {dict(struck)}; Meta: {dict(meta.met)}"
    )
    judge(office, meta, case.load, expected, struck + meta.met, tallies)
