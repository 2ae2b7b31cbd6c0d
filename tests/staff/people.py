"""Fictional members of staff, and how tests sign them in."""

import hashlib
import secrets
from typing import Any

from bs4 import BeautifulSoup
from flask import Flask
from flask.testing import FlaskClient
from passlib.totp import TOTP
from sqlalchemy import select, update
from werkzeug.test import TestResponse

from extensions import db
from models import Department, SecondFactor, SignIn, User
from staff import accounts, second_factor

PASSWORD = "four unrelated words here"


def hire(email: str, role: str, department: Department | None = None) -> User:
    """An account with a role and a password, committed."""
    user = accounts.add(email, role, department, actor="terminal")
    if user.password is None:
        accounts.set_password(user, PASSWORD)
    db.session.commit()
    return user


def department(code: str) -> Department:
    """A department, committed."""
    made = Department(code=code, names={"en": code.title()})
    db.session.add(made)
    db.session.commit()
    return made


def code_of(uri: str) -> str:
    """What an authenticator app shows now that has scanned this address."""
    return str(TOTP.from_source(uri).generate().token)


def with_second_factor(user: User) -> tuple[str, list[str]]:
    """Give a user a second factor long ago, committed; its address and its recovery codes."""
    browser = SignIn()
    uri = second_factor.offer(user, browser)
    codes = second_factor.confirm(user, browser, code_of(uri))
    db.session.execute(update(SecondFactor).values(counter=0))
    db.session.commit()
    return uri, codes


def token_of(page: str) -> str:
    """The CSRF token of the form on a page."""
    field = BeautifulSoup(page, "html.parser").select_one("[name=csrf_token]")
    assert field is not None
    return str(field["value"])


def sign_in(client: FlaskClient, email: str, password: str = PASSWORD, **more: str) -> TestResponse:
    """What the sign-in page answers to this address and password."""
    page = client.get("/admin/sign-in", query_string=more)
    data = {"csrf_token": token_of(page.text), "email": email, "password": password}
    return client.post("/admin/sign-in", data=data, query_string=more)


def sign_out(client: FlaskClient) -> TestResponse:
    """What signing out answers."""
    with client.session_transaction() as session:
        assert session
    token = token_of(client.get("/tests/form").text)
    return client.post("/admin/sign-out", data={"csrf_token": token})


def signed(app: Flask, uniquifier: str) -> dict[str, Any]:
    """What a browser's session holds in which the user of this ``fs_uniquifier`` just signed in."""
    key = secrets.token_hex(16)
    with app.app_context():
        user = db.session.scalars(select(User).where(User.fs_uniquifier == uniquifier)).one()
        row = SignIn(user_id=user.id, key_hash=hashlib.sha256(key.encode()).hexdigest())
        row.complete, row.browser, row.address = True, "Firefox, Windows", "127.0.0.1"
        db.session.add(row)
        db.session.commit()
    return {"_user_id": uniquifier, "_fresh": True, "fs_cc": "set", "sign_in": key}
