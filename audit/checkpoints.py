"""Checkpoints: where the chain stood at an instant, signed, in files outside the database.

Whoever owns the database could cut the end of the chain off, or hash all of it anew; no chain can show
that by itself. A checkpoint that was copied elsewhere before can.

A file is one JSON object. ``signature`` is Ed25519 (RFC 8032), in hexadecimal, over the same object
without it, as JSON in UTF-8 with sorted keys and no spaces.
"""

import contextlib
import hashlib
import os
import re
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import orjson
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    PublicFormat,
    load_pem_public_key,
)
from sqlalchemy import Connection, select

from models import AuditSeal, stored_key

PURPOSE = "checkpoint"  # of the stored key; 32 random bytes are an Ed25519 key
LARGEST = 10_000  # bytes; a checkpoint has some four hundred
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_HASH = re.compile(r"[0-9a-f]{64}")


class CheckpointError(Exception):
    """A file is no checkpoint, or no public key; the message is the sentence to show."""


@dataclass(frozen=True)
class Checkpoint:
    """What a checkpoint says, and in which file it stands."""

    path: Path
    seq: int
    event: int
    hash: bytes
    at: datetime


def stand(connection: Connection, installation: str, at: datetime) -> dict[str, Any] | None:
    """Where the chain stands, as a checkpoint without its signature; None before the first seal."""
    newest = select(AuditSeal.seq, AuditSeal.event_id, AuditSeal.hash)
    found = connection.execute(newest.order_by(AuditSeal.seq.desc()).limit(1)).first()
    if found is None:
        return None
    return {
        "at": f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}",
        "event": found.event_id,
        "hash": bytes(found.hash).hex(),
        "installation": installation,
        "seq": found.seq,
    }


def write(folder: Path, stand: dict[str, Any], key: Ed25519PrivateKey) -> Path:
    """Sign the stand of a chain into a file of its day, with the public key beside; the file.

    A file that is there already is left as it is.

    Raises:
        OSError: the folder cannot be written to.

    """
    public = key.public_key()
    signed = {**stand, "key": key_id(public)}
    whole = {**signed, "signature": key.sign(_plain(signed)).hex()}
    _keep(folder / f"public-key-{key_id(public)}.pem", pem(public))
    path = folder / str(stand["at"])[:10] / f"{stand['seq']:012}.json"
    _keep(path, orjson.dumps(whole, option=orjson.OPT_SORT_KEYS | orjson.OPT_INDENT_2) + b"\n")
    return path


def newest(folder: Path) -> Path | None:
    """The last checkpoint in ``folder``, by the names of days and files."""
    return next(iter(_files(folder, newest_first=True)), None)


def read_all(folder: Path, key: Ed25519PublicKey) -> Iterator[Checkpoint | CheckpointError]:
    """Every checkpoint in ``folder``, oldest first; in place of one that cannot be believed, why."""
    for path in _files(folder, newest_first=False):
        try:
            yield _read(path, key)
        except CheckpointError as fault:
            yield fault


def signing_key(connection: Connection) -> Ed25519PrivateKey:
    """The installation's key, made at the first call ever, in the present transaction."""
    return Ed25519PrivateKey.from_private_bytes(stored_key.made(connection, PURPOSE))


def public_key(connection: Connection) -> Ed25519PublicKey | None:
    """What the installation's checkpoints are verified with; None before the first of them."""
    private = stored_key.stored(connection, PURPOSE)
    return Ed25519PrivateKey.from_private_bytes(private).public_key() if private else None


def public_key_in(data: bytes) -> Ed25519PublicKey:
    """The public key in a PEM file.

    Raises:
        CheckpointError: there is none.

    """
    try:
        found = load_pem_public_key(data)
    except ValueError:
        found = None
    if not isinstance(found, Ed25519PublicKey):
        raise CheckpointError("This is no Ed25519 public key in PEM.")
    return found


def key_id(key: Ed25519PublicKey) -> str:
    """By what checkpoints and files name a key."""
    return hashlib.sha256(key.public_bytes_raw()).hexdigest()[:16]


def pem(key: Ed25519PublicKey) -> bytes:
    """The key as a file that other tools read."""
    return key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)


def _read(path: Path, key: Ed25519PublicKey) -> Checkpoint:
    try:
        raw = path.read_bytes()
        whole = orjson.loads(raw[:LARGEST])
        signature = bytes.fromhex(whole.pop("signature"))
        known = (int(whole["seq"]), int(whole["event"]), datetime.fromisoformat(whole["at"]))
        digest, by = str(whole["hash"]), str(whole["key"])
    except (OSError, ValueError, TypeError, KeyError, AttributeError) as fault:
        raise CheckpointError(f"{path} cannot be read as a checkpoint.") from fault
    if by != key_id(key):
        raise CheckpointError(f"{path} was signed with the key {by[:16]}, not with {key_id(key)}.")
    try:
        key.verify(signature, _plain(whole))
    except InvalidSignature as fault:
        raise CheckpointError(f"{path} was changed after it was signed.") from fault
    if not _HASH.fullmatch(digest):
        raise CheckpointError(f"{path} cannot be read as a checkpoint.")
    return Checkpoint(path, known[0], known[1], bytes.fromhex(digest), known[2])


def _plain(stand: dict[str, Any]) -> bytes:
    return orjson.dumps(stand, option=orjson.OPT_SORT_KEYS)


def _files(folder: Path, *, newest_first: bool) -> Iterator[Path]:
    days = [one for one in folder.iterdir() if _DAY.fullmatch(one.name)] if folder.is_dir() else []
    for day in sorted(days, reverse=newest_first):
        yield from sorted(day.glob("*.json"), reverse=newest_first)


def _keep(path: Path, data: bytes) -> None:
    """Write the whole file under its name, or leave the one that is there."""
    if path.exists():
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_name(f".{secrets.token_hex(8)}")
    try:
        with unfinished.open("xb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        with contextlib.suppress(FileExistsError):
            path.hardlink_to(unfinished)
    finally:
        unfinished.unlink(missing_ok=True)
