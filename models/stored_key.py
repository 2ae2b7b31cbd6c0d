"""Keys that live in the database, wrapped by the data keys, so that rotation only rewraps them."""

from datetime import datetime

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from extensions import Base
from models.columns import Instant, utc_now
from models.crypto import EncryptedBytes


class StoredKey(Base):
    """A random key by its purpose, such as ``fingerprint``."""

    __tablename__ = "stored_key"

    purpose: Mapped[str] = mapped_column(String(40), primary_key=True)
    value: Mapped[bytes] = mapped_column(EncryptedBytes("stored_key.value"))
    created_at: Mapped[datetime] = mapped_column(Instant, default=utc_now)
