"""What the runs under faults showed, promise by promise: printed when all have ended."""

from collections import Counter
from dataclasses import dataclass, field

PROMISES = {
    1: "what is answered with 200 is stored, once",
    2: "one person's events in order, one at a time",
    3: "state, messages, timers and trail together",
    4: "what is due leaves, or is parked with its reason",
    5: "statuses only climb",
    6: "timers fire once, and not after a reply",
    8: "limits, Meta's advice and a new token hold",
    10: "files are fetched in time",
}


@dataclass
class Tally:
    """Sums of one promise. ``events`` could have broken it, ``why`` tells of what came twice."""

    rounds: int = 0
    events: int = 0
    faults: Counter[str] = field(default_factory=Counter)
    lost: int = 0
    disordered: int = 0
    doubled: Counter[str] = field(default_factory=Counter)


class Tallies:
    """The sums of every promise."""

    def __init__(self) -> None:
        self._kept: dict[int, Tally] = {}

    def add(
        self,
        promise: int,
        events: int,
        faults: Counter[str],
        *,
        lost: int = 0,
        disordered: int = 0,
        doubled: Counter[str] | None = None,
    ) -> None:
        """Add one run."""
        kept = self._kept.setdefault(promise, Tally())
        kept.rounds += 1
        kept.events += events
        kept.faults += faults
        kept.lost += lost
        kept.disordered += disordered
        kept.doubled += doubled or Counter()

    def lines(self) -> list[str]:
        """The table, for people."""
        found = [f"{'':54} rounds  events  kills  faults  lost  disordered  doubled"]
        for promise, kept in sorted(self._kept.items()):
            kills = sum(times for name, times in kept.faults.items() if name.startswith("kill"))
            twice = ", ".join(f"{times} ({why})" for why, times in kept.doubled.items())
            found.append(
                f"{promise:2}. {PROMISES[promise]:50} {kept.rounds:6} {kept.events:7} {kills:6} "
                f"{kept.faults.total() - kills:7} {kept.lost:5} {kept.disordered:11}  {twice or 0}"
            )
        alike: dict[str, list[str]] = {}
        for promise, kept in sorted(self._kept.items()):
            faults = ", ".join(f"{name} {times}" for name, times in sorted(kept.faults.items()))
            alike.setdefault(faults, []).append(str(promise))
        found += [f"Struck at {', '.join(whom)}: {faults}." for faults, whom in alike.items()]
        return found
