"""Messages end to end beside the plain handler, in turns within one run: every figure has its ratio.

    python -m benchmarks.messages [--minutes 5] [--people 20000] [--kinds postgresql,sqlite]

Both systems and their database are held to one core, the people and the Graph API to another.
"""

import argparse
import asyncio
import os
import platform
import statistics
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks import errand, load
from benchmarks.load import Graph, Measured
from benchmarks.premises import OURS, THEIRS, Premises, System

NUMBERS = 40  # over which people are spread, so that no number's limit binds
PEOPLE = 20_000
AT_ONCE = 32
KINDS = ("postgresql", "sqlite")
TURNS = 3  # that each side has, one after the other
RUNGS = ("sent", "delivered", "read")


@dataclass
class Side:
    """One system on one database, and what has been measured of it."""

    system: System
    graph: Graph
    rates: list[float] = field(default_factory=list)
    costs: list[float] = field(default_factory=list)  # ms of CPU a message
    full: Measured = field(default_factory=Measured)
    alone: Measured = field(default_factory=Measured)
    half: Measured = field(default_factory=Measured)

    async def take_turn(self, seconds: float) -> None:
        """So many seconds with everybody at once."""
        before = self.system.cpu()
        found = await self.system.crowd.at_once(AT_ONCE, seconds)
        if not found.times:
            raise SystemExit(f"{self.system.name} answered nobody:\n{self.system.output()[-4000:]}")
        self.costs.append((self.system.cpu() - before) / len(found.times) * 1000)
        self.rates.append(found.rate)
        self.full.add(found)

    @property
    def wrong(self) -> list[str]:
        """What went wrong, in all that was measured."""
        return self.full.wrong + self.alone.wrong + self.half.wrong


def measure(seconds: float = 8.0) -> str:
    """Both databases in short; a table."""
    os.sched_setaffinity(0, {OURS})
    return "\n".join([_machine(), *(_database(kind, PEOPLE, seconds) for kind in KINDS)])


def _database(kind: str, people: int, seconds: float) -> str:
    return "\n".join(asyncio.run(_measured(kind, people, seconds)))


async def _measured(kind: str, people: int, seconds: float) -> list[str]:
    steps = errand.steps()
    crowds = [load.people(people, NUMBERS, len(steps)) for _ in range(2)]
    graphs = [Graph(crowd) for crowd in crowds]
    for graph in graphs:
        await graph.start()
    premises = Premises(kind, steps)
    try:
        plain = Side(await asyncio.to_thread(premises.plain, crowds[0], graphs[0].url), graphs[0])
        ours = Side(
            await asyncio.to_thread(premises.sampan, crowds[1], graphs[1].url, NUMBERS), graphs[1]
        )
        for side in (plain, ours):
            await side.system.crowd.at_once(AT_ONCE, 2)  # caches, plans and statistics
        for _ in range(TURNS):
            for side in (plain, ours):
                await side.take_turn(seconds)
        for side in (plain, ours):
            side.alone = await side.system.crowd.at_once(1, seconds / 2)
            rate = statistics.median(side.rates) / 2
            side.half = await side.system.crowd.at_pace(rate, seconds)
        told = await _statuses(ours, seconds)
        return [*_table(kind, plain, ours), told]
    finally:
        premises.close()


async def _statuses(side: Side, seconds: float) -> str:
    """Statuses of what has been sent so far, each delivery stored before it is answered."""

    def bodies() -> Iterator[bytes]:
        for place in range(1, side.graph.taken + 1):
            for rung in RUNGS:
                status = {"id": load.wamid(place), "status": rung, "timestamp": "1790000000"}
                yield load.delivery(next(load.number_ids(1)), statuses=[status])

    before = side.system.cpu()
    posted, took = await load.post_all(side.system.url, bodies(), AT_ONCE, seconds)
    cost = (side.system.cpu() - before) / posted * 1000
    return (
        f"  statuses: {posted / took:,.0f} webhooks/s of one status each, stored before the answer; "
        f"{cost:.2f} ms of CPU each, applying included"
    )


def _table(kind: str, plain: Side, ours: Side) -> list[str]:
    lines = [
        f"{kind}, {AT_ONCE} at once:",
        "  system    in/s (range)         ratio  CPU ms  p50 / p99 ms    alone p50  half load p99  MiB",
    ]
    bare = statistics.median(plain.rates)
    for side in (plain, ours):
        rate = statistics.median(side.rates)
        span = f"{rate:,.0f} ({min(side.rates):,.0f}-{max(side.rates):,.0f})"
        middle, worst = side.full.quantile(0.5), side.full.quantile(0.99)
        lines.append(
            f"  {side.system.name:9} {span:20} {rate / bare:5.2f}  {statistics.median(side.costs):6.2f}  "
            f"{middle:6.1f} / {worst:6.1f} {side.alone.quantile(0.5):10.1f} {side.half.quantile(0.99):14.1f} "
            f"{side.system.memory():5.0f}"
        )
        lines += [f"  WRONG: {one}" for one in side.wrong[:5]]
    cheaper = statistics.median(plain.costs) / statistics.median(ours.costs)
    lines.append(f"  by CPU a message, which other work on the machine blurs less: {cheaper:.2f} x")
    answered = len(ours.full.times) + len(ours.alone.times) + len(ours.half.times)
    lines.append(f"  {answered:,} messages of ours answered, {len(ours.wrong)} wrongly or not")
    return lines


def _machine() -> str:
    model = next(
        (
            line.partition(":")[2].strip()
            for line in Path("/proc/cpuinfo").read_text().splitlines()
            if line.startswith("model name")
        ),
        platform.machine(),
    )
    return (
        f"messages: {model}, systems on core {THEIRS}, load on core {OURS}, Python "
        f"{platform.python_version()}, {os.getloadavg()[0]:.1f} other threads wanted to run"
    )


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--minutes", type=float, default=0.4, help="for each side")
    parser.add_argument("--people", type=int, default=PEOPLE)
    parser.add_argument("--kinds", default=",".join(KINDS))
    asked = parser.parse_args()
    os.sched_setaffinity(0, {OURS})
    print(_machine(), flush=True)
    for chosen in asked.kinds.split(","):
        print(_database(chosen, asked.people, asked.minutes * 60 / TURNS), flush=True)
