"""What a person sees who follows a link that leads nowhere."""

from flask import Flask, render_template, request
from werkzeug.exceptions import NotFound

from public.words import spoken
from staff.language import shown_language


def init_app(app: Flask) -> None:
    """Answer 404 with a page where a person asks, and shortly where a program does."""
    app.register_error_handler(NotFound, _missing)


def _missing(fault: NotFound) -> tuple[str, int] | NotFound:
    if not request.accept_mimetypes.accept_html or request.path.startswith(("/sandbox", "/static")):
        return fault
    return render_template("public/missing.html", words=spoken(shown_language())), 404
