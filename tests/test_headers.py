"""The one file of the security policy."""

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient

import headers


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
