"""A conversation: one person on one channel, with the state of their talk."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from extensions import Base
from models.channel import Channel
from models.columns import BigKey, DepartmentOwned, Instant, key, utc_now
from models.contact import Contact
from models.crypto import EncryptedBytes


class Conversation(DepartmentOwned, Base):
    """One person on one channel: one lane, in which everything happens in one order.

    ``state`` is ``flows.state`` as JSON, ``turn`` its turn number, in the clear for the
    compare-and-set of the commit. ``lease_token`` and ``lease_until`` say who works the lane.
    ``last_inbound_at`` is by WhatsApp's clock and opens the 24-hour window. ``flow``, ``version``
    and ``node`` repeat where the talk stands, for reports; empty when nothing waits.
    """

    __tablename__ = "conversation"
    __table_args__ = (
        UniqueConstraint("person_id", "channel_id"),
        Index("ix_conversation_department_recent", "department_id", "last_message_at"),
    )

    id: Mapped[key]
    person_id: Mapped[int] = mapped_column(BigKey, ForeignKey("person.id"))
    channel_id: Mapped[int] = mapped_column(BigKey, ForeignKey("channel.id"))
    contact_id: Mapped[int] = mapped_column(BigKey, ForeignKey("contact.id"))
    state: Mapped[bytes | None] = mapped_column(EncryptedBytes("conversation.state"))
    turn: Mapped[int] = mapped_column(default=0)
    lease_token: Mapped[str | None] = mapped_column(String(32))
    lease_until: Mapped[datetime | None] = mapped_column(Instant)
    last_inbound_at: Mapped[datetime | None] = mapped_column(Instant)
    last_message_at: Mapped[datetime | None] = mapped_column(Instant)
    flow: Mapped[str] = mapped_column(String(80), default="")
    version: Mapped[str] = mapped_column(String(64), default="")
    node: Mapped[str] = mapped_column(String(80), default="")
    created_at: Mapped[datetime] = mapped_column(Instant, default=utc_now)

    channel: Mapped[Channel] = relationship()
    contact: Mapped[Contact] = relationship()
