"""What a member of staff has besides the password: an app that shows codes, and codes on paper."""

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from extensions import Base
from models.columns import BigKey, Instant, key, utc_now
from models.crypto import EncryptedJson, EncryptedText


class SecondFactor(Base):
    """One for a person, once a first right code has confirmed it.

    ``secret`` is base32 (RFC 6238). ``counter`` is the time step of the last code that was taken, so
    that none is taken twice. ``recovery`` holds the SHA-256 of each recovery code that is left.
    """

    __tablename__ = "second_factor"

    id: Mapped[key]
    user_id: Mapped[int] = mapped_column(
        BigKey, ForeignKey("user.id", ondelete="CASCADE"), unique=True
    )
    secret: Mapped[str] = mapped_column(EncryptedText("second_factor.secret"))
    counter: Mapped[int] = mapped_column(BigKey)
    recovery: Mapped[list[str]] = mapped_column(EncryptedJson("second_factor.recovery"))
    confirmed_at: Mapped[datetime] = mapped_column(Instant, default=utc_now)
