import pytest
from flask import Flask
from flask.testing import FlaskClient

from staff import known_browser
from tests.staff.people import PASSWORD, department, hire, sign_in, sign_out

EMAIL = "clerk@parks.example"


pytestmark = pytest.mark.usefixtures("site", "clerk")


@pytest.fixture
def clerk() -> None:
    hire(EMAIL, "agent", department("parks"))


def _guess(site: Flask, times: int) -> FlaskClient:
    """A stranger who guesses, each time from another place; and their browser."""
    stranger = site.test_client()
    for number in range(times):
        stranger.environ_base["REMOTE_ADDR"] = f"192.0.2.{number}"
        assert sign_in(stranger, EMAIL, "a guess").status_code == 200
    assert sign_in(stranger, EMAIL, PASSWORD).status_code == 429
    return stranger


def test_guessing_at_an_account_does_not_keep_its_owner_out(
    site: Flask, client: FlaskClient
) -> None:
    sign_in(client, EMAIL)
    sign_out(client)
    _guess(site, 10)
    assert sign_in(client, EMAIL).status_code == 302


def test_at_a_known_browser_guessing_is_slowed_down_too(client: FlaskClient) -> None:
    sign_in(client, EMAIL)
    sign_out(client)
    answers = [sign_in(client, EMAIL, "a guess").status_code for _ in range(11)]
    assert answers == [200] * 10 + [429]


def test_a_browser_is_known_for_its_people_alone(site: Flask, client: FlaskClient) -> None:
    other = "other@parks.example"
    hire(other, "agent")
    sign_in(client, other)
    with site.test_request_context(headers={"Cookie": _cookie(client)}):
        assert known_browser.key_for(f" {other.upper()} ")
        assert not known_browser.key_for(EMAIL)


@pytest.mark.parametrize("value", ["", "x", "W10.x.y", "eyJhIjoiYiJ9.aa.bb"])
def test_a_forged_cookie_makes_nothing_known(site: Flask, value: str) -> None:
    with site.test_request_context(headers={"Cookie": f"known={value}"}):
        assert not known_browser.key_for(EMAIL)


def _cookie(client: FlaskClient) -> str:
    cookie = client.get_cookie("known")
    assert cookie
    assert cookie.http_only
    return f"known={cookie.value}"
