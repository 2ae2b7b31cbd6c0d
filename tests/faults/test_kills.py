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
from typing import Any, NamedTuple

import pytest

from tests.faults.conftest import Scene
from tests.faults.load import QUIET, Calm, Load, judge, settle
from tests.faults.meta import NOT_TAKEN, TAKEN, TOO_LATE, Meta
from tests.faults.tally import Tallies
from tests.flows.small import ECHO

MOMENT = (0.0, 0.5)  # seconds after a message was taken

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
    moody: float = 0.06  # of the messages meet a mood of Meta's
    tells: bool = True


def long(name: str, *about: Any, **more: Any) -> Any:
    return pytest.param(Case(*about, **more), id=name, marks=pytest.mark.faults)


LOAD = Load(people=12, words=20)
HUNG_UP = ("hung up",)  # of which nobody tells: each keeps one person waiting for a minute
CASES = [
    pytest.param(
        Case("production", Load(6, 8), ("kill serve", *SERVERS), processes=("serve", "work-ahead")),
        id="quick",
    ),
    long("embedded", "embedded", LOAD, KILLS, 3, ONE),
    long("embedded, untold", "embedded", LOAD, KILLS, 1, ONE, HUNG_UP, 0.01, tells=False),
    long("production", "production", LOAD, KILLS, 3),
    long("production, untold", "production", LOAD, KILLS, 1, SEVERAL, HUNG_UP, 0.01, tells=False),
    long("servers", "production", LOAD, SERVERS, 3),
    long("meta", "production", LOAD, ("kill serve", "shut Meta"), 3, ONE, (*NOT_TAKEN, *TAKEN, *TOO_LATE)),
]  # fmt: skip


def strike_at_random(
    strike: Callable[[str], None], case: Case, seed: int, written: threading.Semaphore
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
        strike(name)
    return Counter(names)


@pytest.mark.parametrize("case", CASES)
def test_nothing_is_lost_doubled_or_out_of_order(
    case: Case,
    start: Callable[..., Scene],
    strike: Callable[[Scene, str], None],
    calm: Callable[[Load], Calm],
    tallies: Tallies,
) -> None:
    expected = calm(case.load)
    seed = random.SystemRandom().randrange(10_000)
    meta = Meta(seed, case.moods, case.moody, tells=case.tells)
    scene = start(ECHO, *case.processes, meta=meta, on=case.database)
    written = threading.Semaphore(0)
    began = time.monotonic()
    with ThreadPoolExecutor(1) as other:
        striking = other.submit(
            strike_at_random, lambda name: strike(scene, name), case, seed, written
        )
        case.load.write(meta, written)
        struck = striking.result()
    settle(scene.office, meta, case.load)
    print(
        f"\n{case.database}, seed {seed}, {time.monotonic() - began:.0f} s: {case.load.messages} "
        f"messages in {meta.deliveries} deliveries; {dict(struck)}; Meta: {dict(meta.met)}"
    )
    judge(scene.office, meta, case.load, expected, struck + meta.met, tallies)
