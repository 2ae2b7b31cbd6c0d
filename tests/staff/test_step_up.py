import re
from datetime import timedelta

import pytest
import time_machine
from flask import Flask, request
from flask.testing import FlaskClient
from sqlalchemy import select

from extensions import db
from models import AuditEvent, User
from staff.step_up import FIELD, grave
from tests.staff.people import (
    PASSWORD,
    code_of,
    department,
    hire,
    sign_in,
    token_of,
    with_second_factor,
)

EMAIL = "clerk@parks.example"
LATER = timedelta(minutes=16)


@pytest.fixture
def done() -> list[dict[str, list[str]]]:
    """What reached the grave view."""
    return []


@pytest.fixture
def client(site: Flask, done: list[dict[str, list[str]]]) -> FlaskClient:
    @grave
    def act() -> str:
        done.append(request.form.to_dict(flat=False))
        return "done"

    site.add_url_rule("/tests/act", "act", act, methods=["POST"])
    site.add_url_rule("/tests/both", "both", act, methods=["GET", "POST"])
    site.add_url_rule("/tests/file", "file", act, methods=["GET"])
    return site.test_client()


@pytest.fixture
def clerk(client: FlaskClient) -> User:
    return hire(EMAIL, "agent", department("parks"))


def _trail() -> list[str]:
    actions = list(db.session.scalars(select(AuditEvent.action).order_by(AuditEvent.id)))
    db.session.rollback()
    return actions


def _kept(page: str) -> dict[str, list[str]]:
    """The hidden fields of the form of a page, as a browser would send them."""
    fields: dict[str, list[str]] = {}
    for name, value in re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', page):
        fields.setdefault(name, []).append(value)
    return fields


@pytest.mark.usefixtures("clerk")
def test_who_just_signed_in_is_not_asked(client: FlaskClient, done: list[object]) -> None:
    sign_in(client, EMAIL)
    token = token_of(client.get("/tests/form").text)
    assert client.post("/tests/act", data={"csrf_token": token, "x": "1"}).text == "done"
    assert len(done) == 1


@pytest.mark.usefixtures("clerk")
def test_later_the_form_is_kept_and_goes_on(
    client: FlaskClient, done: list[dict[str, list[str]]]
) -> None:
    sign_in(client, EMAIL)
    with time_machine.travel(LATER):
        token = token_of(client.get("/tests/form").text)
        data = {"csrf_token": token, "word": ["one", "two"], "reason": "It may stay"}
        page = client.post("/tests/act?id=7", data=data)
        assert page.status_code == 403
        assert not done
        assert 'action="/tests/act?id=7"' in page.text
        kept = _kept(page.text)
        assert (kept["word"], kept["reason"]) == (["one", "two"], ["It may stay"])
        wrong = client.post("/tests/act?id=7", data={**kept, FIELD: "a wrong password"})
        assert "not your password" in wrong.text
        assert not done
        assert (
            client.post("/tests/act?id=7", data={**_kept(wrong.text), FIELD: PASSWORD}).text
            == "done"
        )
        assert done[0]["word"] == ["one", "two"]
        assert client.post("/tests/act", data={"csrf_token": token}).text == "done"
    assert _trail()[-2:] == ["user.confirming_failed", "user.confirmed"]


@pytest.mark.usefixtures("clerk")
def test_a_page_is_looked_at_freely_and_its_form_is_not(client: FlaskClient) -> None:
    sign_in(client, EMAIL)
    with time_machine.travel(LATER):
        assert client.get("/tests/both").text == "done"
        token = token_of(client.get("/tests/form").text)
        assert client.post("/tests/both", data={"csrf_token": token}).status_code == 403


@pytest.mark.usefixtures("clerk")
def test_what_a_link_fetches_leads_back_to_its_page(client: FlaskClient) -> None:
    sign_in(client, EMAIL)
    with time_machine.travel(LATER):
        page = client.get(
            "/tests/file", headers={"Referer": "http://localhost/tests/whoami?page=2"}
        )
        assert page.status_code == 403
        assert "next=/tests/whoami?page%3D2" in page.text
        data = {"csrf_token": token_of(page.text), FIELD: PASSWORD}
        answer = client.post("/admin/confirm?next=/tests/whoami", data=data)
        assert answer.location == "/tests/whoami"
        assert client.get("/tests/file").text == "done"
        elsewhere = client.post("/admin/confirm?next=https://elsewhere.example", data=data)
        assert elsewhere.location == "/"


def test_who_has_a_second_factor_gives_a_code(clerk: User, client: FlaskClient) -> None:
    sign_in(client, EMAIL)
    uri, _codes = with_second_factor(clerk)
    with time_machine.travel(LATER):
        token = token_of(client.get("/tests/form").text)
        asked = client.post("/tests/act", data={"csrf_token": token, FIELD: PASSWORD})
        assert "six digits" in asked.text
        data = {"csrf_token": token, FIELD: code_of(uri)}
        assert client.post("/tests/act", data=data).text == "done"


@pytest.mark.usefixtures("clerk")
def test_guessing_is_slowed_down(client: FlaskClient, done: list[object]) -> None:
    sign_in(client, EMAIL)
    with time_machine.travel(LATER, tick=False):
        token = token_of(client.get("/tests/form").text)
        data = {"csrf_token": token, FIELD: "guess"}
        answers = [client.post("/tests/act", data=data).status_code for _ in range(11)]
    assert answers == [403] * 10 + [429]
    assert not done


def test_nobody_confirms_who_is_nobody(client: FlaskClient) -> None:
    token = token_of(client.get("/tests/form").text)
    answer = client.post("/admin/confirm", data={"csrf_token": token, FIELD: "x"})
    assert answer.location.startswith("/admin/sign-in")
