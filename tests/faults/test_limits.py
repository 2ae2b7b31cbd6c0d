"""A number's throughput and the pace towards one person, kept by several processes together."""

from collections import Counter
from collections.abc import Callable, Sequence

import pytest

from models import OutboxRow
from tests.conversations.office import a_text, delivery
from tests.faults.conftest import Scene
from tests.faults.load import phone
from tests.faults.tally import Tallies
from tests.flows.small import ECHO
from tests.services.process import eventually

pytestmark = pytest.mark.faults

THROUGHPUT = 10  # messages a second from the number
BURST, SECONDS = 3, 2  # to one person at once, and for each of those after
PEOPLE, WORDS = 20, 4
# What is let go in time may arrive together when the machine is busy: Meta counts arrivals.
BUNCHED, LATE = 3, 0.5


def test_limits_hold_over_all_processes(start: Callable[..., Scene], tallies: Tallies) -> None:
    scene = start(
        ECHO, "serve", "work", "work-ahead", "work-behind",
        throughput=THROUGHPUT, pair_burst=BURST, pair_seconds=SECONDS,
    )  # fmt: skip
    for place in range(WORDS):
        told = [a_text(f"word {place}", phone=phone(person)) for person in range(PEOPLE)]
        scene.meta.deliver(delivery(told))
    scene.fleet.kill("serve")  # the others have it all, and share it
    scene.fleet.start("serve")
    expected = PEOPLE * (2 * WORDS - 1)
    eventually(lambda: len(scene.meta.sent) >= expected and not scene.office.count(OutboxRow))

    everybody = sorted(at for times in scene.meta.arrived.values() for at in times)
    most = most_within(everybody, 1.0)
    early = sum(too_early(times) for times in scene.meta.arrived.values())
    took = everybody[-1] - everybody[0]
    print(f"\n{len(everybody)} messages in {took:.1f} s, at most {most} in a second")
    doubled = sum(scene.meta.accepted.values()) - len(scene.meta.accepted)
    lost = expected - len(scene.meta.accepted)
    tallies.add(8, len(everybody), Counter({"kill serve": 1}), lost=lost, disordered=early)
    assert lost == doubled == 0
    assert most <= THROUGHPUT + BUNCHED
    assert took >= (expected - THROUGHPUT) / THROUGHPUT
    assert early == 0


def most_within(times: Sequence[float], seconds: float) -> int:
    """The most of ``times`` (in their order) that lie in any span of so many seconds."""
    return max(
        sum(start <= at < start + seconds for at in times[place:])
        for place, start in enumerate(times)
    )


def too_early(times: Sequence[float]) -> int:
    """How many came before the bucket could have had a token for them."""
    return sum(
        at + LATE < times[first] + (place - first + 1 - BURST) * SECONDS
        for place, at in enumerate(times)
        for first in range(place)
    )
