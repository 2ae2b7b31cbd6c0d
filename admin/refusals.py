"""What a member of staff sees when a page cannot be had: a sentence, in the site's own frame."""

from flask import Blueprint, render_template, request
from flask_babel import gettext
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import Forbidden, InternalServerError, NotFound, RequestEntityTooLarge

from audit import record
from audit.trail import actor_of
from extensions import db
from staff.access import signed_in

Page = tuple[str, int]


def guard(blueprint: Blueprint) -> None:
    """Have the refusals of these views answered with pages."""
    blueprint.register_error_handler(NotFound, missing)
    blueprint.register_error_handler(Forbidden, forbidden)
    blueprint.register_error_handler(CSRFError, stale)
    blueprint.register_error_handler(RequestEntityTooLarge, too_large)
    blueprint.register_error_handler(InternalServerError, broken)


def missing(_fault: NotFound) -> Page:
    """404, with the same words whether the row is another department's or nobody's."""
    return _page(
        404,
        gettext("There is no such page"),
        gettext("It does not exist, or it belongs to a department that you do not work for."),
    )


def forbidden(_fault: Forbidden) -> Page:
    """403; who was refused what stands on the trail."""
    _note()
    return _page(
        403,
        gettext("You may not see this"),
        gettext("Ask your department's administrator for the role that allows it."),
    )


def stale(_fault: CSRFError) -> Page:
    """400: the form carried no token of this session."""
    return _page(
        400,
        gettext("This form was open for too long"),
        gettext("Go back, load the page again, and send it once more. Nothing was changed."),
    )


def too_large(_fault: RequestEntityTooLarge) -> Page:
    """413: more than one request may carry."""
    return _page(
        413,
        gettext("This is too large to send"),
        gettext("A file may have at most 16 MB. Go back, choose a smaller one, and send it again."),
    )


def broken(_fault: InternalServerError) -> Page:
    """500; what broke stands in the log alone."""
    return _page(
        500,
        gettext("Something went wrong"),
        gettext("Try again; if it happens once more, tell whoever runs the system."),
    )


def _note() -> None:
    user = signed_in()
    if user is None:
        return
    db.session.rollback()
    who = actor_of(user.id)
    record("access.refused", actor=who, subject=who, view=request.endpoint)
    db.session.commit()


def _page(code: int, title: str, words: str) -> Page:
    return render_template("admin/refusal.html", code=code, title=title, words=words), code
