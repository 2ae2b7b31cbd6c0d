"""A case: a submitted form with its reference number."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from extensions import Base
from models.columns import BigKey, DepartmentOwned, Instant, key, utc_now
from models.contact import Contact
from models.crypto import EncryptedJson


class Case(DepartmentOwned, Base):
    """One case. ``answers`` is a list of ``flows.effects.Answered`` as plain objects.

    ``status`` is one of ``flows.department.cases.STATES``. ``note`` is what the citizen may read about it, by
    language. ``updated_at`` is when either last changed, ``closed_at`` when it was first closed.
    """

    __tablename__ = "case"
    __table_args__ = (Index("ix_case_department_recent", "department_id", "created_at"),)

    id: Mapped[key]
    reference: Mapped[str] = mapped_column(String(60), unique=True)
    type: Mapped[str] = mapped_column(String(80), index=True)
    conversation_id: Mapped[int] = mapped_column(BigKey, ForeignKey("conversation.id"))
    contact_id: Mapped[int] = mapped_column(BigKey, ForeignKey("contact.id"))
    flow: Mapped[str] = mapped_column(String(80))
    version: Mapped[str] = mapped_column(String(64))
    node: Mapped[str] = mapped_column(String(80))
    language: Mapped[str] = mapped_column(String(16))
    answers: Mapped[list[dict[str, Any]]] = mapped_column(EncryptedJson("case.answers"))
    status: Mapped[str] = mapped_column(String(12), default="open")
    note: Mapped[dict[str, str] | None] = mapped_column(EncryptedJson("case.note"))
    created_at: Mapped[datetime] = mapped_column(Instant, default=utc_now)
    updated_at: Mapped[datetime] = mapped_column(Instant, default=utc_now)
    closed_at: Mapped[datetime | None] = mapped_column(Instant)

    contact: Mapped[Contact] = relationship()
