"""Asking once more who somebody is, before what cannot be taken back.

A view marked ``@grave`` runs when its person gave a password or a code within the last minutes.
Else the answer is a page that asks for one and keeps the form that was sent: right, it goes on from
there, and nothing has to be filled in again.
"""

from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from typing import ParamSpec, TypeVar
from urllib.parse import urlsplit

from flask import Flask, abort, flash, redirect, render_template, request
from flask_babel import gettext
from flask_security.proxies import _security
from werkzeug.wrappers import Response

import audit
from audit.trail import actor_of
from extensions import db
from models.columns import utc_now
from staff import second_factor, sign_ins, tries
from staff.access import signed_in, turned_away
from staff.language import local_path

FRESH = timedelta(minutes=15)
FIELD = "who_you_are"  # the password or code, in the form of the page that asks

P = ParamSpec("P")
R = TypeVar("R")


def init_app(app: Flask) -> None:
    """Add the page that asks, for what is fetched by a link and not sent by a form."""
    app.add_url_rule("/admin/confirm", "confirm", confirm, methods=["POST"])


def grave(view: Callable[P, R]) -> Callable[P, R | Response | tuple[str, int]]:
    """Mark a view: it runs for who has shown lately who they are.

    Where a page shows a form and takes it, only the sending counts.
    """

    @wraps(view)
    def guarded(*args: P.args, **kwargs: P.kwargs) -> R | Response | tuple[str, int]:
        if _shows_a_form() or is_fresh():
            return view(*args, **kwargs)
        if FIELD in request.form and proves(request.form[FIELD]):
            return view(*args, **kwargs)
        return _ask(wrong=FIELD in request.form)

    guarded.grave = True  # type: ignore[attr-defined]  # for the test that looks for it
    return guarded


def is_fresh() -> bool:
    """Whether the person of this request showed within the last minutes who they are."""
    row = sign_ins.current()
    return row is not None and utc_now() - row.proved_at <= FRESH


def proves(typed: str) -> bool:
    """Whether ``typed`` is a code where the account has a second factor, else the password.

    Commits, either way.

    Raises:
        TooManyRequests: they were wrong too often.

    """
    user, row = signed_in(), sign_ins.current()
    if user is None or row is None:
        return False
    counted = tries.of_person(user)
    tries.refuse_more(counted)
    if second_factor.of(user) is None:
        right = user.verify_and_update_password(_security.password_util.normalize(typed))
    else:
        right = bool(second_factor.take(user, typed))
    if right:
        row.proved_at = utc_now()
    else:
        tries.count(counted)
    action = "user.confirmed" if right else "user.confirming_failed"
    audit.record(action, actor=actor_of(user.id), subject=f"user:{user.id}")
    db.session.commit()
    return right


def confirm() -> Response | tuple[str, int]:
    """Take the password or code for something that is fetched by a link, and go back to the page."""
    if signed_in() is None:
        return turned_away()
    back = local_path(request.args.get("next", ""))
    if not proves(request.form.get(FIELD, "")):
        return _ask(wrong=True)
    flash(gettext("Thank you. For 15 minutes you will not be asked again: go on."), "success")
    return redirect(back)


def _shows_a_form() -> bool:
    """Whether this request only looks at a page whose form is what counts."""
    takes = request.url_rule.methods or () if request.url_rule else ()
    return request.method in {"GET", "HEAD"} and "POST" in takes


def _ask(*, wrong: bool) -> tuple[str, int]:
    user = signed_in()
    if user is None:
        abort(401)
    kept = [
        (name, value)
        for name, value in request.form.items(multi=True)
        if name not in {FIELD, "csrf_token"}
    ]
    page = render_template(
        "security/confirm.html",
        field=FIELD,
        kept=kept,
        back=request.full_path.removesuffix("?") if request.method == "POST" else _came_from(),
        by_link=request.method != "POST",
        files=any(file.filename for file in request.files.values()),
        with_code=second_factor.of(user) is not None,
        wrong=wrong,
        user=user,
    )
    return page, 403


def _came_from() -> str:
    """The path of the page whose link was followed, else the front page of the staff site."""
    parts = urlsplit(request.referrer or "")
    if parts.netloc != request.host:
        return "/admin/"
    return local_path(f"{parts.path}?{parts.query}")
