from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import func, select

from extensions import db
from models import SignIn, User, scope
from staff import sign_ins
from tests.staff.people import department, hire, sign_in, sign_out

pytestmark = pytest.mark.usefixtures("site", "clerk")

EMAIL = "clerk@parks.example"
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:130.0) Gecko/20100101 Firefox/130.0"


@pytest.fixture
def clerk() -> User:
    return hire(EMAIL, "agent", department("parks"))


def _count() -> int:
    count = int(db.session.scalar(select(func.count(SignIn.id))) or 0)
    db.session.rollback()  # so that nobody waits for the lock
    return count


def _of(user: User) -> list[int]:
    found = [one.id for one in sign_ins.of(user)]
    db.session.rollback()
    return found


def test_a_copied_cookie_opens_nothing_once_its_owner_signed_out(site: Flask) -> None:
    owner, thief = site.test_client(), site.test_client()
    sign_in(owner, EMAIL)
    cookie = owner.get_cookie("sampan")
    assert cookie
    thief.set_cookie("sampan", cookie.value)
    assert thief.get("/tests/whoami").json["id"]  # type: ignore[index]
    sign_out(owner)
    assert thief.get("/tests/whoami").json == {"id": None, "scope": None}
    assert _count() == 0


def test_one_ends_where_it_is_ended_and_no_other(clerk: User, site: Flask) -> None:
    here, there, third = (site.test_client() for _ in range(3))
    for browser in (here, there, third):
        sign_in(browser, EMAIL)
    first, second, _last = sorted(_of(clerk))
    assert sign_ins.end(clerk, one=second) == 1
    db.session.commit()
    assert there.get("/tests/whoami").json == {"id": None, "scope": None}
    assert third.get("/tests/whoami").json["id"]  # type: ignore[index]
    assert sign_ins.end(clerk, but=first) == 1
    db.session.commit()
    assert here.get("/tests/whoami").json["id"]  # type: ignore[index]
    assert third.get("/tests/whoami").json == {"id": None, "scope": None}


def test_nobody_ends_another_ones(clerk: User, site: Flask) -> None:
    sign_in(site.test_client(), EMAIL)
    other = hire("other@parks.example", "agent")
    (row,) = _of(clerk)
    assert sign_ins.end(other, one=row) == 0


def test_what_is_over_is_cleared_away(site: Flask) -> None:
    sign_in(site.test_client(), EMAIL)
    with time_machine.travel(timedelta(hours=13)):
        sign_in(site.test_client(), EMAIL)
    assert _count() == 1


def test_a_cookie_names_its_sign_in_and_its_person(clerk: User, site: Flask) -> None:
    browser = site.test_client()
    sign_in(browser, EMAIL)
    other = hire("other@parks.example", "agent")
    with browser.session_transaction() as session:
        session["_user_id"] = other.fs_uniquifier
    db.session.rollback()
    assert browser.get("/tests/whoami").json == {"id": None, "scope": None}
    mine = clerk.fs_uniquifier
    db.session.rollback()
    for forged in ("", "x" * 43, 7, None, "\ud800"):
        stranger = site.test_client()
        with stranger.session_transaction() as session:
            session.update({"_user_id": mine, "_fresh": True, "sign_in": forged})
        assert stranger.get("/tests/whoami").json == {"id": None, "scope": None}


def test_where_it_is_stands_encrypted(clerk: User, site: Flask) -> None:
    browser = site.test_client()
    browser.environ_base.update(REMOTE_ADDR="192.0.2.77", HTTP_USER_AGENT=FIREFOX)
    sign_in(browser, EMAIL)
    (row,) = sign_ins.of(clerk)
    assert (row.browser, row.address) == ("Firefox, Linux", "192.0.2.77")
    with scope.system():
        (stored,) = db.session.execute(db.text("SELECT * FROM sign_in")).all()
    assert "192.0.2.77" not in repr(stored)


@pytest.mark.parametrize(
    ("user_agent", "name"),
    [
        (FIREFOX, "Firefox, Linux"),
        ("Mozilla/5.0 (Windows NT 10.0) Chrome/130.0 Safari/537.36 Edg/130.0", "Edge, Windows"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18 Safari/604", "Safari, iPhone"),
        ("curl/8", ""),
        ("", ""),
    ],
)  # fmt: skip
def test_a_browser_is_named_in_two_words(user_agent: str, name: str) -> None:
    assert sign_ins.browser_name(user_agent) == name
