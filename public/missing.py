"""What a person sees who follows a link that leads nowhere, or meets a fault of ours."""

from flask import Flask, render_template, request
from werkzeug.exceptions import HTTPException, InternalServerError, MethodNotAllowed, NotFound
from werkzeug.wrappers import Response

from public.words import spoken
from staff.language import shown_language


def init_app(app: Flask) -> None:
    """Answer with a page where a person asks, and shortly where a program does."""
    app.register_error_handler(NotFound, _missing)
    # An address that only takes a form, typed or opened anew: as good as none.
    app.register_error_handler(MethodNotAllowed, _missing)
    app.register_error_handler(InternalServerError, _broken)


def _missing(fault: HTTPException) -> HTTPException | Response:
    return _page(fault, "missing")


def _broken(fault: InternalServerError) -> HTTPException | Response:
    return _page(fault, "broken")


def _page(fault: HTTPException, what: str) -> HTTPException | Response:
    if not request.accept_mimetypes.accept_html or request.path.startswith(("/sandbox", "/static")):
        return fault
    words = spoken(shown_language())
    shown = render_template(
        "public/missing.html", words=words, title=words[what], lead=words[f"{what}_lead"]
    )
    answer = Response.force_type(fault.get_response(), request.environ)
    answer.set_data(shown)
    return answer
