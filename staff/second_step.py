"""The second step of signing in: the code, and setting an authenticator app up."""

import segno
from flask import Flask, current_app, flash, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

import audit
from audit.trail import actor_of
from config import Settings
from extensions import db
from models import SignIn, User, engine
from models.columns import utc_now
from staff import known_browser, second_factor, sign_ins, step_up, tries
from staff.access import signed_in, turned_away
from staff.language import local_path

Page = Response | str | tuple[str, int]


def init_app(app: Flask) -> None:
    """Add the two pages."""
    app.add_url_rule("/admin/second-step", "second_step", ask, methods=["GET", "POST"])
    app.add_url_rule("/admin/second-factor", "second_factor", set_up, methods=["GET", "POST"])


def begin(user: User) -> None:
    """Sign ``user`` in at this browser, whole where no second step is to come."""
    settings: Settings = current_app.extensions["settings"]
    waits = second_factor.of(user) is not None or second_factor.needed_by(user, settings)
    row = sign_ins.begin(user, complete=False)
    if not waits:
        _complete(row, user)


def ask() -> Page:
    """The page that asks for the code, or for a recovery code."""
    user, row = signed_in(), sign_ins.current()
    if user is None or row is None:
        return turned_away()
    if row.complete:
        return redirect(_onward())
    if second_factor.of(user) is None:
        return redirect(url_for("second_factor", next=request.args.get("next")))
    if request.method != "POST":
        return render_template("security/second_step.html", wrong=False)
    counted = tries.of_person(user)
    tries.refuse_more(counted)
    how = second_factor.take(user, request.form.get("code", ""))
    if not how:
        tries.count(counted)
        _note("user.second_step_failed", user)
        db.session.commit()
        return render_template("security/second_step.html", wrong=True)
    _complete(row, user)
    if how == "recovery":
        _note("user.recovery_code_used", user)
        flash(gettext("That recovery code is used up. Your account page makes new ones."), "info")
    db.session.commit()
    return redirect(_onward())


def set_up() -> Page:
    """The page that shows what an authenticator app scans, and takes its first code."""
    user, row = signed_in(), sign_ins.current()
    if user is None or row is None:
        return turned_away()
    has_one = second_factor.of(user) is not None
    if has_one and not row.complete:
        return redirect(url_for("second_step", next=request.args.get("next")))
    return _change(user, row) if row.complete else _set_up(user, row)


@step_up.grave
def _change(user: User, row: SignIn) -> Page:
    return _set_up(user, row)


def _set_up(user: User, row: SignIn) -> Page:
    if request.method != "POST" or "code" not in request.form:
        return _offer(user, row, wrong=False)
    counted = tries.of_person(user)
    tries.refuse_more(counted)
    codes = second_factor.confirm(user, row, request.form["code"])
    if not codes:
        tries.count(counted)
        db.session.commit()
        return _offer(user, row, wrong=True)
    _note("user.second_factor_set", user)
    if not row.complete:
        _complete(row, user)
    row.proved_at = utc_now()
    sign_ins.end(user, but=row.id)
    db.session.commit()
    return render_template("security/recovery_codes.html", codes=codes, onward=_onward())


def _offer(user: User, row: SignIn, *, wrong: bool) -> str:
    engine.writing()
    uri = second_factor.offer(user, row)
    db.session.commit()
    secret = uri.partition("secret=")[2].partition("&")[0]
    return render_template(
        "security/second_factor.html",
        picture=segno.make(uri, error="m").svg_data_uri(scale=5, border=2),
        secret=" ".join(secret[at : at + 4] for at in range(0, len(secret), 4)),
        uri=uri,
        wrong=wrong,
        required=not row.complete,
        user=user,
    )


def _complete(row: SignIn, user: User) -> None:
    row.complete = True
    row.proved_at = utc_now()
    known_browser.remember(user)
    _note("user.signed_in", user)


def _note(action: str, user: User) -> None:
    audit.record(action, actor=actor_of(user.id), subject=f"user:{user.id}")


def _onward() -> str:
    """Where the person was going, on this site; else to the overview."""
    wanted = local_path(request.args.get("next", ""))
    return wanted if wanted != "/" else url_for("admin.index")
