"""A hand-over: a talk that waits for a person, or that one has."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, false, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from extensions import Base
from models.columns import BigKey, DepartmentOwned, Instant, key, utc_now
from models.conversation import Conversation
from models.queue import Queue
from models.user import User

OPEN = ("waiting", "taken")  # states in which a person has the talk, or is about to


class Handover(DepartmentOwned, Base):
    """One period in which a talk belongs to people; a conversation has at most one that is open.

    ``state`` is ``waiting``, ``taken``, or how it ended: ``closed`` by staff, ``left`` by the
    citizen, ``nobody`` came. ``priority`` is ``normal`` or ``high``. ``turn`` goes back to the talk
    with ``flows.events.HandedBack``; ``flow``, ``version`` and ``node`` are where the talk stood, empty when
    nothing waited. ``is_test`` says that it is a tester's talk.
    """

    __tablename__ = "handover"
    __table_args__ = (
        Index(
            "ix_handover_open",
            "conversation_id",
            unique=True,
            sqlite_where=text("state IN ('waiting', 'taken')"),
            postgresql_where=text("state IN ('waiting', 'taken')"),
        ),
        Index("ix_handover_department_state", "department_id", "state", "asked_at"),
    )

    id: Mapped[key]
    conversation_id: Mapped[int] = mapped_column(BigKey, ForeignKey("conversation.id"))
    queue_id: Mapped[int] = mapped_column(BigKey, ForeignKey("queue.id"))
    priority: Mapped[str] = mapped_column(String(8), default="normal")
    state: Mapped[str] = mapped_column(String(8), default="waiting")
    turn: Mapped[int]
    flow: Mapped[str] = mapped_column(String(80), default="")
    version: Mapped[str] = mapped_column(String(64), default="")
    node: Mapped[str] = mapped_column(String(80), default="")
    asked_at: Mapped[datetime] = mapped_column(Instant, default=utc_now)
    taken_by: Mapped[int | None] = mapped_column(BigKey, ForeignKey("user.id"))
    taken_at: Mapped[datetime | None] = mapped_column(Instant)
    closed_by: Mapped[int | None] = mapped_column(BigKey, ForeignKey("user.id"))
    closed_at: Mapped[datetime | None] = mapped_column(Instant)
    is_test: Mapped[bool] = mapped_column(default=False, server_default=false())

    conversation: Mapped[Conversation] = relationship()
    queue: Mapped[Queue] = relationship()
    holder: Mapped[User | None] = relationship(foreign_keys=[taken_by])
