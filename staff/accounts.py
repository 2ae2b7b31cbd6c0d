"""Accounts of staff: made with a role, given a password, ended."""

import secrets

from email_validator import EmailNotValidError, validate_email
from flask import current_app
from flask_security.utils import hash_password
from sqlalchemy import select

import audit
from config import Settings
from extensions import db
from models import Department, Grant, User
from staff import second_factor, sign_ins
from staff.roles import EVERYWHERE, ROLES


class AccountError(ValueError):
    """An account cannot be made as asked; the message is the sentence to show."""


def add(email: str, role: str, department: Department | None, *, actor: str) -> User:
    """A user with this role in this department (None: everywhere), in the present transaction.

    Somebody who has an account already gets the role besides those they have.

    Raises:
        AccountError: no such role, no such address, or they have this role already.

    """
    address, role = address_of(email), role_of(role)
    user = of_address(address)
    grant(user, role, department, actor=actor)
    return user


def of_address(email: str) -> User:
    """The account of this address, made with no role at all where there is none.

    Raises:
        AccountError: it is no address.

    """
    address = address_of(email)
    user = known(address)
    if user is None:
        user = User(email=address, fs_uniquifier=secrets.token_hex(32))
        db.session.add(user)
        db.session.flush()
    return user


def known(address: str) -> User | None:
    """Whose account this address is, in the form of ``address_of``."""
    return db.session.scalar(select(User).where(User.email == address))


def grant(user: User, role: str, department: Department | None, *, actor: str) -> None:
    """Give a user a role, in the present transaction.

    Where it asks for a second factor that they have not, their sign-ins end: they set it up when
    they come in again.

    Raises:
        AccountError: the role holds everywhere and a department was named, or they have it already.

    """
    if role in EVERYWHERE and department is not None:
        raise AccountError(f"The role {role} holds everywhere: leave the department out.")
    department_id = department.id if department else None
    if any(has.role == role and has.department_id == department_id for has in user.grants):
        raise AccountError(f"{user.email} has the role {role} there already.")
    user.grants.append(Grant(role=role, department_id=department_id))
    db.session.flush()
    subject = f"user:{user.id}"
    audit.record("user.added", actor=actor, subject=subject, department_id=department_id, role=role)
    settings: Settings = current_app.extensions["settings"]
    if second_factor.needed_by(user, settings) and second_factor.of(user) is None:
        sign_ins.end(user)


def set_password(user: User, password: str) -> None:
    """Give a user a password, in the present transaction; every session they have ends."""
    user.password = hash_password(password)
    end_sessions(user)


def end_sessions(user: User) -> None:
    """Sign a user out everywhere, and make their unused one-time links worthless."""
    user.fs_uniquifier = secrets.token_hex(32)
    sign_ins.end(user)


def address_of(email: str) -> str:
    """An email address in the one form that accounts have.

    Raises:
        AccountError: it is none.

    """
    try:
        found = validate_email(email.strip(), check_deliverability=False, test_environment=True)
    except EmailNotValidError as fault:
        raise AccountError(f"{email!r} is no email address: {fault}") from None
    return found.normalized.lower()


def role_of(slug: str) -> str:
    """The role of this name.

    Raises:
        AccountError: there is none.

    """
    if slug not in ROLES:
        raise AccountError(f"There is no role {slug!r}. The roles are: {', '.join(ROLES)}.")
    return slug
