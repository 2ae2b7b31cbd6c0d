"""One-time links, by which a member of staff chooses their password.

The link is signed, ends after three days, and is bound to the account's secret and its present
password: once a password is chosen with it, it opens nothing any more. Opening it changes nothing
either, because mail scanners open links: the form has to be sent.
"""

import hashlib
import hmac

from flask import Flask, abort, current_app, flash, redirect, render_template, url_for
from flask_babel import gettext
from flask_babel import lazy_gettext as _
from flask_security.proxies import _security
from flask_wtf import FlaskForm
from itsdangerous import BadSignature, URLSafeTimedSerializer
from sqlalchemy import select
from werkzeug.wrappers import Response
from wtforms import PasswordField
from wtforms.validators import EqualTo, InputRequired, ValidationError

import audit
from audit.trail import actor_of
from config import Settings
from extensions import db, limiter
from models import User
from staff import known_browser, passwords
from staff.accounts import set_password

LASTS_SECONDS = 3 * 24 * 3600


class PasswordForm(FlaskForm):
    """A new password, typed twice."""

    password = PasswordField(
        _("New password"),
        description=_("At least 12 characters. Three or four unrelated words are good."),
        validators=[InputRequired(_("Choose a password."))],
        render_kw={"autocomplete": "new-password", "autofocus": True},
    )
    again = PasswordField(
        _("The same password again"),
        validators=[EqualTo("password", _("The two passwords are not the same."))],
        render_kw={"autocomplete": "new-password"},
    )

    def __init__(self, user: User) -> None:
        """The form for one user, whose own address is no password."""
        super().__init__()
        self._user = user

    def validate_password(self, field: PasswordField) -> None:
        """Refuse what is too short, and what anybody would try first."""
        typed = _security.password_util.normalize(field.data or "")
        fault = passwords.fault(typed, self._user)
        if fault:
            raise ValidationError(fault)


def init_app(app: Flask) -> None:
    """Add the page behind the links."""
    app.add_url_rule(
        "/admin/welcome/<token>",
        "welcome",
        limiter.limit("20 per minute")(welcome),
        methods=["GET", "POST"],
    )


def link(user: User) -> str:
    """The address where this user can choose a password, once, within three days."""
    settings: Settings = current_app.extensions["settings"]
    token = _serializer().dumps([user.id, _state(user)])
    return f"{settings.public_url}/admin/welcome/{token}"


def invited(token: str) -> User | None:
    """The user whose link this is, unless it was used, replaced, altered or is too old."""
    try:
        user_id, state = _serializer().loads(token, max_age=LASTS_SECONDS)
    except BadSignature:
        return None
    user = db.session.scalar(select(User).where(User.id == user_id, User.active))
    if user is None or not hmac.compare_digest(state, _state(user)):
        return None
    return user


def welcome(token: str) -> Response | str | tuple[str, int]:
    """The page that asks for a password."""
    user = invited(token)
    if user is None:
        return render_template("security/link_over.html"), 410
    form = PasswordForm(user)
    if not form.validate_on_submit():
        return render_template("security/welcome.html", form=form, user=user)
    if form.password.data is None:
        abort(400)
    set_password(user, _security.password_util.normalize(form.password.data))
    known_browser.remember(user)  # so that nobody's guessing keeps them out
    audit.record("user.password_set", actor=actor_of(user.id), subject=f"user:{user.id}")
    db.session.commit()
    flash(gettext("Your password is set. Sign in with it now."), "success")
    return redirect(url_for("security.login"))


def _state(user: User) -> str:
    """What changes when a password is set: a link made before does not fit any more."""
    held = f"{user.fs_uniquifier}:{user.password or ''}"
    return hashlib.sha256(held.encode()).hexdigest()[:32]


def _serializer() -> URLSafeTimedSerializer:
    settings: Settings = current_app.extensions["settings"]
    newest_last = list(reversed(settings.secret_keys))
    return URLSafeTimedSerializer(newest_last, salt="staff invitation")
