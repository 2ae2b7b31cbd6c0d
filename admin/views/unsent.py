"""Laid aside: messages that could not be sent, for staff to send after all or to drop."""

from collections.abc import Callable

from flask import abort, flash, redirect, request
from flask_admin import expose
from flask_babel import gettext
from flask_babel import lazy_gettext as _
from sqlalchemy import select
from werkzeug.wrappers import Response as Answer

from admin.reach import actor, departments, reach, zones
from admin.views.secured import Secured
from conversations import doorbell
from conversations.doorbell import Ring
from conversations.outbound import laid_aside
from conversations.outbound.laid_aside import RefusedError
from extensions import db
from models import Message
from staff.access import may

Deed = Callable[[Message, str], None]


class UnsentView(Secured):
    """The list of what is laid aside, and what is done about each."""

    permission = "conversations.read"
    change_permission = "conversations.answer"
    lead = _(
        "Messages that WhatsApp did not take. What the closed 24 hours stopped leaves by itself when "
        "the citizen writes again within a week; everything else waits here for you."
    )

    @expose("/")
    def index_view(self) -> str:
        """All of it, the oldest first."""
        return str(
            self.render(
                "admin/unsent.html",
                data=laid_aside.laid_aside(),
                most=laid_aside.MOST,
                zones=zones(),
                departments=departments(self.permission),
                answers=reach(self.change_permission),
            )
        )

    @expose("/send/", methods=("POST",))
    def send_view(self) -> Answer:
        """Send one after all."""
        return self._do(laid_aside.send, gettext("It is on its way."))

    @expose("/drop/", methods=("POST",))
    def drop_view(self) -> Answer:
        """Give one up."""
        return self._do(laid_aside.drop, gettext("Dropped. The citizen will not get it."))

    def _do(self, deed: Deed, done: str) -> Answer:
        said = self._posted()
        talk = said.conversation_id
        try:
            deed(said, actor())
        except RefusedError as fault:
            db.session.rollback()
            flash(_refusal(fault.reason), "error")
        else:
            db.session.commit()
            doorbell.call(Ring(outbox=True))
            flash(done, "success")
        if request.form.get("from") == "conversation":
            return redirect(self.get_url("conversations.details_view", id=talk))
        return redirect(self.get_url(".index_view"))

    def _posted(self) -> Message:
        """The message that is named, where the person may speak to citizens; else 404."""
        given = request.args.get("id", "")
        if not (given.isascii() and given.isdigit() and len(given) < 19):
            abort(404)
        said = db.session.scalars(select(Message).where(Message.id == int(given))).first()
        if said is None or not may(self.change_permission, said.department_id):
            abort(404)
        return said


def _refusal(reason: str) -> str:
    sentences = {
        "gone": gettext("It is not laid aside any more: somebody was faster, or it has left."),
        "window": gettext(
            "More than 24 hours have passed since the citizen last wrote: WhatsApp would refuse it. It "
            "leaves when they write again."
        ),
    }
    return str(sentences[reason])
