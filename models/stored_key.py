"""Keys that live in the database, wrapped by the data keys, so that rotation only rewraps them."""

import secrets
from datetime import datetime

from sqlalchemy import Connection, Insert, String, select
from sqlalchemy.dialects import postgresql, sqlite
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


def stored(connection: Connection, purpose: str) -> bytes | None:
    """The key for this purpose, where there is one."""
    return connection.scalar(select(StoredKey.value).where(StoredKey.purpose == purpose))


def made(connection: Connection, purpose: str) -> bytes:
    """The key of 32 bytes as the present transaction makes it, or finds it made by another meanwhile."""
    key = {"purpose": purpose, "value": secrets.token_bytes(32)}
    connection.execute(_insert(connection).values(key))
    found = stored(connection, purpose)
    assert found is not None  # noqa: S101 (it was just inserted)
    return found


def _insert(connection: Connection) -> Insert:
    if connection.dialect.name == "sqlite":
        return sqlite.insert(StoredKey).on_conflict_do_nothing()
    return postgresql.insert(StoredKey).on_conflict_do_nothing()
