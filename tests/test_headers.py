"""The one file of the security policy."""

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient

import headers
from tests.staff.people import PASSWORD, hire, token_of


@pytest.mark.parametrize(
    "path", ["/", "/admin/sign-in", "/admin/", "/static/sampan.css", "/nowhere"]
)
def test_every_response_is_protected(client: FlaskClient, path: str) -> None:
    answer = client.get(path, buffered=True)
    answer.close()
    for name, value in headers.EVERYWHERE.items():
        assert answer.headers[name] == value, name
    assert ("no-store" in answer.headers.get("Cache-Control", "")) is path.startswith("/admin")
    assert "Strict-Transport-Security" not in answer.headers


def test_the_policy_allows_nothing_inline_and_nothing_from_elsewhere() -> None:
    rules = dict(rule.split(" ", 1) for rule in headers.POLICY.split("; "))
    assert "unsafe" not in headers.POLICY
    assert "http" not in headers.POLICY
    assert rules["script-src"] == rules["style-src"] == "'self'"
    assert rules["object-src"] == rules["base-uri"] == rules["frame-ancestors"] == "'none'"


def test_https_is_insisted_on_where_it_is_spoken(
    make_app: Callable[..., Flask], sqlite_database: str
) -> None:
    app = make_app(sqlite_database, PUBLIC_URL="https://sampan.example.org")
    answer = app.test_client().get("/admin/sign-in", base_url="https://sampan.example.org")
    assert answer.headers["Strict-Transport-Security"].startswith("max-age=31536000")


def test_over_https_every_cookie_is_bound_to_this_host(
    make_app: Callable[..., Flask], sqlite_database: str
) -> None:
    here = "https://sampan.example.org"
    app = make_app(sqlite_database, PUBLIC_URL=here)
    with app.app_context():
        hire("clerk@parks.example", "agent")
    client = app.test_client()
    page = client.get("/admin/sign-in", base_url=here)
    data = {"email": "clerk@parks.example", "password": PASSWORD}
    answers = [
        page,
        client.post(
            "/admin/sign-in",
            base_url=here,
            data={**data, "csrf_token": token_of(page.text)},
            headers={"Referer": f"{here}/admin/sign-in"},
        ),
        client.get("/language/zh-Hant", base_url=here),
    ]
    cookies = [one for answer in answers for one in answer.headers.getlist("Set-Cookie")]
    names = {one.partition("=")[0] for one in cookies}
    assert names == {"__Host-sampan", "__Host-known", "__Host-language"}
    for cookie in cookies:
        parts = {part.strip() for part in cookie.split(";")}
        assert {"Secure", "HttpOnly", "Path=/", "SameSite=Lax"} <= parts
        assert not any(part.startswith("Domain") for part in parts)
