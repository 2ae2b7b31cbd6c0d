from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from flask import Flask
from sqlalchemy import func, select

from extensions import db
from models import StoredKey
from models.fingerprint import fingerprint


def test_the_same_value_has_the_same_fingerprint_and_no_other(any_app: Flask) -> None:
    with any_app.app_context():
        one = fingerprint("phone", "85255550100")
        assert one == fingerprint("phone", "85255550100")
        assert len(one) == 32
        assert one != fingerprint("phone", "85255550101")
        assert one != fingerprint("user_id", "85255550100")


def test_the_key_outlives_the_process(any_app: Flask) -> None:
    with any_app.app_context():
        one = fingerprint("phone", "85255550100")
        db.session.commit()
        any_app.extensions.pop("fingerprint_key", None)
        assert fingerprint("phone", "85255550100") == one
        assert db.session.scalar(select(func.count()).select_from(StoredKey)) == 1


def test_a_key_that_was_rolled_back_is_not_kept_in_memory(any_app: Flask) -> None:
    with any_app.app_context():
        forgotten = fingerprint("phone", "85255550100")
        db.session.rollback()
        assert fingerprint("phone", "85255550100") != forgotten
        db.session.commit()
        kept = fingerprint("phone", "85255550100")
        db.session.rollback()
        assert fingerprint("phone", "85255550100") == kept


def test_two_that_start_at_once_agree(any_app: Flask) -> None:
    together = Barrier(4)

    def first(_number: int) -> bytes:
        with any_app.app_context():
            together.wait()
            made = fingerprint("phone", "85255550100")
            db.session.commit()
            return made

    with ThreadPoolExecutor(4) as pool:
        assert len(set(pool.map(first, range(4)))) == 1
