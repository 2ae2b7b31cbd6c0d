"""Loaded by Python before all else where this folder is on PYTHONPATH: sets the process's clock.

Everything in the process sees a machine whose clock is CLOCK_AHEAD seconds off, and ticks.
"""

import os
from datetime import UTC, datetime, timedelta

import time_machine

off = timedelta(seconds=float(os.environ["CLOCK_AHEAD"]))
time_machine.travel(datetime.now(UTC) + off, tick=True).start()
