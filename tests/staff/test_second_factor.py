from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from flask import Flask

from extensions import db
from models import SignIn, User, scope
from staff import second_factor
from staff.roles import NEED_SECOND_FACTOR, ROLES
from tests.staff.people import code_of, department, hire, with_second_factor

NOON = datetime(2026, 11, 25, 4, tzinfo=UTC)


@pytest.fixture
def user(any_app: Flask) -> Iterator[User]:
    with any_app.app_context():
        yield hire("clerk@parks.example", "agent", department("parks"))
        db.session.rollback()


def test_it_counts_once_a_code_has_confirmed_it(user: User) -> None:
    here = SignIn()
    uri = second_factor.offer(user, here)
    assert uri == second_factor.offer(user, here)
    assert second_factor.confirm(user, here, "000000") == []
    assert second_factor.of(user) is None
    codes = second_factor.confirm(user, here, code_of(uri))
    assert second_factor.confirm(user, here, code_of(uri)) == []
    assert len(set(codes)) == second_factor.RECOVERY_CODES
    assert second_factor.of(user) is not None
    second_factor.remove(user)
    db.session.flush()
    assert second_factor.of(user) is None


def test_a_code_is_taken_once_and_near_its_time(user: User) -> None:
    with time_machine.travel(NOON, tick=False) as clock:
        here = SignIn()
        uri = second_factor.offer(user, here)
        first = code_of(uri)
        second_factor.confirm(user, here, first)
        assert second_factor.take(user, first) == ""
        clock.shift(timedelta(seconds=30))
        second = code_of(uri)
        clock.shift(timedelta(seconds=30))
        assert second_factor.take(user, f" {second} ") == "code"
        assert second_factor.take(user, second) == ""
        late = code_of(uri)
        clock.shift(timedelta(seconds=90))
        assert second_factor.take(user, late) == ""
        for nonsense in ("", "12345", "1234567", "１２３４５６", "\x00", "x" * 5000):
            assert second_factor.take(user, nonsense) == ""


def test_a_recovery_code_opens_once_however_it_is_written(user: User) -> None:
    _uri, codes = with_second_factor(user)
    assert second_factor.take(user, codes[0].upper().replace("-", " ")) == "recovery"
    assert second_factor.take(user, codes[0]) == ""
    fresh = second_factor.renew_recovery(user)
    assert second_factor.take(user, codes[1]) == ""
    assert second_factor.take(user, fresh[1]) == "recovery"


def test_the_database_sees_neither_secret_nor_codes(user: User) -> None:
    uri, codes = with_second_factor(user)
    secret = uri.partition("secret=")[2].partition("&")[0]
    with scope.system():
        (row,) = db.session.execute(db.text("SELECT * FROM second_factor")).all()
    stored = repr([bytes(one) if isinstance(one, memoryview) else one for one in row])
    assert secret not in stored
    assert not any(code in stored or code.replace("-", "") in stored for code in codes)


@pytest.mark.parametrize("role", sorted(ROLES))
def test_roles_ask_for_one_where_citizens_are(app: Flask, role: str) -> None:
    settings = app.extensions["settings"]
    real = replace(settings, graph_api_url="https://graph.example")
    with app.app_context():
        user = hire("clerk@parks.example", role)
        assert second_factor.needed_by(user, real) is (role in NEED_SECOND_FACTOR)
        assert not second_factor.needed_by(user, settings)
