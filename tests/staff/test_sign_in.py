from urllib.parse import parse_qs, urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from extensions import db
from models import AuditEvent
from staff import accounts
from staff.sign_in import CONFIGURATION
from tests.staff.people import PASSWORD, department, hire, sign_in, sign_out

pytestmark = pytest.mark.usefixtures("site", "clerk")

EMAIL = "clerk@parks.example"
REFUSAL = "do not belong together"


@pytest.fixture
def clerk() -> None:
    hire(EMAIL, "agent", department("parks"))


def test_signing_in_leads_to_the_staff_site_and_stands_on_the_trail(client: FlaskClient) -> None:
    answer = sign_in(client, f"  {EMAIL.upper()} ")
    assert (answer.status_code, answer.location) == (302, "/admin/")
    assert client.get("/tests/whoami").json["id"]  # type: ignore[index]
    assert _trail()[-1] == "user.signed_in"


@pytest.mark.parametrize(
    ("email", "password"),
    [
        (EMAIL, "a wrong password"),
        ("nobody@parks.example", PASSWORD),
        ("no address at all", PASSWORD),
        (EMAIL, ""),
        ("", ""),
        (EMAIL, "x" * 5000),
    ],
)
def test_whatever_is_wrong_the_answer_is_the_same(
    client: FlaskClient, email: str, password: str
) -> None:
    answer = sign_in(client, email, password)
    assert answer.status_code == 200
    assert REFUSAL in answer.text
    for word in ("exist", "Invalid", "disabled", "locked"):
        assert word not in answer.text
    assert _trail()[-1] == "user.sign_in_failed"
    assert client.get("/tests/whoami").json == {"id": None, "scope": None}


def test_what_was_typed_is_not_on_the_trail(client: FlaskClient) -> None:
    sign_in(client, "typed@parks.example", "a typed password")
    event = db.session.scalars(select(AuditEvent).order_by(AuditEvent.id.desc())).first()
    assert event is not None
    assert (event.subject, event.details) == ("user:unknown", {})


def test_who_has_left_cannot_sign_in(client: FlaskClient) -> None:
    user = hire(EMAIL, "supervisor")
    user.active = False
    db.session.commit()
    answer = sign_in(client, EMAIL)
    assert REFUSAL in answer.text


def test_who_has_no_password_yet_cannot_sign_in(client: FlaskClient) -> None:
    accounts.add("new@parks.example", "auditor", None, actor="terminal")
    db.session.commit()
    assert REFUSAL in sign_in(client, "new@parks.example").text


def test_signing_out_takes_a_post_with_a_token(client: FlaskClient) -> None:
    sign_in(client, EMAIL)
    assert client.get("/admin/sign-out").status_code == 405
    assert client.post("/admin/sign-out").status_code == 400
    assert sign_out(client).location == "/admin/sign-in"
    assert client.get("/tests/whoami").json == {"id": None, "scope": None}
    assert _trail()[-1] == "user.signed_out"


@pytest.mark.parametrize(
    ("wanted", "reached"),
    [
        ("/tests/whoami", "/tests/whoami"),
        ("https://elsewhere.example/", "/admin/"),
        ("//elsewhere.example/", "/admin/"),
        ("/\\elsewhere.example", "/%5Celsewhere.example"),  # a path of ours, and there is none
    ],
)
def test_signing_in_leads_back_to_this_site_only(
    client: FlaskClient, wanted: str, reached: str
) -> None:
    answer = sign_in(client, EMAIL, next=wanted)
    assert (answer.status_code, answer.location) == (302, reached)


def test_guessing_is_slowed_down_by_address(client: FlaskClient) -> None:
    answers = [sign_in(client, f"guess{n}@parks.example", "guess").status_code for n in range(12)]
    assert answers[:10] == [200] * 10
    assert answers[-1] == 429


def test_guessing_at_one_account_is_slowed_down_whatever_the_address(client: FlaskClient) -> None:
    answers = []
    for number in range(12):
        client.environ_base["REMOTE_ADDR"] = f"192.0.2.{number}"
        answers.append(sign_in(client, EMAIL, "guess").status_code)
    assert answers[:10] == [200] * 10
    assert answers[-1] == 429


def test_there_is_no_other_way_in(site: Flask) -> None:
    reached = {
        rule.endpoint for rule in site.url_map.iter_rules() if rule.endpoint.startswith("security.")
    }
    assert reached == {"security.login", "security.logout"}
    assert not {"users", "roles"} & {
        name
        for name, command in site.cli.commands.items()
        if getattr(command.callback, "__module__", "").startswith("flask_security")
    }


def test_a_token_is_no_session(client: FlaskClient) -> None:
    seen = client.get("/tests/whoami", headers={"Authentication-Token": "x.y.z"})
    assert seen.json == {"id": None, "scope": None}


def test_our_configuration_is_what_the_library_uses(site: Flask) -> None:
    for name, value in CONFIGURATION.items():
        assert site.config[name] == value, name


def test_the_page_speaks_three_languages(client: FlaskClient) -> None:
    for tag, lang in (("zh-HK", "zh-Hant"), ("zh-CN", "zh-Hans"), ("en-GB", "en")):
        page = client.get("/admin/sign-in", headers={"Accept-Language": tag})
        assert f'<html lang="{lang}">' in page.text


def test_the_door_sends_people_back_where_they_were_going(client: FlaskClient) -> None:
    there = client.get("/tests/contacts?page=2").location
    wanted = parse_qs(urlsplit(there).query)["next"][0]
    assert sign_in(client, EMAIL, next=wanted).location == "/tests/contacts?page=2"


def _trail() -> list[str]:
    db.session.rollback()
    return list(db.session.scalars(select(AuditEvent.action).order_by(AuditEvent.id)))
