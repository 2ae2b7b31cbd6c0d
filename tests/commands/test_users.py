import re

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from extensions import db
from models import Grant, SecondFactor, User
from tests.commands.terminal import Terminal
from tests.staff.people import with_second_factor


@pytest.fixture
def parks(terminal: Terminal) -> Terminal:
    terminal.run("departments", "add", "parks", "--name-en", "Parks")
    return terminal


def test_a_member_of_staff_gets_a_link_that_opens(parks: Terminal, client: FlaskClient) -> None:
    arguments = ("users", "add", "Clerk@example.org", "--role", "content-editor")
    printed = parks.run(*arguments, "--department", "PARKS").output
    assert "clerk@example.org is content-editor in parks." in printed
    (link,) = re.findall(r"http://\S+", printed)
    with parks.database():
        user = db.session.scalars(select(User)).one()
        assert user.password is None
        assert [grant.role for grant in db.session.scalars(select(Grant))] == ["content-editor"]
    assert client.get(link).status_code == 200


@pytest.mark.parametrize(
    ("arguments", "code", "sentence"),
    [
        (["nobody", "--role", "agent"], 2, "'nobody' is no email address"),
        (["a@example.org", "--role", "king"], 2, "no role 'king'. The roles are: content-editor,"),
        (["a@example.org", "--role", "system-admin", "--department", "parks"], 2, "everywhere"),
        (["a@example.org", "--role", "agent", "--department", "zoo"], 1, "no department 'zoo'"),
    ],
)
def test_what_is_given_wrongly_is_said(
    parks: Terminal, arguments: list[str], code: int, sentence: str
) -> None:
    assert sentence in parks.run("users", "add", *arguments, fails=code).output
    with parks.database():
        assert db.session.scalars(select(User)).all() == []


def test_a_role_is_given_once(parks: Terminal) -> None:
    arguments = ("users", "add", "a@example.org", "--role", "agent", "--department", "parks")
    parks.run(*arguments)
    assert "already" in parks.run(*arguments, fails=1).output


def test_somebody_locked_out_is_let_in_again(parks: Terminal, client: FlaskClient) -> None:
    parks.run("users", "add", "clerk@example.org", "--role", "system-admin")
    with parks.database():
        user = db.session.scalars(select(User)).one()
        with_second_factor(user)
    printed = parks.run("users", "readmit", "Clerk@example.org").output
    with parks.database():
        assert db.session.scalar(select(SecondFactor.id)) is None
    (link,) = re.findall(r"http://\S+", printed)
    assert client.get(link).status_code == 200


def test_only_who_has_an_account_is_let_in_again(parks: Terminal) -> None:
    failed = parks.run("users", "readmit", "nobody@example.org", fails=1)
    assert "Nobody has an account with nobody@example.org" in failed.output
