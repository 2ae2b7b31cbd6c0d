"""A question that citizens ask, with its answer; and which of them were asked."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from extensions import Base
from models.columns import BigKey, DepartmentOwned, Instant, Json, JsonObject, key, utc_now
from models.conversation import Conversation
from models.surrounding import Surrounding


class Question(Surrounding, Base):
    """A question of a department. ``name`` is its id, by which talks remember it.

    ``document`` is as ``flows.department.questions.Entry`` has it, without the id. It answers citizens while it
    is ``live``. ``revision`` grows with every change.
    """

    __tablename__ = "question"
    __table_args__ = (UniqueConstraint("department_id", "name"),)

    id: Mapped[key]
    name: Mapped[str] = mapped_column(String(60))
    document: Mapped[JsonObject] = mapped_column(Json)
    live: Mapped[bool] = mapped_column(default=False)
    revision: Mapped[int] = mapped_column(default=1)
    updated_at: Mapped[datetime] = mapped_column(Instant, default=utc_now, onupdate=utc_now)
    created_at: Mapped[datetime] = mapped_column(Instant, default=utc_now)

    def __str__(self) -> str:
        """Its id."""
        return self.name


class Consultation(DepartmentOwned, Base):
    """A citizen asked the department's questions. ``entry`` answered; empty when none did.

    What was asked is the message of this ``wamid``, and goes when that goes.
    """

    __tablename__ = "consultation"
    __table_args__ = (
        Index("ix_consultation_department_entry", "department_id", "entry", "asked_at"),
    )

    id: Mapped[key]
    conversation_id: Mapped[int] = mapped_column(BigKey, ForeignKey("conversation.id"))
    wamid: Mapped[str | None] = mapped_column(String(255))
    entry: Mapped[str] = mapped_column(String(60))
    asked_at: Mapped[datetime] = mapped_column(Instant, default=utc_now)

    conversation: Mapped[Conversation] = relationship()
