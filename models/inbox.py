"""The inbox: everything that moves a talk, stored before anything is done about it."""

from datetime import datetime

from sqlalchemy import Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from extensions import Base
from models.columns import BigKey, Instant, key, utc_now
from models.crypto import EncryptedBytes


class InboxRow(Base):
    """One thing that arrived. A work queue: rows that are done go after the dedupe time.

    ``key`` makes a second delivery the same row: ``m:<phone_number_id>:<wamid>``,
    ``s:<wamid>:<status>``, ``t:<conversation>:<turn>`` for silence, ``w:<conversation>:<wait>`` for
    a wait that is over, ``k:<conversation>:<turn>`` for a hand-over that was taken and ``b:`` for one
    that is given back, ``c:<conversation>:<turn>:<index>`` for the answer to a call, ``o:case:<id>``
    for a case that was closed, ``d:<conversation>:<outbox row>`` for replies that came too late,
    ``g:<conversation>:<turn>`` for what staff did to help a talk on, else ``h:<sha256>``. ``kind`` is ``message``, ``status``, ``timer``,
    ``taken``, ``handback``, ``reply``, ``occasion``, ``delay``, ``steering``, ``change`` or ``unread`` (a signed body that could
    not be understood). ``state`` is ``due``, ``done`` or ``parked``. There is no foreign key to the
    channel: a number that we do not know yet is stored all the same.
    """

    __tablename__ = "inbox"
    __table_args__ = (
        Index(
            "ix_inbox_due",
            "conversation_id",
            "id",
            sqlite_where=text("state = 'due'"),
            postgresql_where=text("state = 'due'"),
        ),
        Index("ix_inbox_state_received", "state", "received_at"),
    )

    id: Mapped[key]
    key: Mapped[str] = mapped_column(Text, unique=True)
    kind: Mapped[str] = mapped_column(String(12))
    phone_number_id: Mapped[str] = mapped_column(String(64), default="")
    conversation_id: Mapped[int | None] = mapped_column(BigKey)
    payload: Mapped[bytes | None] = mapped_column(EncryptedBytes("inbox.payload"))
    happened_at: Mapped[datetime] = mapped_column(Instant, default=utc_now)
    received_at: Mapped[datetime] = mapped_column(Instant, default=utc_now)
    state: Mapped[str] = mapped_column(String(8), default="due")
    attempts: Mapped[int] = mapped_column(default=0)
    not_before: Mapped[datetime | None] = mapped_column(Instant)
    reason: Mapped[str] = mapped_column(String(200), default="")
