"""Keyed hashes, by which encrypted values are found again without being readable."""

import hmac
import secrets

from flask import current_app
from sqlalchemy import Connection, Insert, select
from sqlalchemy.dialects import postgresql, sqlite

from extensions import db
from models.engine import reading
from models.stored_key import StoredKey

PURPOSE = "fingerprint"


def fingerprint(kind: str, value: str) -> bytes:
    """The keyed hash of one value: 32 bytes, the same for the same kind and value, for ever.

    The key is random, made at the first use and stored wrapped by the data keys.
    """
    data = kind.encode() + b"\x00" + value.encode("utf-8", "surrogatepass")
    return hmac.digest(_key(), data, "sha256")


def _key() -> bytes:
    cached: bytes | None = current_app.extensions.get("fingerprint_key")
    if cached is None:
        cached = _committed()
        if cached is None:
            return _made()
        current_app.extensions["fingerprint_key"] = cached
    return cached


def _committed() -> bytes | None:
    """The stored key, read beside the present transaction: only what is committed stays true."""
    with reading(), db.engine.connect() as connection:
        return connection.scalar(select(StoredKey.value).where(StoredKey.purpose == PURPOSE))


def _made() -> bytes:
    """The key as the present transaction makes it, or finds it made by another meanwhile."""
    connection = db.session.connection()
    connection.execute(_insert(connection).values(purpose=PURPOSE, value=secrets.token_bytes(32)))
    stored = select(StoredKey.value).where(StoredKey.purpose == PURPOSE)
    return connection.execute(stored).scalar_one()


def _insert(connection: Connection) -> Insert:
    if connection.dialect.name == "sqlite":
        return sqlite.insert(StoredKey).on_conflict_do_nothing()
    return postgresql.insert(StoredKey).on_conflict_do_nothing()
