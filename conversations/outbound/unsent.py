"""Messages that have not left: in doubt, or parked for a reason; sent after all, or given up.

The caller's scope says whose messages are seen. Nothing here commits; whoever has messages sent after
all rings the doorbell afterwards. Nothing of what they say is among what is given out.
"""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import contains_eager

from audit.trail import record, visible
from conversations.outbound.outcomes import LOW
from conversations.tables import AnyRow
from conversations.talks.effects import GOOD_FOR
from extensions import db
from models import AuditEvent, Conversation, Message, OutboxRow
from models.columns import utc_now

MOST = 200  # that are shown


def parked() -> Sequence[AnyRow]:
    """What is parked, oldest first: its id and ulid, whose it is, why and since when."""
    return db.session.execute(_rows("parked").limit(MOST)).all()


def in_doubt() -> Sequence[AnyRow]:
    """What may have arrived or not: it is sent once more at ``not_before``, unless a status comes."""
    return db.session.execute(_rows("unknown").limit(MOST)).all()


def count(state: str) -> int:
    """How many messages are ``parked``, or ``unknown``."""
    return db.session.scalar(select(func.count()).select_from(_rows(state).subquery())) or 0


def resent(since: datetime) -> int:
    """How many were sent once more since then because nobody knew whether they had arrived."""
    events = visible().where(AuditEvent.action == "message.resent", AuditEvent.at >= since)
    return db.session.scalar(select(func.count()).select_from(events.subquery())) or 0


def release(ids: Collection[int], actor: str) -> list[int]:
    """Send these after all, as if they were new; their conversations.

    Raises:
        LookupError: the first id that is not parked.

    """
    now = utc_now()
    rows = _held(ids)
    for row in rows:
        row.state, row.attempts, row.not_before, row.reason = "due", 0, now, ""
        row.good_until = now + GOOD_FOR if row.good_until else None
        if row.message.status == "parked":
            row.message.status = "queued"
            row.message.error_code, row.message.error_text = None, ""
        _record("message.released", row, actor)
    return [row.conversation_id for row in rows]


def give_up(ids: Collection[int], actor: str) -> list[int]:
    """Do not send these any more; their conversations. Why they were parked stays with them.

    Raises:
        LookupError: the first id that is not parked.

    """
    now = utc_now()
    rows = _held(ids)
    for row in rows:
        if row.message.status in LOW:
            row.message.status, row.message.failed_at = "failed", now
            row.message.error_text = row.message.error_text or row.reason
        _record("message.given_up", row, actor)
        db.session.delete(row)
    return [row.conversation_id for row in rows]


def _held(ids: Collection[int]) -> list[OutboxRow]:
    """The rows with these ids, locked; the messages first, as statuses lock them."""
    mine = select(OutboxRow.message_id).where(OutboxRow.id.in_(ids))
    db.session.execute(
        select(Message.id).where(Message.id.in_(mine)).order_by(Message.id).with_for_update()
    )
    rows = db.session.scalars(
        select(OutboxRow)
        .join(OutboxRow.message)
        .options(contains_eager(OutboxRow.message))
        .where(OutboxRow.id.in_(ids), OutboxRow.state == "parked")
        .order_by(OutboxRow.id)
        .with_for_update(of=OutboxRow)
    ).all()
    missing = set(ids) - {row.id for row in rows}
    if missing:
        raise LookupError(min(missing))
    return list(rows)


def _record(action: str, row: OutboxRow, actor: str) -> None:
    record(
        action,
        actor=actor,
        subject=f"message:{row.message.ulid}",
        department_id=row.message.department_id,
    )


def _rows(state: str) -> Select[*tuple[Any, ...]]:
    return (
        select(
            OutboxRow.id,
            OutboxRow.conversation_id,
            OutboxRow.reason,
            OutboxRow.created_at,
            OutboxRow.not_before,
            Message.ulid,
            Message.department_id,
            Conversation.last_inbound_at,
        )
        .join(Message, Message.id == OutboxRow.message_id)
        .join(Conversation, Conversation.id == OutboxRow.conversation_id)
        .where(OutboxRow.state == state)
        .order_by(OutboxRow.id)
    )
