from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
import time_machine
from flask import Flask

from extensions import db
from models import clock
from models.columns import utc_now


@pytest.fixture(autouse=True)
def own_clock(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """What a test sets the process's clock to is gone with it."""
    monkeypatch.setattr(clock, "_ahead", clock.NOTHING)
    yield
    monkeypatch.undo()


@pytest.mark.parametrize("minutes", [10, -10])
def test_a_process_whose_clock_is_wrong_goes_by_the_databases(
    make_app: Callable[..., Flask], postgres_database: str, minutes: int
) -> None:
    right = utc_now()
    app = make_app(postgres_database)
    with (
        time_machine.travel(right + timedelta(minutes=minutes), tick=True),
        app.app_context(),
        db.engine.connect() as connection,
    ):
        assert abs(utc_now() - right) > timedelta(minutes=9)
        assert abs(clock.follow(connection) + timedelta(minutes=minutes)) < timedelta(minutes=1)
        assert abs(utc_now() - right) < timedelta(minutes=1)


def test_a_clock_that_is_right_is_left_alone(
    make_app: Callable[..., Flask], postgres_database: str
) -> None:
    with make_app(postgres_database).app_context(), db.engine.connect() as connection:
        assert clock.follow(connection) == clock.NOTHING


def test_the_clock_of_a_file_is_this_machines(app: Flask) -> None:
    with app.app_context(), db.engine.connect() as connection:
        assert clock.follow(connection) == clock.NOTHING
