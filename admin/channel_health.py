"""How a number does: whether it sends, what waits, and what did not arrive of late."""

from datetime import datetime, timedelta

import msgspec
from sqlalchemy import func, select

from conversations.outbound.limits import held_until
from extensions import db
from models import Channel, Conversation, Message, OutboxRow

LATELY = timedelta(hours=24)
MOST_TALKS = 2000  # of the latest that are counted: a page must not read a whole city's messages
MOST_REASONS = 8


class Failures(msgspec.Struct, frozen=True):
    """How many messages did not arrive for one reason, in the words of the lower layers."""

    reason: str
    count: int


class Health(msgspec.Struct, frozen=True):
    """What staff see of a number. ``state`` is ``stopped``, ``held``, ``silent`` or ``good``.

    ``held_until`` is when Meta lets it go on; ``oldest`` since when the oldest message waits;
    ``silent`` means that Meta has never reached our webhook for it.
    """

    state: str
    waiting: int
    oldest: datetime | None
    laid_aside: int
    failures: list[Failures]
    held_until: datetime | None = None


def health(channel: Channel, now: datetime) -> Health:
    """The health of ``channel``, which the caller may see."""
    held = held_until(channel.id, now)
    waiting, oldest = _waiting(channel)
    return Health(
        state=_state(channel, held),
        waiting=waiting,
        oldest=oldest,
        laid_aside=_laid_aside(channel),
        failures=_failures(channel, now - LATELY),
        held_until=held,
    )


def _state(channel: Channel, held: datetime | None) -> str:
    if channel.stopped_reason:
        return "stopped"
    if held is not None:
        return "held"
    return "good" if channel.webhook_seen_at else "silent"


def _waiting(channel: Channel) -> tuple[int, datetime | None]:
    wanted = select(func.count(OutboxRow.id), func.min(OutboxRow.created_at)).where(
        OutboxRow.channel_id == channel.id, OutboxRow.state != "parked"
    )
    count, oldest = db.session.execute(wanted).one()
    return count, oldest


def _laid_aside(channel: Channel) -> int:
    wanted = select(func.count(OutboxRow.id)).where(
        OutboxRow.channel_id == channel.id, OutboxRow.state == "parked"
    )
    return db.session.scalar(wanted) or 0


def _failures(channel: Channel, since: datetime) -> list[Failures]:
    """What was given up since then, the most frequent reason first."""
    talks = (
        select(Conversation.id)
        .where(Conversation.channel_id == channel.id, Conversation.last_message_at >= since)
        .order_by(Conversation.last_message_at.desc())
        .limit(MOST_TALKS)
    )
    count = func.count(Message.id)
    wanted = (
        select(Message.error_text, count)
        .where(
            Message.conversation_id.in_(talks),
            Message.status == "failed",
            Message.failed_at >= since,
        )
        .group_by(Message.error_text)
        .order_by(count.desc(), Message.error_text)
        .limit(MOST_REASONS)
    )
    return [Failures(reason, many) for reason, many in db.session.execute(wanted)]
