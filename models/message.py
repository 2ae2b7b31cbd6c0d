"""A message: everything said in either direction, and how far it got."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from extensions import Base
from models.columns import BigKey, DepartmentOwned, Instant, key, utc_now
from models.conversation import Conversation
from models.crypto import EncryptedBytes
from models.user import User


class Message(DepartmentOwned, Base):
    """One message. ``ulid`` is ours and goes out as callback data; ``wamid`` is WhatsApp's.

    ``direction`` is ``in`` or ``out``. ``content`` is JSON: a ``flows.events`` event for what came
    in, a ``flows.messages`` message for what goes out. ``status`` climbs queued → sending →
    accepted → sent → delivered → read, or ends in failed or parked; what came in is ``received``.
    ``said_by`` is the member of staff who wrote it, None for what a flow said.
    """

    __tablename__ = "message"
    __table_args__ = (
        Index("ix_message_conversation", "conversation_id", "id"),
        Index("ix_message_wamid", "wamid", unique=True),
    )

    id: Mapped[key]
    ulid: Mapped[str] = mapped_column(String(26), unique=True)
    conversation_id: Mapped[int] = mapped_column(BigKey, ForeignKey("conversation.id"))
    direction: Mapped[str] = mapped_column(String(3))
    wamid: Mapped[str | None] = mapped_column(String(255))
    kind: Mapped[str] = mapped_column(String(20))
    content: Mapped[bytes] = mapped_column(EncryptedBytes("message.content"))
    status: Mapped[str] = mapped_column(String(12))
    happened_at: Mapped[datetime] = mapped_column(Instant, default=utc_now)
    accepted_at: Mapped[datetime | None] = mapped_column(Instant)
    sent_at: Mapped[datetime | None] = mapped_column(Instant)
    delivered_at: Mapped[datetime | None] = mapped_column(Instant)
    read_at: Mapped[datetime | None] = mapped_column(Instant)
    failed_at: Mapped[datetime | None] = mapped_column(Instant)
    error_code: Mapped[int | None]
    error_text: Mapped[str] = mapped_column(String(300), default="")
    price_category: Mapped[str] = mapped_column(String(40), default="")
    turn: Mapped[int] = mapped_column(default=0)
    flow: Mapped[str] = mapped_column(String(80), default="")
    version: Mapped[str] = mapped_column(String(64), default="")
    node: Mapped[str] = mapped_column(String(80), default="")
    said_by: Mapped[int | None] = mapped_column(BigKey, ForeignKey("user.id"))

    conversation: Mapped[Conversation] = relationship()
    author: Mapped[User | None] = relationship()
