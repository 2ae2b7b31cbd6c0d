"""A sign-in: one browser in which a member of staff is at work, until it is ended."""

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from extensions import Base
from models.columns import BigKey, Instant, key, utc_now
from models.crypto import EncryptedText
from models.user import User


class SignIn(Base):
    """One row for each cookie that opens the staff site; without its row a cookie opens nothing.

    ``key_hash`` is the SHA-256 of what the cookie holds. ``complete`` says that the second factor
    was given where the account has one. ``proved_at`` is when the person last showed who they are.
    ``offered`` is the secret that this browser was shown for an authenticator app, until a code
    confirms it: another browser is shown another.
    """

    __tablename__ = "sign_in"

    id: Mapped[key]
    user_id: Mapped[int] = mapped_column(
        BigKey, ForeignKey("user.id", ondelete="CASCADE"), index=True
    )
    key_hash: Mapped[str] = mapped_column(String(64), unique=True)
    complete: Mapped[bool] = mapped_column(default=False)
    began_at: Mapped[datetime] = mapped_column(Instant, default=utc_now)
    seen_at: Mapped[datetime] = mapped_column(Instant, default=utc_now, index=True)
    proved_at: Mapped[datetime] = mapped_column(Instant, default=utc_now)
    browser: Mapped[str] = mapped_column(EncryptedText("sign_in.browser"))
    address: Mapped[str] = mapped_column(EncryptedText("sign_in.address"))
    offered: Mapped[str | None] = mapped_column(EncryptedText("sign_in.offered"))

    user: Mapped[User] = relationship()
