"""Sealing the trail and writing its checkpoints, in worker processes: never while somebody waits.

Several workers may run: one of them seals at a time, and each machine has its own checkpoints.
"""

import math
import time
from datetime import timedelta
from pathlib import Path

from audit import checkpoints, sealer
from conversations.installation import installation_id
from conversations.transactions import looking, writing
from models.columns import utc_now

PERIOD = 1.0  # seconds
FAR_EVERY = 300.0  # seconds between looks for what was overlooked
LOOK_EVERY = 5.0  # seconds between looks at the folder
CHECKPOINT_EVERY = timedelta(minutes=1)


class Sealing:
    """Takes the steps of the sealing loop."""

    def __init__(self, folder: Path) -> None:
        """Write checkpoints into ``folder``."""
        self._folder = folder
        self._far_at = self._looked_at = -math.inf
        self._noted = 0  # the last seal that a checkpoint of ours covers

    def step(self) -> float:
        """Seal what waits, and note where the chain stands; how long to sleep until the next time."""
        sealed = seal(sealer.recent)
        if time.monotonic() - self._far_at >= FAR_EVERY:
            self._far_at = time.monotonic()
            sealed += seal(sealer.overlooked)
        if sealed >= sealer.SET:
            return 0.0
        if time.monotonic() - self._looked_at >= LOOK_EVERY:
            self._looked_at = time.monotonic()
            if _is_old(checkpoints.newest(self._folder)):
                self.note()
        return PERIOD

    def finish(self) -> Path | None:
        """Seal the rest and note where the chain stands, however young the last checkpoint; its file."""
        while seal(sealer.recent) or seal(sealer.overlooked):
            pass
        return self.note()

    def note(self) -> Path | None:
        """Write a checkpoint if the chain has grown since this worker's last one; the file."""
        with looking() as connection:
            seq, _ = sealer.last(connection)
        if seq <= self._noted:
            return None
        ours = installation_id()
        with writing() as connection:
            key = checkpoints.signing_key(connection)
            stand = checkpoints.stand(connection, ours, utc_now())
        if stand is None:
            return None
        path = checkpoints.write(self._folder, stand, key)
        self._noted = stand["seq"]
        return path


def seal(which: sealer.Which) -> int:
    """Seal some of the events that ``which`` selects, in a transaction of its own; how many."""
    with looking() as connection:
        if not sealer.are_any(connection, which(connection)):
            return 0
    with writing() as connection:
        return sealer.seal(connection, which(connection))


def _is_old(newest: Path | None) -> bool:
    """Whether it is time for another checkpoint after the newest of this machine."""
    if newest is None:
        return True
    try:
        age = time.time() - newest.stat().st_mtime
    except FileNotFoundError:
        return True
    return not 0 <= age < CHECKPOINT_EVERY.total_seconds()
