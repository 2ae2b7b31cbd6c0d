import pytest
import sqlalchemy as sa
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.orm import Session, scoped_session

from extensions import db
from models import Department, Person, StoredKey, crypto, scope
from models.contact import Contact
from models.crypto import BrokenSealError, Keyring, UnknownKeyError, key_id

OLD = "an old data key, long enough to use"
NEW = "a new data key, long enough for use"


@given(st.binary(max_size=2000))
def test_what_is_sealed_opens_again(data: bytes) -> None:
    ring = Keyring([NEW])
    assert ring.open("message.content", ring.seal("message.content", data)) == data


def test_the_stored_form_is_version_key_id_nonce_ciphertext_and_tag() -> None:
    ring = Keyring([NEW])
    stored = ring.seal("a", b"12345")
    assert stored[0] == 1
    assert stored[1:5] == ring.newest == key_id(stored)
    assert len(stored) == 1 + 4 + 12 + 5 + 16
    assert stored != ring.seal("a", b"12345")


def test_the_newest_key_seals_and_every_key_opens() -> None:
    before, after = Keyring([OLD]), Keyring([NEW, OLD])
    assert after.open("a", before.seal("a", b"x")) == b"x"
    assert key_id(after.seal("a", b"x")) == Keyring([NEW]).newest


def test_a_key_that_was_taken_away_is_named() -> None:
    stored = Keyring([OLD]).seal("case.answers", b"x")
    with pytest.raises(UnknownKeyError, match=key_id(stored).hex()):
        Keyring([NEW]).open("case.answers", stored)


def test_a_value_does_not_open_for_another_column() -> None:
    ring = Keyring([NEW])
    with pytest.raises(BrokenSealError, match=r"contact\.name"):
        ring.open("contact.name", ring.seal("message.content", b"x"))


@pytest.mark.parametrize("place", [17, 20, -1])
def test_a_changed_value_does_not_open(place: int) -> None:
    stored = bytearray(Keyring([NEW]).seal("a", b"some content"))
    stored[place] ^= 1
    with pytest.raises(BrokenSealError):
        Keyring([NEW]).open("a", bytes(stored))


@pytest.mark.parametrize(
    "stored", [b"", b"\x01", b"\x02" + bytes(40), b"in the clear, and long enough"]
)
def test_what_was_never_sealed_is_said_to_be_so(stored: bytes) -> None:
    with pytest.raises(BrokenSealError, match="does not begin"):
        Keyring([NEW]).open("a", stored)


def test_there_must_be_keys_and_each_once() -> None:
    with pytest.raises(ValueError, match="DATA_KEYS"):
        Keyring([])
    with pytest.raises(ValueError, match="twice"):
        Keyring([NEW, NEW])


def test_the_keyring_does_not_show_its_keys() -> None:
    assert NEW not in repr(Keyring([NEW, OLD]))


def test_media_are_sealed_with_the_applications_keyring(app: Flask) -> None:
    with app.app_context():
        stored = crypto.seal("media", b"a picture")
        assert crypto.open("media", stored) == b"a picture"


@pytest.mark.parametrize("name", ["陳大文", "", "\x00", "a lone \ud800 surrogate", "😀" * 50])
def test_columns_hold_only_ciphertext(any_app: Flask, name: str) -> None:
    fields = {"postcode": "none", "child": {"age": 4}, "list": [1, None, "陳"]}
    with any_app.app_context(), scope.system():
        person, department = Person(), Department(code="parks")
        db.session.add_all([person, department])
        db.session.flush()
        contact = Contact(
            person_id=person.id, department_id=department.id, name=name, fields=fields
        )
        db.session.add_all([contact, StoredKey(purpose="other", value=b"\x00\xff")])
        db.session.commit()
        raw = db.session.execute(sa.text("SELECT name, fields FROM contact")).one()
        assert all(bytes(value)[0] == 1 for value in raw)
        assert b"postcode" not in bytes(raw.fields)
        assert (contact.name, contact.fields) == (name, fields)
        assert db.session.get_one(StoredKey, "other").value == b"\x00\xff"


def test_nothing_stays_nothing(db_session: scoped_session[Session]) -> None:
    with scope.system():
        for kind in (
            crypto.EncryptedBytes("a"),
            crypto.EncryptedText("a"),
            crypto.EncryptedJson("a"),
        ):
            statement = sa.select(sa.bindparam("nothing", None, type_=kind))
            assert db_session.execute(statement).scalar_one() is None
