from unittest.mock import patch

import pytest
from flask import Flask
from flask.testing import FlaskClient
from flask_security.utils import hash_password, verify_and_update_password

from extensions import db
from models import User
from staff import accounts, tries
from tests.staff.people import PASSWORD, department, hire, sign_in


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("2001:db8:0:1::5", "20010db800000001"),
        ("2001:db8:0:1:ffff::1", "20010db800000001"),
        ("", ""),
        ("nonsense", ""),
    ],
)
def test_whom_one_subscriber_is(app: Flask, address: str, network: str) -> None:
    with app.test_request_context(environ_base={"REMOTE_ADDR": address}):
        assert tries.network() == network.lstrip("0")


def test_who_is_right_uses_no_try_up(site: Flask) -> None:
    hire("clerk@parks.example", "agent", department("parks"))
    for _ in range(12):
        assert sign_in(site.test_client(), "clerk@parks.example").status_code == 302


@pytest.mark.usefixtures("site")
def test_who_tried_too_often_is_told_how_long(client: FlaskClient) -> None:
    for number in range(10):
        sign_in(client, f"guess{number}@parks.example", "a guess")
    answer = sign_in(client, "another@parks.example", "a guess")
    assert answer.status_code == 429
    assert int(answer.headers["Retry-After"]) >= 60
    assert "Too many tries" in answer.text


@pytest.mark.usefixtures("site")
@pytest.mark.parametrize("who", ["clerk", "nobody", "new", "left"])
def test_every_refusal_costs_one_hash(client: FlaskClient, who: str) -> None:
    """So that the time an answer takes tells nobody who has an account."""
    hire("clerk@parks.example", "agent", department("parks"))
    hire("left@parks.example", "agent").active = False
    accounts.add("new@parks.example", "agent", None, actor="terminal")
    db.session.commit()
    asked: list[str] = []

    def hashed(password: str) -> str:
        asked.append("hash")
        return hash_password(password)

    def checked(password: str, user: User) -> bool:
        asked.append("check")
        return verify_and_update_password(password, user)

    typed = PASSWORD if who == "left" else "a guess"
    with (
        patch("flask_security.forms.hash_password", hashed),
        patch("flask_security.core.verify_and_update_password", checked),
    ):
        answer = sign_in(client, f"{who}@parks.example", typed)
    assert answer.status_code == 200
    assert len(asked) == 1
