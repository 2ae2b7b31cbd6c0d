"""A channel: one WhatsApp number of a department."""

from datetime import datetime

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from extensions import Base
from models.columns import DepartmentOwned, Instant, Json, key, utc_now
from models.crypto import EncryptedText
from models.department import Department


class Channel(DepartmentOwned, Base):
    """A WhatsApp number.

    ``number`` is E.164 with its plus sign. ``throughput`` is messages a second; ``pair_burst``
    messages may go to one person at once, then one every ``pair_seconds``; 0 switches a limit off.
    ``stopped_reason`` is empty while the channel may send.
    """

    __tablename__ = "channel"

    id: Mapped[key]
    phone_number_id: Mapped[str] = mapped_column(String(64), unique=True)
    number: Mapped[str] = mapped_column(String(32))
    waba_id: Mapped[str] = mapped_column(String(64), index=True)
    portfolio_id: Mapped[str] = mapped_column(String(64))
    token: Mapped[str] = mapped_column(EncryptedText("channel.token"))
    throughput: Mapped[int] = mapped_column(default=80)
    pair_burst: Mapped[int] = mapped_column(default=45)
    pair_seconds: Mapped[int] = mapped_column(default=6)
    stopped_reason: Mapped[str] = mapped_column(String(200), default="")
    checked: Mapped[dict[str, str]] = mapped_column(Json, default=dict)
    webhook_seen_at: Mapped[datetime | None] = mapped_column(Instant)
    created_at: Mapped[datetime] = mapped_column(Instant, default=utc_now)

    department: Mapped[Department] = relationship()

    def __str__(self) -> str:
        """The number, as people write it."""
        return self.number
