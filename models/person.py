"""A person, and the identities by which WhatsApp names them."""

from datetime import datetime

from sqlalchemy import ForeignKey, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from extensions import Base
from models.columns import BigKey, Instant, key, utc_now
from models.crypto import EncryptedText


class Person(Base):
    """Somebody who has written; known only by their identities."""

    __tablename__ = "person"

    id: Mapped[key]
    created_at: Mapped[datetime] = mapped_column(Instant, default=utc_now)

    identities: Mapped[list["Identity"]] = relationship(back_populates="person")


class Identity(Base):
    """One name of a person within a Meta business portfolio.

    ``kind`` is ``user_id`` (business-scoped), ``parent_user_id`` or ``phone`` (digits, no plus).
    The value is encrypted; ``fingerprint`` is its keyed hash, by which it is found.
    """

    __tablename__ = "identity"
    __table_args__ = (UniqueConstraint("portfolio_id", "kind", "fingerprint"),)

    id: Mapped[key]
    person_id: Mapped[int] = mapped_column(BigKey, ForeignKey("person.id"), index=True)
    portfolio_id: Mapped[str] = mapped_column(String(64))
    kind: Mapped[str] = mapped_column(String(16))
    fingerprint: Mapped[bytes] = mapped_column(LargeBinary(32))
    value: Mapped[str] = mapped_column(EncryptedText("identity.value"))
    created_at: Mapped[datetime] = mapped_column(Instant, default=utc_now)

    person: Mapped[Person] = relationship(back_populates="identities")
