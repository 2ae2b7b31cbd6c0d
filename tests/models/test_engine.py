import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.exc import IntegrityError

from extensions import db
from models import Installation
from models.engine import engine_options, reading, set_reading, writing


def test_sqlite_is_opened_for_safety(app: Flask) -> None:
    with app.app_context(), db.engine.connect() as connection:
        asked = {
            name: connection.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
        }
    assert asked == {
        "journal_mode": "wal",
        "synchronous": 2,
        "foreign_keys": 1,
        "busy_timeout": 30_000,
    }


def test_postgresql_is_opened_for_safety(
    make_app: Callable[..., Flask], postgres_database: str
) -> None:
    with make_app(postgres_database).app_context(), db.engine.connect() as connection:
        asked = [
            connection.exec_driver_sql(f"SHOW {name}").scalar()
            for name in ("timezone", "statement_timeout", "lock_timeout")
        ]
    assert asked == ["UTC", "1min", "15s"]


@pytest.mark.parametrize("url", ["sqlite:////folder/x", "postgresql+psycopg://localhost/x"])
def test_errors_do_not_show_what_was_to_be_stored(url: str) -> None:
    assert engine_options(url)["hide_parameters"] is True


def test_a_failed_insert_does_not_repeat_the_values(any_app: Flask) -> None:
    with any_app.app_context():
        db.session.add(Installation(id="fictional"))
        db.session.commit()
        db.session.execute(sa.insert(Installation).values(id="other"))
        with pytest.raises(IntegrityError) as caught:
            db.session.execute(sa.insert(Installation).values(id="fictional"))
        assert "parameters hidden" in str(caught.value)


def test_a_transaction_of_sqlite_holds_the_write_lock_from_its_beginning(app: Flask) -> None:
    with app.app_context(), db.engine.connect() as first:
        first.execute(sa.select(Installation.id))
        with reading(), db.engine.connect() as second:
            second.exec_driver_sql("PRAGMA busy_timeout = 1")
            assert second.scalar(sa.select(sa.func.count(Installation.id))) == 0
            with pytest.raises(sa.exc.OperationalError, match="locked"):
                second.execute(sa.insert(Installation).values(id="1"))


def test_those_who_only_read_keep_nobody_waiting(app: Flask) -> None:
    with app.app_context(), reading(), db.engine.connect() as reader:
        reader.execute(sa.select(Installation.id)).all()
        thread = threading.Thread(target=_write, args=(app, "1"))
        thread.start()
        thread.join(timeout=60)
        assert not thread.is_alive()
        assert reader.execute(sa.select(Installation.id)).all() == []


def test_writing_ends_the_transaction_that_only_read(app: Flask) -> None:
    with app.app_context():
        set_reading(on=True)
        try:
            assert db.session.scalars(sa.select(Installation.id)).all() == []
            _in_a_thread(app, "1")  # without writing(), the next insert would find its snapshot old
            writing()
            db.session.add(Installation(id="2"))
            db.session.commit()
        finally:
            set_reading(on=False)
        assert sorted(db.session.scalars(sa.select(Installation.id))) == ["1", "2"]


def test_check_then_insert_is_safe_among_threads(app: Flask) -> None:
    def book(_number: int) -> None:
        with app.app_context():
            taken = db.session.scalar(sa.select(sa.func.count(Installation.id))) or 0
            if taken < 5:
                db.session.add(Installation(id=f"{taken}"))
            db.session.commit()

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(book, range(24)))
    with app.app_context():
        assert db.session.scalar(sa.select(sa.func.count(Installation.id))) == 5


def _in_a_thread(app: Flask, id: str) -> None:
    thread = threading.Thread(target=_write, args=(app, id))
    thread.start()
    thread.join()


def _write(app: Flask, id: str) -> None:
    with app.app_context():
        db.session.add(Installation(id=id))
        db.session.commit()
