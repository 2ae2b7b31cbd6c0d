"""What could not leave and was laid aside: it waits for the person to write again, or for staff.

A message that the closed 24-hour window stopped leaves by itself when the person writes again, ahead
of the answer to that, unless it has become stale. Staff may send anything laid aside, or drop it.
"""

from collections.abc import Callable, Collection, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Select, select, update
from sqlalchemy.orm import joinedload

from conversations.outbound import unsent
from conversations.outbound.outcomes import WINDOW_CLOSED
from conversations.tables import message, outbox
from extensions import db
from flows.messages import Template
from flows.talk import window
from models import Conversation, Message, OutboxRow
from models.columns import utc_now

STALE = timedelta(days=7)  # what is older is for staff to judge
MOST = 200  # that are shown


class RefusedError(Exception):
    """What staff asked for cannot be done: ``reason`` is ``gone`` or ``window``."""

    def __init__(self, reason: str) -> None:
        """``reason`` is one of the words above."""
        super().__init__(reason)
        self.reason = reason


def release(connection: Connection, conversation_ids: Collection[int], now: datetime) -> None:
    """Let go what the closed window stopped in these conversations, in the caller's transaction."""
    if not conversation_ids:
        return
    rows = connection.execute(
        select(outbox.c.id, outbox.c.message_id)
        .join(message, message.c.id == outbox.c.message_id)
        .where(
            outbox.c.conversation_id.in_(conversation_ids),
            outbox.c.state == "parked",
            outbox.c.created_at > now - STALE,
            message.c.error_code == WINDOW_CLOSED,
        )
    ).all()
    if not rows:
        return
    connection.execute(
        update(message)
        .where(message.c.id.in_([row.message_id for row in rows]), message.c.status == "parked")
        .values(status="queued", error_code=None, error_text="")
    )
    connection.execute(
        update(outbox)
        .where(outbox.c.id.in_([row.id for row in rows]))
        .values(state="due", attempts=0, not_before=now, reason="")
    )


def laid_aside(conversation_id: int | None = None) -> Sequence[Message]:
    """What is laid aside, of one conversation or of all that the scope sees, the oldest first."""
    wanted = _wanted()
    if conversation_id is not None:
        wanted = wanted.where(Message.conversation_id == conversation_id)
    return db.session.scalars(wanted.order_by(OutboxRow.id).limit(MOST)).all()


def send(said: Message, actor: str) -> None:
    """Send ``said`` after all. The caller commits and rings the doorbell.

    Raises:
        RefusedError: it is not laid aside any more, or WhatsApp would refuse it now.

    """
    talk = db.session.get_one(Conversation, said.conversation_id)
    is_template = said.kind == Template.__struct_config__.tag
    if not is_template and not window.is_open(talk.last_inbound_at, utc_now()):
        raise RefusedError("window")
    _do(unsent.release, said, actor)


def drop(said: Message, actor: str) -> None:
    """Give ``said`` up; why it was laid aside stays with it. The caller commits.

    Raises:
        RefusedError: it is not laid aside any more.

    """
    _do(unsent.give_up, said, actor)


def _do(deed: Callable[[list[int], str], object], said: Message, actor: str) -> None:
    row = db.session.scalar(select(OutboxRow.id).where(OutboxRow.message_id == said.id))
    try:
        deed([row or 0], actor)
    except LookupError:
        raise RefusedError("gone") from None


def _wanted() -> Select[Any]:
    return (
        select(Message)
        .join(OutboxRow, OutboxRow.message_id == Message.id)
        .where(OutboxRow.state == "parked")
        .options(joinedload(Message.conversation).joinedload(Conversation.contact))
    )
