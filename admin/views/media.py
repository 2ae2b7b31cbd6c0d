"""What citizens sent, for staff alone: pictures written anew, everything else as a download.

A received file is never run: its type is what its content is, its page gets no script and no
frame, and what could be a page is handed over to be saved.
"""

from flask import Response, abort
from flask_admin import expose
from sqlalchemy import select

from admin.opening import note_opening
from admin.views.secured import Either
from conversations.inbound.media import MediaNotHereError, read
from extensions import db
from models import Media
from whatsapp.filenames import safe_filename
from whatsapp.media import UNKNOWN
from whatsapp.pictures import UnviewableError, viewable

LOCKED = "default-src 'none'; sandbox; frame-ancestors 'none'"
_PLAYED = ("audio/", "video/")  # a browser plays these and runs nothing in them


class MediaView(Either):
    """One file by its id, for whoever may read the conversations or the cases of its department."""

    permission = "conversations.read"
    other_permission = "cases.read"

    @expose("/<id>")
    def show_view(self, id: str) -> Response:
        """The file ``id``; looking at it leaves an event in the trail."""
        media = _found(id)
        note_opening("media.opened", f"media:{media.id}", media.department_id)
        try:
            answer = _answer(media, read(media))
        except MediaNotHereError:
            abort(404)
        answer.headers["Content-Security-Policy"] = LOCKED
        return answer


def _found(id: str) -> Media:
    """The file, when there is one that this person may see and that was kept."""
    media = db.session.scalars(select(Media).where(Media.id == id)).first()
    if media is None or media.state != "kept":
        abort(404)
    return media


def _answer(media: Media, data: bytes) -> Response:
    if media.mime_type.startswith("image/"):
        try:
            picture, mime_type = viewable(data, media.mime_type)
        except UnviewableError:
            return _download(media, data, UNKNOWN)
        return Response(picture, mimetype=mime_type)
    if media.mime_type.startswith(_PLAYED):
        return _download(media, data, media.mime_type)
    return _download(media, data, UNKNOWN)


def _download(media: Media, data: bytes, mime_type: str) -> Response:
    answer = Response(data, mimetype=mime_type)
    name = safe_filename(media.filename) or media.id
    answer.headers.set("Content-Disposition", "attachment", filename=name)
    return answer
