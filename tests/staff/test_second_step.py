import html
import re
from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from extensions import db
from models import AuditEvent, User
from staff import second_factor
from tests.staff.people import code_of, hire, sign_in, token_of, with_second_factor

EMAIL = "root@example.com"


@pytest.fixture
def real(make_app: Callable[..., Flask], sqlite_database: str) -> Iterator[Flask]:
    """An installation with a number of its own: roles ask for their second factor."""
    app = make_app(sqlite_database, GRAPH_API_URL="https://graph.example")
    with app.app_context():
        yield app
        db.session.rollback()


@pytest.fixture
def client(real: Flask) -> FlaskClient:
    return real.test_client()


@pytest.fixture
def root(client: FlaskClient) -> User:
    return hire(EMAIL, "system-admin")


def _send(client: FlaskClient, path: str, **fields: str) -> TestResponse:
    token = token_of(client.get(path).text)
    return client.post(path, data={"csrf_token": token, **fields})


def _shown(page: str) -> str:
    """The address that a page offers to an authenticator app."""
    found = re.search(r'href="(otpauth://[^"]+)"', page)
    assert found
    return html.unescape(found[1])


def _trail() -> list[str]:
    actions = list(db.session.scalars(select(AuditEvent.action).order_by(AuditEvent.id)))
    db.session.rollback()
    return actions


def test_a_role_that_needs_one_has_it_set_up_before_anything_else(
    root: User, client: FlaskClient
) -> None:
    assert sign_in(client, EMAIL).status_code == 302
    there = client.get("/admin/people/?page=0")
    assert there.location == "/admin/second-step?next=/admin/people/?page%3D0"
    path = client.get(there.location).location
    assert path.startswith("/admin/second-factor?next=")
    page = client.get(path)
    assert "data:image/svg+xml" in page.text
    assert "user.signed_in" not in _trail()
    assert "This code is wrong" in _send(client, path, code="123").text
    done = _send(client, path, code=code_of(_shown(page.text)))
    assert done.status_code == 200
    assert 'href="/admin/people/?page=0"' in done.text
    assert client.get("/admin/people/").status_code == 200
    assert _trail()[-2:] == ["user.second_factor_set", "user.signed_in"]


def test_another_browser_is_offered_another_secret(root: User, client: FlaskClient) -> None:
    """Else whoever knows the password could look at the one that the owner is about to confirm."""
    other = client.application.test_client()
    for browser in (client, other):
        sign_in(browser, EMAIL)
    shown = [_shown(one.get("/admin/second-factor").text) for one in (client, other, client)]
    assert shown[0] == shown[2] != shown[1]
    assert (
        "This code is wrong" in _send(client, "/admin/second-factor", code=code_of(shown[1])).text
    )
    assert "recovery" in _send(client, "/admin/second-factor", code=code_of(shown[0])).text


def test_the_code_opens_the_site_and_leads_on(root: User, client: FlaskClient) -> None:
    uri, _codes = with_second_factor(root)
    sign_in(client, EMAIL)
    path = client.get("/admin/trail/").location
    wrong = _send(client, path, code="000000")
    assert "This code is wrong" in wrong.text
    assert client.get("/admin/trail/").status_code == 302
    assert _send(client, path, code=code_of(uri)).location == "/admin/trail/"
    assert client.get("/admin/trail/").status_code == 200
    assert client.get("/admin/second-step").location == "/admin/"
    assert _trail()[-2:] == ["user.second_step_failed", "user.signed_in"]


def test_halfway_in_nothing_else_opens(root: User, real: Flask, client: FlaskClient) -> None:
    with_second_factor(root)
    sign_in(client, EMAIL)
    real.config["WTF_CSRF_ENABLED"] = False
    for rule in real.url_map.iter_rules():
        if rule.arguments or rule.endpoint in {"static", "choose_language", "security.logout"}:
            continue
        for method in sorted((rule.methods or set()) & {"GET", "POST"}):
            answer = client.open(rule.rule, method=method)
            if rule.endpoint == "second_step":
                continue
            assert answer.status_code == 302, rule.rule
            assert answer.location.startswith("/admin/second-step"), rule.rule


def test_halfway_in_the_second_factor_cannot_be_replaced(root: User, client: FlaskClient) -> None:
    with_second_factor(root)
    sign_in(client, EMAIL)
    answer = client.get("/admin/second-factor")
    assert answer.location == "/admin/second-step"
    token = token_of(client.get("/admin/second-step").text)
    sent = client.post("/admin/second-factor", data={"csrf_token": token, "code": "000000"})
    assert sent.location == "/admin/second-step"


def test_a_recovery_code_does_when_the_phone_is_lost(root: User, client: FlaskClient) -> None:
    _uri, codes = with_second_factor(root)
    sign_in(client, EMAIL)
    assert _send(client, "/admin/second-step", code=codes[3]).location == "/admin/"
    assert _trail()[-1] == "user.recovery_code_used"
    other = client.application.test_client()
    sign_in(other, EMAIL)
    assert "This code is wrong" in _send(other, "/admin/second-step", code=codes[3]).text


def test_guessing_codes_is_slowed_down(root: User, client: FlaskClient) -> None:
    with_second_factor(root)
    sign_in(client, EMAIL)
    token = token_of(client.get("/admin/second-step").text)
    data = {"csrf_token": token, "code": "000000"}
    answers = [client.post("/admin/second-step", data=data).status_code for _ in range(11)]
    assert answers == [200] * 10 + [429]


def test_one_that_was_set_up_is_asked_for_in_the_sandbox_too(
    app: Flask, client: FlaskClient
) -> None:
    del client
    with app.app_context():
        user = hire("agent@example.com", "agent")
        with_second_factor(user)
        browser = app.test_client()
        sign_in(browser, "agent@example.com")
        assert browser.get("/admin/").location == "/admin/second-step?next=/admin/"
        db.session.rollback()


def test_whoever_learnt_the_password_uses_no_try_of_the_owner_up(
    root: User, client: FlaskClient
) -> None:
    uri, codes = with_second_factor(root)
    sign_in(client, EMAIL)
    _send(client, "/admin/second-step", code=codes[0])
    stranger = client.application.test_client()
    sign_in(stranger, EMAIL)
    for _ in range(10):
        _send(stranger, "/admin/second-step", code="000000")
    assert _send(stranger, "/admin/second-step", code=codes[1]).status_code == 429
    client.delete_cookie("sampan")
    sign_in(client, EMAIL)
    assert _send(client, "/admin/second-step", code=code_of(uri)).location == "/admin/"


@pytest.mark.parametrize("has_one", [True, False])
def test_at_a_screen_left_open_nobody_sets_one_up(app: Flask, has_one: bool) -> None:
    with app.app_context():
        user = hire("agent@example.com", "agent")
        uri = ""
        if has_one:
            uri, _codes = with_second_factor(user)
        browser = app.test_client()
        sign_in(browser, "agent@example.com")
        if has_one:
            _send(browser, "/admin/second-step", code=code_of(uri))
        with time_machine.travel(timedelta(minutes=20)):
            page = browser.get("/admin/second-factor").text
            data = {"csrf_token": token_of(page), "code": code_of(_shown(page))}
            asked = browser.post("/admin/second-factor", data=data)
        assert asked.status_code == 403
        assert "Show that it is you" in asked.text
        assert bool(second_factor.of(user)) is has_one
        db.session.rollback()
