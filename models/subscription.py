"""A subscription: a contact who joined one of the department's topics, and when they left it."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from extensions import Base
from models.columns import BigKey, DepartmentOwned, Instant, key, utc_now
from models.contact import Contact


class Subscription(DepartmentOwned, Base):
    """One contact and one topic. ``left_at`` is None as long as they are in it.

    ``flow``, ``version`` (a content hash) and ``node`` say where the contact joined: what stood
    there is what they agreed to. Joining anew after leaving begins the row anew.
    """

    __tablename__ = "subscription"
    __table_args__ = (
        UniqueConstraint("contact_id", "topic"),
        Index("ix_subscription_department_topic", "department_id", "topic", "left_at"),
    )

    id: Mapped[key]
    contact_id: Mapped[int] = mapped_column(BigKey, ForeignKey("contact.id"))
    topic: Mapped[str] = mapped_column(String(80))
    joined_at: Mapped[datetime] = mapped_column(Instant, default=utc_now)
    left_at: Mapped[datetime | None] = mapped_column(Instant)
    flow: Mapped[str] = mapped_column(String(80))
    version: Mapped[str] = mapped_column(String(64))
    node: Mapped[str] = mapped_column(String(80))

    contact: Mapped[Contact] = relationship()
