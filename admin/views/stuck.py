"""Who is stuck: where people stand, what they wait for, and helping a talk on."""

from typing import Any

from flask import Response, abort, flash, redirect, request
from flask_admin import expose
from flask_babel import gettext
from flask_babel import lazy_gettext as _
from sqlalchemy.orm import joinedload
from werkzeug.wrappers import Response as Answer

from admin import desk, stuck
from admin.moments import DEFAULT_ZONE
from admin.reach import actor, departments, zones
from admin.views.secured import SecuredModelView
from conversations import doorbell
from conversations.doorbell import Ring
from conversations.talks import steering
from conversations.talks.steering import Deed, Refused
from extensions import db
from models import Conversation
from staff.access import may

_LONGEST_TURN = 9  # digits


class StuckView(SecuredModelView):
    """The list of people in the middle of something, and what can be done for each of them."""

    permission = "conversations.steer"
    change_permission = "conversations.steer"
    subject = "conversation"
    lead = _("Where people stand in the middle of something. The longest waiting come first.")
    column_list = ("contact", "node", "last_message_at")
    column_default_sort = ("last_message_at", False)
    drawn_with = (joinedload(Conversation.contact),)
    simple_list_pager = True
    list_template = "admin/stuck.html"
    details_template = "admin/stuck_talk.html"

    def render(self, template: str, **kwargs: Any) -> str:
        """Flask-Admin: with what the pages need besides their rows."""
        kwargs.setdefault("zones", zones())
        kwargs.setdefault("departments", departments(self.permission))
        kwargs.setdefault("reasons", _reasons())
        if template == self.list_template:
            kwargs["standings"] = stuck.standings(kwargs["data"])
            kwargs["steps"] = stuck.steps(self.reach())
        return str(super().render(template, **kwargs))

    def filtered(self, statement: Any) -> Any:
        """By department and step; those for whom nothing waits are not stuck."""
        wanted = request.args.get("department", "")
        if wanted.isascii() and wanted.isdigit():
            statement = statement.where(Conversation.department_id == int(wanted[:18]))
        step = request.args.get("step", "")
        flow, colon, node = step.partition(":")
        if colon and step.isprintable():
            statement = statement.where(Conversation.flow == flow, Conversation.node == node)
        return statement.where(stuck.recent())

    @expose("/details/")
    def details_view(self) -> str:
        """Where one person stands, and what can be done. What was said is not shown here."""
        talk = self.get_one(request.args.get("id", ""))
        return self.render(
            self.details_template,
            model=talk,
            standing=stuck.standings([talk])[talk.id],
            ways=stuck.ways(talk),
            zone=zones().get(talk.department_id, DEFAULT_ZONE),
            may_write=desk.may_write(talk),
            may_read=may("conversations.read", talk.department_id),
        )

    @expose("/repeat/", methods=("POST",))
    def repeat_view(self) -> Answer | Response:
        """Say again what the talk waits for."""
        return self._steer("repeat", gettext("The question goes out again."))

    @expose("/move/", methods=("POST",))
    def move_view(self) -> Answer | Response:
        """Move the talk to a step of its flow."""
        return self._steer("move", gettext("The talk is being moved."))

    @expose("/end/", methods=("POST",))
    def end_view(self) -> Answer | Response:
        """End the talk."""
        return self._steer("end", gettext("The talk is being ended."))

    @expose("/edit/")
    def edit_view(self) -> str:
        """A talk is not edited."""
        abort(404)

    def _steer(self, deed: Deed, said: str) -> Answer | Response:
        talk = self.posted_row()
        turn, node = request.form.get("turn", ""), request.form.get("node", "")
        if not (turn.isascii() and turn.isdigit() and len(turn) <= _LONGEST_TURN):
            abort(400)
        if deed == "move" and node not in dict(stuck.ways(talk)):
            flash(gettext("Choose a step of the flow that the citizen is in."), "error")
            return redirect(self.get_url(".details_view", id=talk.id))
        try:
            steering.steer(talk, deed, int(turn), actor(), node if deed == "move" else "")
        except Refused as refusal:
            db.session.rollback()
            flash(_why(refusal), "error")
            return redirect(self.get_url(".details_view", id=talk.id))
        db.session.commit()
        doorbell.call(Ring((talk.id,)))
        flash(said, "success")
        return redirect(self.get_url(".index_view"))


def _reasons() -> dict[str, str]:
    """What a talk waits for, in words."""
    return {
        "unanswered": gettext("What they wrote could not be answered"),
        "unsent": gettext("A message to them could not be sent"),
        "person": gettext("A person of the department"),
        "system": gettext("A system’s answer"),
        "citizen": gettext("The citizen’s answer"),
    }


def _why(refusal: Refused) -> str:
    sentences = {
        "gone_on": gettext("The talk has gone on since you looked at it. Look at it again."),
        "person": gettext("A person of the department has this talk: answer it under “Waiting”."),
        "window": gettext(
            "More than 24 hours have passed since the citizen last wrote: WhatsApp would refuse "
            "a message. You can only end the talk."
        ),
    }
    return str(sentences[refusal.reason])
