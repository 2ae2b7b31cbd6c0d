"""How long a sign-in lasts, and what a request of staff may see.

A request begins without a scope. When somebody is signed in and neither limit has passed, it sees
the departments where they have a role; views narrow that to where they have the permission
(``staff.access``). Pages for everybody enter ``models.scope.system()`` themselves.
"""

import time

from flask import Flask, request, session
from flask_security.utils import logout_user

from models import engine, scope
from staff.access import signed_in, visible_departments

IDLE_SECONDS = 60 * 60
LONGEST_SECONDS = 12 * 60 * 60
# A page that keeps itself up to date (static/live.js) says so; it is not a person at work.
LIVE_HEADER = "X-Sampan-Live"
_NOTED_EVERY = 60  # seconds, so that not every answer sets a cookie


def init_app(app: Flask) -> None:
    """Look at every request first; before Flask-Security, which asks the database who it is."""
    app.before_request(_enter)
    app.teardown_request(_leave)


def _enter() -> None:
    scope.enter(None)
    engine.set_reading(on=request.method in {"GET", "HEAD"})
    if "_user_id" not in session or request.endpoint in {None, "static"}:
        return
    if _over():
        logout_user()
        return
    user = signed_in()
    if user is not None:
        scope.enter(visible_departments(user))


def _leave(_error: BaseException | None) -> None:
    scope.enter(None)
    engine.set_reading(on=False)


def _over() -> bool:
    """Whether the sign-in has lasted too long, or nobody has been at work for too long."""
    now = int(time.time())
    began = session.get("fs_paa", 0)  # Flask-Security's "primary authentication at"
    seen = session.get("seen", began)
    if now - began > LONGEST_SECONDS or now - seen > IDLE_SECONDS:
        return True
    if LIVE_HEADER not in request.headers and now - seen >= _NOTED_EVERY:
        session["seen"] = now
    return False
