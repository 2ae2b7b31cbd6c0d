from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient

from extensions import db
from models import User, scope
from models.engine import _reading
from staff import accounts
from staff.sessions import LIVE_HEADER
from tests.staff.people import department, hire, sign_in

pytestmark = pytest.mark.usefixtures("site", "clerk")

EMAIL = "clerk@parks.example"
NOBODY = {"id": None, "scope": None}
MORNING = datetime(2026, 11, 23, 1, tzinfo=UTC)


@pytest.fixture
def clerk() -> User:
    return hire(EMAIL, "agent", department("parks"))


def test_a_request_begins_and_ends_without_a_scope(client: FlaskClient) -> None:
    assert client.get("/tests/whoami").json == NOBODY
    with scope.system():
        assert client.get("/tests/whoami").json == NOBODY


def test_the_scope_of_a_request_ends_with_it(clerk: User, site: Flask, client: FlaskClient) -> None:
    sign_in(client, EMAIL)
    assert client.get("/tests/whoami").json == {
        "id": clerk.id,
        "scope": [clerk.grants[0].department_id],
    }
    with site.test_request_context("/tests/whoami"):
        site.preprocess_request()
        assert scope.current() is None
        assert _reading.get() is True
    assert _reading.get() is False


def test_one_is_signed_out_after_an_hour_away(client: FlaskClient) -> None:
    with time_machine.travel(MORNING, tick=False) as clock:
        sign_in(client, EMAIL)
        for _step in range(3):
            clock.shift(timedelta(minutes=59))
            assert client.get("/tests/whoami").json != NOBODY
        clock.shift(timedelta(minutes=61))
        assert client.get("/tests/whoami").json == NOBODY
        assert client.get("/tests/whoami").json == NOBODY


def test_a_page_that_keeps_itself_up_to_date_keeps_nobody_signed_in(client: FlaskClient) -> None:
    with time_machine.travel(MORNING, tick=False) as clock:
        sign_in(client, EMAIL)
        for _minute in range(60):
            clock.shift(timedelta(minutes=1))
            assert client.get("/tests/whoami", headers={LIVE_HEADER: "1"}).json != NOBODY
        clock.shift(timedelta(minutes=1))
        assert client.get("/tests/whoami", headers={LIVE_HEADER: "1"}).json == NOBODY


def test_nobody_stays_signed_in_longer_than_a_working_day(client: FlaskClient) -> None:
    with time_machine.travel(MORNING, tick=False) as clock:
        sign_in(client, EMAIL)
        for _half_hour in range(24):
            clock.shift(timedelta(minutes=30))
            assert client.get("/tests/whoami").json != NOBODY
        clock.shift(timedelta(minutes=1))
        assert client.get("/tests/whoami").json == NOBODY


@pytest.mark.parametrize("end", ["disabled", "sessions ended", "password set"])
def test_sessions_end_at_once_with_what_they_stand_on(
    clerk: User, client: FlaskClient, end: str
) -> None:
    sign_in(client, EMAIL)
    if end == "disabled":
        clerk.active = False
    elif end == "sessions ended":
        accounts.end_sessions(clerk)
    else:
        accounts.set_password(clerk, "another four words")
    db.session.commit()
    assert client.get("/tests/whoami").json == NOBODY


def test_a_role_that_was_taken_away_is_gone_with_the_next_request(
    clerk: User, client: FlaskClient
) -> None:
    sign_in(client, EMAIL)
    clerk.grants.clear()
    db.session.commit()
    assert client.get("/tests/whoami").json == {"id": clerk.id, "scope": []}
    assert client.get("/tests/contacts").status_code == 403


def test_the_cookie_is_kept_from_scripts(client: FlaskClient) -> None:
    cookie = next(
        value
        for value in sign_in(client, EMAIL).headers.getlist("Set-Cookie")
        if "sampan=" in value
    )
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie


def test_an_older_secret_key_still_reads_its_sessions(
    clerk: User, site: Flask, client: FlaskClient
) -> None:
    sign_in(client, EMAIL)
    old = site.config["SECRET_KEY"]
    site.config["SECRET_KEY"] = "a newer secret key, long enough to be one"
    assert client.get("/tests/whoami").json == NOBODY
    site.config["SECRET_KEY_FALLBACKS"] = [old]
    assert client.get("/tests/whoami").json["id"] == clerk.id  # type: ignore[index]
