"""The outbox: messages that are still to leave."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, SmallInteger, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from extensions import Base
from models.columns import BigKey, Instant, key, utc_now
from models.message import Message


class OutboxRow(Base):
    """One message to send. The row goes when WhatsApp has accepted the message.

    ``lane`` is 0 for replies, 1 for alerts, 2 for notifications, 3 for bulk. ``state`` is ``due``,
    ``sending`` (claimed under the lease), ``unknown`` (the POST was cut off) or ``parked``. Rows of
    one conversation leave in the order of their ids. What has not left by ``good_until`` does not go
    any more (``conversations.outbound.delays``); None where it is of use whenever it comes.
    """

    __tablename__ = "outbox"
    __table_args__ = (
        Index("ix_outbox_claim", "state", "lane", "not_before", "id"),
        Index("ix_outbox_conversation", "conversation_id", "id"),
    )

    id: Mapped[key]
    message_id: Mapped[int] = mapped_column(BigKey, ForeignKey("message.id"), unique=True)
    conversation_id: Mapped[int] = mapped_column(BigKey, ForeignKey("conversation.id"))
    channel_id: Mapped[int] = mapped_column(BigKey, ForeignKey("channel.id"))
    lane: Mapped[int] = mapped_column(SmallInteger, default=0)
    state: Mapped[str] = mapped_column(String(8), default="due")
    attempts: Mapped[int] = mapped_column(default=0)
    not_before: Mapped[datetime] = mapped_column(Instant, default=utc_now)
    lease_token: Mapped[str | None] = mapped_column(String(32))
    lease_until: Mapped[datetime | None] = mapped_column(Instant)
    reason: Mapped[str] = mapped_column(String(300), default="")
    good_until: Mapped[datetime | None] = mapped_column(Instant)
    created_at: Mapped[datetime] = mapped_column(Instant, default=utc_now)

    message: Mapped[Message] = relationship()
