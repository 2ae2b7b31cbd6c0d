"""What a member of staff has besides the password: an app that shows codes, and codes on paper."""

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from extensions import Base
from models.columns import BigKey, Instant, key
from models.crypto import EncryptedJson, EncryptedText


class SecondFactor(Base):
    """One for a person; it counts once ``confirmed_at`` is set, which a first right code does.

    Secrets are base32 (RFC 6238); ``offered`` is one that no code has confirmed yet. ``counter`` is
    the time step of the last code that was taken, so that none is taken twice. ``recovery`` holds
    the SHA-256 of each recovery code that is left.
    """

    __tablename__ = "second_factor"

    id: Mapped[key]
    user_id: Mapped[int] = mapped_column(
        BigKey, ForeignKey("user.id", ondelete="CASCADE"), unique=True
    )
    secret: Mapped[str | None] = mapped_column(EncryptedText("second_factor.secret"))
    offered: Mapped[str | None] = mapped_column(EncryptedText("second_factor.offered"))
    counter: Mapped[int] = mapped_column(BigKey, default=0)
    recovery: Mapped[list[str]] = mapped_column(EncryptedJson("second_factor.recovery"))
    confirmed_at: Mapped[datetime | None] = mapped_column(Instant)
