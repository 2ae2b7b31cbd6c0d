"""Encryption at rest: the keyring, and the column types that use it.

A stored value is a version byte, four bytes of key id, twelve bytes of nonce and the AES-256-GCM
ciphertext with its tag. The purpose of the column (``message.content``) is authenticated with it,
so that a value moved to another column does not open there.
"""

import secrets
from collections.abc import Sequence
from typing import Any

import orjson
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from flask import Flask, current_app
from sqlalchemy import Dialect, LargeBinary, TypeDecorator

VERSION = b"\x01"
KEY_ID_BYTES = 4
NONCE_BYTES = 12  # random: NIST SP 800-38D 8.3 allows 2**32 values under one key
TAG_BYTES = 16
_HEADER_BYTES = len(VERSION) + KEY_ID_BYTES
_LEAST_BYTES = _HEADER_BYTES + NONCE_BYTES + TAG_BYTES


class UnknownKeyError(Exception):
    """A value was sealed with a data key that this installation was not given."""


class BrokenSealError(Exception):
    """A value is damaged, was changed, or belongs to another purpose."""


class Keyring:
    """The data keys, newest first: the newest seals, all of them open. Safe among threads."""

    def __init__(self, data_keys: Sequence[str]) -> None:
        """Derive one AES-256 key of each string of ``DATA_KEYS`` (HKDF-SHA256, RFC 5869).

        Raises:
            ValueError: no key was given, or two of them share a key id.

        """
        if not data_keys:
            raise ValueError("DATA_KEYS names no key: give at least one of 32 characters or more.")
        self._ciphers: dict[bytes, AESGCM] = {}
        for data_key in data_keys:
            key_id = _derived(data_key, b"sampan data key id", KEY_ID_BYTES)
            if key_id in self._ciphers:
                raise ValueError(f"DATA_KEYS holds the key {key_id.hex()} twice: take one away.")
            self._ciphers[key_id] = AESGCM(_derived(data_key, b"sampan data key", 32))
        self.newest = next(iter(self._ciphers))
        self._header = VERSION + self.newest
        self._cipher = self._ciphers[self.newest]

    def __repr__(self) -> str:
        """The key ids, never the keys."""
        return f"Keyring({', '.join(key_id.hex() for key_id in self._ciphers)})"

    def seal(self, purpose: str, data: bytes) -> bytes:
        """``data`` encrypted with the newest key, to be opened for the same ``purpose`` only."""
        nonce = secrets.token_bytes(NONCE_BYTES)
        return self._header + nonce + self._cipher.encrypt(nonce, data, purpose.encode())

    def open(self, purpose: str, stored: bytes) -> bytes:
        """The bytes that were sealed for ``purpose``.

        Raises:
            UnknownKeyError: the value's data key is not among ``DATA_KEYS``.
            BrokenSealError: the value was damaged or changed, or was sealed for another purpose.

        """
        cipher = self._ciphers.get(key_id(stored))
        if cipher is None:
            raise UnknownKeyError(
                f"A {purpose} was encrypted with the data key {key_id(stored).hex()}, "
                "which is not among DATA_KEYS: add that key back, after the newest."
            )
        nonce = stored[_HEADER_BYTES : _HEADER_BYTES + NONCE_BYTES]
        try:
            return cipher.decrypt(nonce, stored[_HEADER_BYTES + NONCE_BYTES :], purpose.encode())
        except InvalidTag:
            raise BrokenSealError(
                f"A stored {purpose} cannot be opened: it was damaged or changed, "
                "or belongs to another column."
            ) from None


def key_id(stored: bytes) -> bytes:
    """The id of the data key that sealed a stored value: four bytes.

    Raises:
        BrokenSealError: the value is not in the form that ``Keyring.seal`` writes.

    """
    if len(stored) < _LEAST_BYTES or stored[:1] != VERSION:
        raise BrokenSealError("A stored value does not begin as an encrypted one does.")
    return bytes(stored[1:_HEADER_BYTES])


def init_app(app: Flask, data_keys: Sequence[str]) -> None:
    """Give the application its keyring."""
    app.extensions["keyring"] = Keyring(data_keys)


def keyring() -> Keyring:
    """The keyring of the current application."""
    ring: Keyring = current_app.extensions["keyring"]
    return ring


def seal(purpose: str, data: bytes) -> bytes:
    """``data`` encrypted under the current application's newest key; see ``Keyring.seal``."""
    return keyring().seal(purpose, data)


def open(purpose: str, stored: bytes) -> bytes:  # noqa: A001 (read as crypto.open, beside seal)
    """What ``seal`` encrypted for the same purpose; see ``Keyring.open`` for the errors."""
    return keyring().open(purpose, stored)


class EncryptedBytes(TypeDecorator[bytes]):
    """Bytes that the database only sees encrypted. ``purpose`` is ``table.column``."""

    impl = LargeBinary
    cache_ok = True

    def __init__(self, purpose: str) -> None:
        """A column for this purpose."""
        super().__init__()
        self.purpose = purpose

    def process_bind_param(self, value: bytes | None, dialect: Dialect) -> bytes | None:  # noqa: ARG002 (the signature is SQLAlchemy's)
        """Seal on the way in."""
        return None if value is None else seal(self.purpose, value)

    def process_result_value(self, value: bytes | None, dialect: Dialect) -> bytes | None:  # noqa: ARG002 (the signature is SQLAlchemy's)
        """Open on the way out."""
        return None if value is None else open(self.purpose, bytes(value))


class EncryptedText(TypeDecorator[str]):
    """Text that the database only sees encrypted. ``purpose`` is ``table.column``."""

    impl = LargeBinary
    cache_ok = True

    def __init__(self, purpose: str) -> None:
        """A column for this purpose."""
        super().__init__()
        self.purpose = purpose

    def process_bind_param(self, value: str | None, dialect: Dialect) -> bytes | None:  # noqa: ARG002 (the signature is SQLAlchemy's)
        """Seal on the way in. Lone surrogates, which hostile JSON can hold, are kept as they are."""
        return None if value is None else seal(self.purpose, value.encode("utf-8", "surrogatepass"))

    def process_result_value(self, value: bytes | None, dialect: Dialect) -> str | None:  # noqa: ARG002 (the signature is SQLAlchemy's)
        """Open on the way out."""
        if value is None:
            return None
        return open(self.purpose, bytes(value)).decode("utf-8", "surrogatepass")


class EncryptedJson(TypeDecorator[Any]):
    """A JSON value that the database only sees encrypted. ``purpose`` is ``table.column``.

    A change inside the value is not noticed: assign a new one.
    """

    impl = LargeBinary
    cache_ok = True

    def __init__(self, purpose: str) -> None:
        """A column for this purpose."""
        super().__init__()
        self.purpose = purpose

    def process_bind_param(self, value: Any, dialect: Dialect) -> bytes | None:  # noqa: ARG002 (the signature is SQLAlchemy's)
        """Seal on the way in."""
        return None if value is None else seal(self.purpose, orjson.dumps(value))

    def process_result_value(self, value: bytes | None, dialect: Dialect) -> Any:  # noqa: ARG002 (the signature is SQLAlchemy's)
        """Open on the way out."""
        return None if value is None else orjson.loads(open(self.purpose, bytes(value)))


def _derived(data_key: str, info: bytes, length: int) -> bytes:
    return HKDF(SHA256(), length=length, salt=None, info=info).derive(data_key.encode())
