"""A timer: something that is to happen to a talk later, unless the talk has moved on."""

from datetime import datetime

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from extensions import Base
from models.columns import BigKey, Instant, key


class Timer(Base):
    """One timer of a conversation. It fires as an inbox row, and is gone.

    ``purpose`` is ``silence``, and then the row carries ``turn``; or ``wait:<wait>`` for a talk that
    was put aside. A conversation has at most one timer of each purpose.
    """

    __tablename__ = "timer"
    __table_args__ = (UniqueConstraint("conversation_id", "purpose"),)

    id: Mapped[key]
    conversation_id: Mapped[int] = mapped_column(BigKey, ForeignKey("conversation.id"))
    purpose: Mapped[str] = mapped_column(String(40), default="silence")
    due_at: Mapped[datetime] = mapped_column(Instant, index=True)
    turn: Mapped[int]
