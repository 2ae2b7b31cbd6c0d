from datetime import UTC, datetime
from pathlib import Path

import orjson
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import load_pem_public_key
from flask import Flask

from audit import checkpoints
from audit.checkpoints import Checkpoint, CheckpointError
from extensions import db

KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
STAND = {
    "at": "2026-11-25T10:00:00Z",
    "event": 12,
    "hash": "ab" * 32,
    "installation": "01HZZZZZZZZZZZZZZZZZZZZZZZ",
    "seq": 11,
}


def test_what_was_written_is_read(tmp_path: Path) -> None:
    path = checkpoints.write(tmp_path, STAND, KEY)
    assert path == tmp_path / "2026-11-25" / "000000000011.json"
    assert checkpoints.newest(tmp_path) == path
    at = datetime(2026, 11, 25, 10, tzinfo=UTC)
    assert list(checkpoints.read_all(tmp_path, KEY.public_key())) == [
        Checkpoint(path, 11, 12, b"\xab" * 32, at)
    ]


def test_anybody_can_verify_one_with_what_stands_beside_it(tmp_path: Path) -> None:
    path = checkpoints.write(tmp_path, STAND, KEY)
    (pem,) = tmp_path.glob("public-key-*.pem")
    public = load_pem_public_key(pem.read_bytes())
    told = orjson.loads(path.read_bytes())
    signature = bytes.fromhex(told.pop("signature"))
    public.verify(signature, orjson.dumps(told, option=orjson.OPT_SORT_KEYS))  # type: ignore[union-attr, call-arg]  # the key is an Ed25519 one
    assert told["key"] in pem.name


def test_a_checkpoint_is_never_written_over(tmp_path: Path) -> None:
    path = checkpoints.write(tmp_path, STAND, KEY)
    before = path.read_bytes()
    checkpoints.write(tmp_path, {**STAND, "hash": "cd" * 32}, KEY)
    assert path.read_bytes() == before
    assert [one.name for one in path.parent.iterdir()] == [path.name]


def test_they_come_in_the_order_of_days(tmp_path: Path) -> None:
    for day, seq in ((26, 3), (25, 1), (25, 2)):
        at = f"2026-11-{day}T10:00:00Z"
        checkpoints.write(tmp_path, {**STAND, "at": at, "seq": seq}, KEY)
    (tmp_path / "notes").mkdir()
    read = list(checkpoints.read_all(tmp_path, KEY.public_key()))
    assert [one.seq for one in read if isinstance(one, Checkpoint)] == [1, 2, 3]
    newest = checkpoints.newest(tmp_path)
    assert newest is not None
    assert newest.parent.name == "2026-11-26"
    assert checkpoints.newest(tmp_path / "none") is None


@pytest.mark.parametrize(
    "data",
    [b"", b"{", b"[]", b"null", b"\xff", b"{}", b'{"signature": 1}', b'{"signature": "zz"}'],
)
def test_what_is_no_checkpoint_is_named(tmp_path: Path, data: bytes) -> None:
    path = checkpoints.write(tmp_path, STAND, KEY)
    path.write_bytes(data)
    (fault,) = checkpoints.read_all(tmp_path, KEY.public_key())
    assert isinstance(fault, CheckpointError)
    assert str(fault) == f"{path} cannot be read as a checkpoint."


@pytest.mark.parametrize("name", [*STAND, "key"])
def test_nothing_in_it_can_be_changed(tmp_path: Path, name: str) -> None:
    path = checkpoints.write(tmp_path, STAND, KEY)
    told = orjson.loads(path.read_bytes())
    other = {"at": "2026-11-25T10:00:01Z", "hash": "cd" * 32}.get(name, 99)
    path.write_bytes(orjson.dumps({**told, name: other}))
    (fault,) = checkpoints.read_all(tmp_path, KEY.public_key())
    assert isinstance(fault, CheckpointError)


def test_the_key_is_made_once_and_stored_wrapped(any_app: Flask) -> None:
    with any_app.app_context():
        with db.engine.begin() as connection:
            assert checkpoints.public_key(connection) is None
            made = checkpoints.signing_key(connection)
        with db.engine.begin() as connection:
            again = checkpoints.signing_key(connection)
            public = checkpoints.public_key(connection)
            raw = connection.exec_driver_sql("SELECT value FROM stored_key").scalar_one()
    assert made.private_bytes_raw() == again.private_bytes_raw()
    assert public is not None
    assert public.public_bytes_raw() == made.public_key().public_bytes_raw()
    assert made.private_bytes_raw() not in bytes(raw)


@pytest.mark.parametrize(
    "data", [b"", b"no key", b"-----BEGIN PUBLIC KEY-----\n-----END PUBLIC KEY-----"]
)
def test_a_file_without_a_public_key(data: bytes) -> None:
    with pytest.raises(CheckpointError):
        checkpoints.public_key_in(data)
