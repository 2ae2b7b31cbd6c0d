"""A call: something that a turn asked of a system outside, and what has become of it."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from extensions import Base
from models.columns import BigKey, DepartmentOwned, Instant, key, utc_now
from models.crypto import EncryptedJson

OPEN = ("due", "leased")


class Call(DepartmentOwned, Base):
    """One call. ``key`` is ``conversation:turn:index`` and goes along as Idempotency-Key.

    ``to`` says who is asked (``service``, ``status``, ``booking``), ``name`` which of them, such as
    the connector. ``state`` is ``due``, ``leased`` (being asked), ``done`` or ``parked`` (given up:
    ``reason`` says why; the talk was told ``failed``). What was asked is encrypted and goes as soon
    as there is an answer; the answer itself enters the inbox and is not kept here, only how it went.
    The sweeper deletes what is over (``conversations.sweeper.purge``).
    """

    __tablename__ = "call"
    __table_args__ = (
        Index(
            "ix_call_open",
            "not_before",
            sqlite_where=text("state IN ('due', 'leased')"),
            postgresql_where=text("state IN ('due', 'leased')"),
        ),
        Index("ix_call_conversation", "conversation_id", "id"),
        Index("ix_call_created", "created_at"),
    )

    id: Mapped[key]
    key: Mapped[str] = mapped_column(String(80), unique=True)
    conversation_id: Mapped[int] = mapped_column(BigKey, ForeignKey("conversation.id"))
    to: Mapped[str] = mapped_column(String(20))
    name: Mapped[str] = mapped_column(String(80), default="")
    turn: Mapped[int]
    flow: Mapped[str] = mapped_column(String(80), default="")
    version: Mapped[str] = mapped_column(String(64), default="")
    node: Mapped[str] = mapped_column(String(80), default="")
    request: Mapped[dict[str, Any] | None] = mapped_column(EncryptedJson("call.request"))
    state: Mapped[str] = mapped_column(String(8), default="due")
    attempts: Mapped[int] = mapped_column(default=0)
    not_before: Mapped[datetime] = mapped_column(Instant, default=utc_now)
    lease_token: Mapped[str | None] = mapped_column(String(32))
    lease_until: Mapped[datetime | None] = mapped_column(Instant)
    deadline: Mapped[datetime] = mapped_column(Instant)
    outcome: Mapped[str] = mapped_column(String(20), default="")
    reason: Mapped[str] = mapped_column(String(200), default="")
    created_at: Mapped[datetime] = mapped_column(Instant, default=utc_now)
    answered_at: Mapped[datetime | None] = mapped_column(Instant)
