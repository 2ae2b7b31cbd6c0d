"""Counting where turns led: added up for a whole transaction, and written in one statement."""

import random
from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import Connection
from sqlalchemy.dialects import postgresql, sqlite

from conversations.tables import visit_count
from conversations.talks.turns import Turn
from models.visit_count import SLOTS

KEYS = ("department_id", "flow", "day", "version", "node", "how", "slot")


def count(connection: Connection, turns: Sequence[Turn], now: datetime) -> None:
    """Add the visits of ``turns`` to the day's sums, in the caller's transaction.

    Engines that count at the same moment would lock the same few rows, those of the front door,
    until they commit; so each takes one of several slots. Within a slot the rows are locked in the
    order of their keys: two of them wait for each other in turn, never in a circle.
    """
    single = connection.dialect.name == "sqlite"  # one writer at a time, as it is
    slot = 0 if single else random.randrange(SLOTS)  # noqa: S311 (spreads load, keeps no secret)
    days = {
        zone: now.astimezone(ZoneInfo(zone)).date() for zone in {one.lane.zone for one in turns}
    }
    sums = Counter(
        (turn.lane.department_id, visit.flow, days[turn.lane.zone], visit.version, visit.node, visit.how)
        for turn in turns
        for visit in turn.visits
    )  # fmt: skip
    if not sums:
        return
    rows = [
        dict(zip(KEYS, (*key, slot), strict=True)) | {"times": sums[key]} for key in sorted(sums)
    ]
    insert = sqlite.insert if single else postgresql.insert
    statement = insert(visit_count)
    times = visit_count.c.times + statement.excluded.times
    connection.execute(
        statement.on_conflict_do_update(index_elements=KEYS, set_={"times": times}), rows
    )
