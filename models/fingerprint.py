"""Keyed hashes, by which encrypted values are found again without being readable."""

import hmac

from flask import current_app

from extensions import db
from models import stored_key
from models.engine import reading

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
            return stored_key.made(db.session.connection(), PURPOSE)
        current_app.extensions["fingerprint_key"] = cached
    return cached


def _committed() -> bytes | None:
    """The stored key, read beside the present transaction: only what is committed stays true."""
    with reading(), db.engine.connect() as connection:
        return stored_key.stored(connection, PURPOSE)
