import pytest
from flask import Flask
from sqlalchemy import select

from extensions import db
from models import AuditEvent, Department, User
from staff import accounts
from staff.accounts import AccountError
from tests.staff.people import department


def test_an_account_has_a_role_and_no_password_yet(any_app: Flask) -> None:
    with any_app.app_context():
        parks = department("parks")
        user = accounts.add(" Clerk@Parks.Example ", "content-editor", parks, actor="terminal")
        db.session.commit()
        assert user.email == "clerk@parks.example"
        assert user.password is None
        assert [(grant.role, grant.department_id) for grant in user.grants] == [
            ("content-editor", parks.id)
        ]
        event = db.session.scalars(select(AuditEvent)).one()
        assert (event.action, event.department_id) == ("user.added", parks.id)
        assert event.subject == f"user:{user.id}"
        assert "clerk" not in str(event.details)


def test_a_second_role_comes_on_top(app: Flask) -> None:
    with app.app_context():
        parks = department("parks")
        first = accounts.add("clerk@parks.example", "agent", parks, actor="terminal")
        second = accounts.add("clerk@parks.example", "auditor", None, actor="terminal")
        assert first is second
        assert len(db.session.scalars(select(User)).all()) == 1
        assert len(first.grants) == 2


@pytest.mark.parametrize(
    ("email", "role", "where", "said"),
    [
        ("clerk@parks.example", "emperor", "parks", "no role 'emperor'.*content-editor"),
        ("clerk", "agent", "parks", "'clerk' is no email address"),
        ("a b@parks.example", "agent", "parks", "no email address"),
        ("", "agent", "parks", "no email address"),
        ("known@parks.example", "agent", "parks", "has the role agent there already"),
        ("root@parks.example", "system-admin", "parks", "leave the department out"),
        ("root@parks.example", "system-admin", "", "has the role system-admin there already"),
    ],
)
def test_what_cannot_be_is_said(app: Flask, email: str, role: str, where: str, said: str) -> None:
    with app.app_context():
        parks: Department | None = department("parks")
        accounts.add("known@parks.example", "agent", parks, actor="terminal")
        accounts.add("root@parks.example", "system-admin", None, actor="terminal")
        with pytest.raises(AccountError, match=said):
            accounts.add(email, role, parks if where else None, actor="terminal")


def test_a_password_is_hashed_and_ends_the_sessions(app: Flask) -> None:
    with app.app_context():
        user = accounts.add("clerk@parks.example", "auditor", None, actor="terminal")
        before = user.fs_uniquifier
        accounts.set_password(user, "four unrelated words here")
        assert user.password is not None
        assert user.password.startswith("$argon2id$")
        assert user.fs_uniquifier != before
