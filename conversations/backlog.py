"""How far the work is behind: whether anybody does it at all, for all departments together."""

from datetime import datetime, timedelta

import msgspec
from sqlalchemy import func, or_, select

from conversations.outbound import outbox
from conversations.tables import channel, inbox, timer
from conversations.tables import outbox as rows
from extensions import db

# Longer than any lease: what one process left when it died, another has taken up by then.
LATE = timedelta(minutes=2)
REPLIES = (0, 1)  # the outbox's lanes that people wait for


class Backlog(msgspec.Struct, frozen=True):
    """For how many seconds the oldest that could be worked on has been due; 0 when there is none.

    ``turns`` is what came in, ``replies`` what is to leave at once, ``timers`` what has run out.
    """

    turns: float = 0.0
    replies: float = 0.0
    timers: float = 0.0


def backlog(now: datetime) -> Backlog:
    """The present backlog. Asks as the system: whoever calls says so (``models.scope``)."""
    return Backlog(turns(now), _since(_oldest_reply(now), now), _since(_oldest_timer(), now))


def turns(now: datetime) -> float:
    """For how many seconds the oldest row of the inbox has been due; 0 when none is."""
    oldest: datetime | None = db.session.scalar(
        select(func.min(func.coalesce(inbox.c.not_before, inbox.c.received_at))).where(
            inbox.c.state == "due",
            or_(inbox.c.not_before.is_(None), inbox.c.not_before <= now),
        )
    )
    return _since(oldest, now)


def _oldest_reply(now: datetime) -> datetime | None:
    """Of the first messages of each conversation: those behind them wait for their turn."""
    oldest: datetime | None = db.session.scalar(
        select(rows.c.not_before)
        .join(channel, channel.c.id == rows.c.channel_id)
        .where(rows.c.lane.in_(REPLIES), outbox.is_ready(now))
        .order_by(rows.c.not_before)
        .limit(1)
    )
    return oldest


def _oldest_timer() -> datetime | None:
    oldest: datetime | None = db.session.scalar(select(func.min(timer.c.due_at)))
    return oldest


def _since(due: datetime | None, now: datetime) -> float:
    return max((now - due).total_seconds(), 0.0) if due else 0.0
