"""Waiting: citizens who asked for a person, and the desk at which each of them is answered."""

import re
from collections.abc import Callable
from typing import Any

from flask import Response, abort, flash, redirect, request
from flask_admin import expose
from flask_babel import gettext
from flask_babel import lazy_gettext as _
from flask_login import current_user
from sqlalchemy import select
from sqlalchemy.orm import joinedload
from ulid import ULID
from werkzeug.wrappers import Response as Answer

from admin import desk, transcript
from admin.moments import DEFAULT_ZONE
from admin.opening import note_opening
from admin.reach import departments, zones
from admin.views.conversations import REFRESH
from admin.views.secured import SecuredModelView
from conversations import doorbell
from conversations.doorbell import Ring
from conversations.talks import handover
from conversations.talks.handover import Refused
from extensions import db
from models import Conversation, Handover, User
from models.handover import OPEN
from staff.access import may

_ULID = re.compile(r"[0-9A-HJKMNP-TV-Z]{26}")


class WaitingView(SecuredModelView):
    """The list of those who wait, and the page on which one of them is answered."""

    permission = "conversations.answer"
    change_permission = "conversations.answer"
    subject = "handover"
    lead = _("Citizens who asked for a person. The most urgent and the longest waiting come first.")
    column_list = ("conversation", "queue", "asked_at")
    drawn_with = (
        joinedload(Handover.conversation).joinedload(Conversation.contact),
        joinedload(Handover.queue),
        joinedload(Handover.holder),
    )
    # "waiting" before "taken", "high" before "normal", then who asked first.
    column_default_sort = [("state", True), ("priority", False), ("asked_at", False)]
    simple_list_pager = True
    list_template = "admin/waiting.html"
    details_template = "admin/desk.html"

    def render(self, template: str, **kwargs: Any) -> str:
        """Flask-Admin: with what the pages need besides their rows."""
        kwargs.setdefault("zones", zones())
        kwargs.setdefault("departments", departments(self.permission))
        kwargs.setdefault("refresh", REFRESH)
        if template == self.list_template:
            kwargs["version"] = desk.list_version(kwargs["data"])
        return str(super().render(template, **kwargs))

    def filtered(self, statement: Any) -> Any:
        """By department; those that are over are not waited for."""
        wanted = request.args.get("department", "")
        if wanted.isascii() and wanted.isdigit():
            statement = statement.where(Handover.department_id == int(wanted[:18]))
        return statement.where(Handover.state.in_(OPEN))

    @expose("/rows/")
    def rows_view(self) -> Response:
        """The list alone, or 304 when the reader has it already."""
        wanted = self.filtered(self.narrowed(select(Handover), self.reach()))
        order = Handover.state.desc(), Handover.priority, Handover.asked_at
        wanted = wanted.options(*self.drawn_with).order_by(*order).limit(self.page_size)
        rows = list(db.session.scalars(wanted))
        return _unless_known(
            desk.list_version(rows), lambda: self.render("admin/waiting_rows.html", data=rows)
        )

    @expose("/details/")
    def details_view(self) -> str:
        """The desk; opening it is opening the conversation, and leaves an event in the trail."""
        row = self.get_one(request.args.get("id", ""))
        talk = row.conversation
        note_opening("conversation.opened", f"conversation:{talk.id}", talk.department_id)
        return self._desk(row)

    @expose("/messages/")
    def messages_view(self) -> Response:
        """What was said last and whose turn it is, or 304 when the reader has it already."""
        row = self.get_one(request.args.get("id", ""))
        return _unless_known(desk.version(row), lambda: self._talk(row))

    @expose("/take/", methods=("POST",))
    def take_view(self) -> Answer | str:
        """Take a talk, or take it over."""
        return self._do(
            handover.take,
            gettext("You have taken this. The citizen is yours until you close it."),
        )

    @expose("/reply/", methods=("POST",))
    def reply_view(self) -> Answer | str:
        """Send a reply. One that cannot be sent stays in its box."""
        text, once = request.form.get("text", ""), request.form.get("once", "")
        if once and not _ULID.fullmatch(once):
            abort(400)
        return self._do(
            lambda row, user: handover.reply(row, text, user, once), gettext("Sent."), text
        )

    @expose("/close/", methods=("POST",))
    def close_view(self) -> Answer | str:
        """Give the talk back to its flow."""
        return self._do(
            handover.close,
            gettext("Closed. The flow goes on with the citizen."),
            back="index",
        )

    @expose("/edit/")
    def edit_view(self) -> str:
        """A hand-over is not edited."""
        abort(404)

    def _do(
        self,
        deed: Callable[[Handover, User], None],
        said: str,
        text: str = "",
        back: str = "details",
    ) -> Answer | str:
        """Do it and ring, or say why not and show the desk again, with what was written."""
        row = self.posted_row()
        try:
            deed(row, current_user._get_current_object())  # noqa: SLF001 (flask-login's way to the thing itself)
        except Refused as refusal:
            db.session.rollback()
            flash(_why(refusal), "error")
            return self._desk(self.posted_row(), text)
        db.session.commit()
        doorbell.call(Ring((row.conversation_id,), outbox=True))
        flash(said, "success")
        here = self.get_url(".details_view", id=row.id)
        return redirect(self.get_url(".index_view") if back == "index" else here)

    def _desk(self, row: Handover, text: str = "") -> str:
        talk = row.conversation
        return self.render(
            self.details_template,
            row=row,
            model=talk,
            page=transcript.page(talk),
            version=desk.version(row),
            zone=zones().get(row.department_id, DEFAULT_ZONE),
            pairs=desk.answers(talk),
            mine=row.taken_by == current_user.id,
            may_write=desk.may_write(talk),
            shortly=desk.closes_shortly(talk),
            may_read=may("conversations.read", row.department_id),
            text=text,
            once=str(ULID()),
        )

    def _talk(self, row: Handover) -> str:
        talk = row.conversation
        return self.render(
            "admin/desk_talk.html",
            row=row,
            model=talk,
            page=transcript.page(talk),
            mine=row.taken_by == current_user.id,
            zone=zones().get(row.department_id, DEFAULT_ZONE),
        )


def _unless_known(version: str, draw: Callable[[], str]) -> Response:
    """A part of a page, or 304 when the reader has this version of it."""
    known = version in request.if_none_match
    answer = Response(status=304) if known else Response(draw(), mimetype="text/html")
    answer.set_etag(version)
    return answer


def _why(refusal: Refused) -> str:
    sentences = {
        "over": gettext("This is over: the citizen left, or somebody else closed it."),
        "held": gettext("Somebody else has taken this. Take it over first."),
        "window": gettext(
            "More than 24 hours have passed since the citizen last wrote: WhatsApp would refuse "
            "the reply. Call them, or wait until they write again."
        ),
        "empty": gettext("Write something first."),
        "long": gettext("This is too long: a message has at most 4,096 characters."),
    }
    return str(sentences[refusal.reason])
