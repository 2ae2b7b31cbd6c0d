"""Signing in and out: Flask-Security, with everything that we set of it in this one module."""

from datetime import timedelta
from typing import Any

from flask import Flask
from flask_babel import lazy_gettext as _
from flask_login import user_logged_out
from flask_security import Security, user_authenticated
from flask_security.forms import LoginForm
from flask_security.utils import validate_redirect_url
from wtforms import EmailField, Field, PasswordField
from wtforms.validators import InputRequired, Length

import audit
from audit.trail import actor_of
from config import Settings
from extensions import db
from models import User
from staff import passwords, second_step, sign_ins, tries
from staff.datastore import StaffDatastore

SIGN_IN = "/admin/sign-in"
SIGN_OUT = "/admin/sign-out"

CONFIGURATION: dict[str, Any] = {
    "SECURITY_LOGIN_URL": SIGN_IN,
    "SECURITY_LOGOUT_URL": SIGN_OUT,
    "SECURITY_LOGOUT_METHODS": ["POST"],
    "SECURITY_POST_LOGIN_VIEW": "/admin/",
    "SECURITY_POST_LOGOUT_VIEW": SIGN_IN,
    "SECURITY_REGISTERABLE": False,  # accounts are made by `users add` and by administrators
    "SECURITY_RECOVERABLE": False,  # a forgotten password takes a new one-time link
    "SECURITY_RETURN_GENERIC_RESPONSES": True,
    "SECURITY_FLASH_MESSAGES": False,
    "SECURITY_PASSWORD_HASH": "argon2",
    # Argon2 needs no second hash with a salt from the settings, which rotation would break.
    "SECURITY_PASSWORD_SINGLE_HASH": {"argon2"},
    "SECURITY_PASSWORD_SCHEMES": ["argon2"],
    "SECURITY_DEPRECATED_PASSWORD_SCHEMES": [],
    "SECURITY_PASSWORD_LENGTH_MIN": passwords.LEAST,
    "SECURITY_PASSWORD_HASH_PASSLIB_OPTIONS": passwords.ARGON2,
    "SECURITY_API_ENABLED_METHODS": ["session"],
    "SECURITY_FRESHNESS": timedelta(seconds=-1),  # staff/step_up.py asks again, not the library
    "SECURITY_JOIN_USER_ROLES": False,
    "SECURITY_STATIC_FOLDER": None,
    "SECURITY_CLI_USERS_NAME": None,  # our own commands go by these names
    "SECURITY_CLI_ROLES_NAME": None,
}


class SignInForm(LoginForm):
    """An address and a password; who is refused stands on the trail, without what was typed."""

    email = EmailField(
        _("Email"),
        validators=[InputRequired(), Length(max=255)],
        render_kw={"autocomplete": "username", "autofocus": True},
    )
    password = PasswordField(
        _("Password"),
        validators=[InputRequired(), Length(max=passwords.MOST)],
        render_kw={"autocomplete": "current-password"},
    )
    # Office computers are shared: a sign-in ends with its session.
    remember = None  # type: ignore[assignment]  # WTForms' way to take a field away

    def validate_next(self, field: Field) -> None:
        """Forget a way back that leads to another site; the overview is good enough."""
        if not validate_redirect_url(field.data or ""):
            field.data = ""

    def validate(self, **kwargs: Any) -> bool:
        """Whether the two belong together, and to somebody who may still sign in."""
        counted = tries.at_signing_in(self.email.data or "")
        tries.refuse_more(counted)
        if super().validate(**kwargs):
            return True
        tries.count(counted)
        user = self.user
        subject = f"user:{user.id}" if isinstance(user, User) else "user:unknown"
        audit.record("user.sign_in_failed", actor="system", subject=subject)
        db.session.commit()
        return False


def init_app(app: Flask) -> None:
    """Set Flask-Security up on the application's secrets."""
    settings: Settings = app.extensions["settings"]
    # The oldest key: unused while argon2 hashes once, but the library insists on one.
    app.config["SECURITY_PASSWORD_SALT"] = settings.secret_keys[-1]
    app.config.update(CONFIGURATION)
    security = Security()
    security.init_app(app, StaffDatastore(), login_form=SignInForm)
    security.login_manager.request_loader(lambda _request: None)  # a session, never a token
    security.principal.skip_static = True
    user_authenticated.connect(_signed_in, app)
    user_logged_out.connect(_signed_out, app)


def _signed_in(_app: Flask, user: User, **_: object) -> None:
    second_step.begin(user)


def _signed_out(_app: Flask, user: User | None = None, **_: object) -> None:
    if not isinstance(user, User) or sign_ins.current() is None:
        return
    audit.record("user.signed_out", actor=actor_of(user.id), subject=f"user:{user.id}")
    sign_ins.end_here()
    db.session.commit()
