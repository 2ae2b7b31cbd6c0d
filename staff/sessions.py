"""What a request of staff may see, and whether it comes from somebody who is signed in.

A request begins without a scope. When its cookie names a sign-in that neither was ended nor has
lasted too long (``staff.sign_ins``), it sees the departments where the person has a role; views
narrow that to where they have the permission (``staff.access``). A sign-in that lacks its second
step opens the pages of that step and nothing else. Pages for everybody enter
``models.scope.system()`` themselves.
"""

from flask import Flask, redirect, request, session, url_for
from flask_security.utils import logout_user
from sqlalchemy.exc import OperationalError
from werkzeug.wrappers import Response

from extensions import db
from models import SignIn, engine, scope
from models.columns import utc_now
from staff import sign_ins
from staff.access import signed_in, visible_departments

# A page that keeps itself up to date (static/live.js) says so; it is not a person at work.
LIVE_HEADER = "X-Sampan-Live"
_NOTED_EVERY = 5 * 60  # seconds, so that pages seldom write
# What somebody may open whose password was right and whose second step is still to come.
HALFWAY = frozenset({"second_step", "second_factor", "security.logout", "choose_language"})


def init_app(app: Flask) -> None:
    """Look at every request first; before Flask-Security, which asks the database who it is."""
    app.before_request(_enter)
    app.teardown_request(_leave)


def _enter() -> Response | None:
    scope.enter(None)
    engine.set_reading(on=_only_reads())
    if "_user_id" not in session or request.endpoint in {None, "static"}:
        return None
    row = sign_ins.current()
    if row is not None and _is_work(row):
        _note(row)
        row = sign_ins.reread()
    if row is None:
        logout_user()
        return None
    user = signed_in()
    if user is None or user.id != row.user_id:
        sign_ins.leave()
        logout_user()
        return None
    if not row.complete:
        return None if request.endpoint in HALFWAY else _to_second_step()
    scope.enter(visible_departments(user))
    return None


def _leave(_error: BaseException | None) -> None:
    scope.enter(None)
    engine.set_reading(on=False)


def _only_reads() -> bool:
    return request.method in {"GET", "HEAD"}


def _is_work(row: SignIn) -> bool:
    """Whether this request shows a person at work, which was not noted lately."""
    since = (utc_now() - row.seen_at).total_seconds()
    return LIVE_HEADER not in request.headers and since >= _NOTED_EVERY


def _note(row: SignIn) -> None:
    """Note the use in a transaction of its own; no page fails because that could not be."""
    engine.writing()
    try:
        sign_ins.note_use(row)
        db.session.commit()
    except OperationalError:
        db.session.rollback()
    engine.set_reading(on=_only_reads())


def _to_second_step() -> Response:
    back = request.full_path.removesuffix("?") if request.method == "GET" else None
    return redirect(url_for("second_step", next=back))
