from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from extensions import db
from models import AuditEvent, User
from staff import accounts, invitation
from tests.staff.people import PASSWORD, hire, sign_in, token_of

pytestmark = pytest.mark.usefixtures("site")


@pytest.fixture
def invited() -> User:
    user = accounts.add("clerk@parks.example", "auditor", None, actor="terminal")
    db.session.commit()
    return user


def test_a_link_sets_the_password_once(invited: User, client: FlaskClient) -> None:
    path = _path(invited)
    page = client.get(path)
    assert page.status_code == 200
    assert "clerk@parks.example" in page.text
    answer = _choose(client, path, PASSWORD)
    assert answer.location == "/admin/sign-in"
    assert sign_in(client, "clerk@parks.example").location == "/admin/"
    over = client.get(path)
    assert over.status_code == 410
    assert "no longer works" in over.text
    db.session.expire_all()
    actions = db.session.scalars(select(AuditEvent.action).order_by(AuditEvent.id)).all()
    assert actions == ["user.added", "user.password_set", "user.signed_in"]


def test_opening_a_link_changes_nothing(invited: User, client: FlaskClient) -> None:
    path = _path(invited)
    for _time in range(3):
        assert client.get(path).status_code == 200


def test_a_link_ends_after_three_days(invited: User, client: FlaskClient) -> None:
    path = _path(invited)
    with time_machine.travel(timedelta(days=3, minutes=1)):
        assert client.get(path).status_code == 410


@pytest.mark.parametrize("change", ["altered", "another account", "ended", "signed out"])
def test_a_link_that_does_not_fit_any_more_opens_nothing(
    invited: User, client: FlaskClient, change: str
) -> None:
    path = _path(invited)
    if change == "altered":
        path = path[:-2] + ("aa" if path[-2:] != "aa" else "bb")
    elif change == "another account":
        other = hire("other@parks.example", "auditor")
        path = _path(other).rpartition("/")[0] + "/" + path.rpartition("/")[2][::-1]
    elif change == "ended":
        invited.active = False
    else:
        accounts.end_sessions(invited)
    db.session.commit()
    assert client.get(path).status_code == 410
    assert client.get("/admin/welcome/" + "x" * 50).status_code == 410


@pytest.mark.parametrize(
    ("password", "again", "said"),
    [
        ("short", "short", "between 12 and 200"),
        ("x" * 201, "x" * 201, "between 12 and 200"),
        ("", "", "Choose a password"),
        (PASSWORD, PASSWORD + "!", "not the same"),
        ("aaaaaaaaaaaaaaaa", "aaaaaaaaaaaaaaaa", "too easy"),
        ("password2026", "password2026", "too easy"),
        ("my clerk@parks.example", "my clerk@parks.example", "Your own address"),
    ],
)
def test_a_poor_password_is_refused(
    invited: User, client: FlaskClient, password: str, again: str, said: str
) -> None:
    answer = _choose(client, _path(invited), password, again)
    assert answer.status_code == 200
    assert said in answer.text
    db.session.expire_all()
    assert invited.password is None


def test_the_form_needs_its_token(invited: User, client: FlaskClient) -> None:
    data = {"password": PASSWORD, "again": PASSWORD}
    assert client.post(_path(invited), data=data).status_code == 400


def test_an_older_secret_key_still_opens_its_links(invited: User, site: Flask) -> None:
    link = invitation.link(invited)
    settings = site.extensions["settings"]
    keys = ("a newer secret key, long enough to be one", *settings.secret_keys)
    object.__setattr__(settings, "secret_keys", keys)
    assert invitation.invited(link.rpartition("/")[2]) == invited


def _path(user: User) -> str:
    link = invitation.link(user)
    db.session.rollback()  # on SQLite even looking at the user keeps the page waiting
    assert link.startswith("http://127.0.0.1:8000/admin/welcome/")
    return link.removeprefix("http://127.0.0.1:8000")


def _choose(
    client: FlaskClient, path: str, password: str, again: str | None = None
) -> TestResponse:
    data = {"csrf_token": token_of(client.get(path).text), "password": password}
    return client.post(path, data={**data, "again": password if again is None else again})
