"""A tester: a telephone number that meets a department's drafts instead of what is published."""

from datetime import datetime

from sqlalchemy import LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from extensions import Base
from models.columns import DepartmentOwned, Instant, key, utc_now
from models.crypto import EncryptedText


class Tester(DepartmentOwned, Base):
    """A number that staff named, and whose it is.

    ``number`` is digits without a plus; ``fingerprint`` is its keyed hash, the same as that of the
    ``Identity`` under which WhatsApp knows the number. ``added_by`` is an actor of the trail.
    """

    __tablename__ = "tester"
    __table_args__ = (UniqueConstraint("department_id", "fingerprint"),)

    id: Mapped[key]
    fingerprint: Mapped[bytes] = mapped_column(LargeBinary(32))
    number: Mapped[str] = mapped_column(EncryptedText("tester.number"))
    name: Mapped[str] = mapped_column(EncryptedText("tester.name"))
    added_by: Mapped[str] = mapped_column(String(120))
    added_at: Mapped[datetime] = mapped_column(Instant, default=utc_now)
