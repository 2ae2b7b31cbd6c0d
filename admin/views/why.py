"""Why did this citizen get this message? One page answers; opening it leaves an event in the trail."""

from flask import abort, redirect, request
from flask_admin import expose
from werkzeug.wrappers import Response as Answer

from admin.builder.standing import named
from admin.builder.verdicts import right
from admin.explanation import explain, of_turn
from admin.moments import DEFAULT_ZONE
from admin.opening import note_opening
from admin.reach import departments, name_of, zones
from admin.sentences import told
from admin.trail_choice import number_given
from admin.views.secured import Either
from extensions import db
from models import Message
from staff.access import may


class WhyView(Either):
    """One message by its id, for whoever may read its conversation, or the trail of its department.

    Who may read the trail alone sees everything but what was said.
    """

    permission = "conversations.read"
    other_permission = "audit.read"

    @expose("/turn/")
    def turn_view(self) -> Answer:
        """The first message of a turn that the trail names."""
        conversation = number_given(request.args.get("conversation", ""))
        turn = number_given(request.args.get("turn", ""))
        message = of_turn(conversation, turn) if conversation and turn else None
        if message is None:
            abort(404)
        return redirect(self.get_url(".message_view", id=message.id))

    @expose("/<id>")
    def message_view(self, id: str) -> str:
        """Why the message ``id`` was sent."""
        number = number_given(id)
        message = db.session.get(Message, number) if number else None
        if message is None or message.direction != "out":
            abort(404)
        note_opening("message.explained", f"message:{message.id}", message.department_id)
        found = explain(message)
        return str(
            self.render(
                "admin/why.html",
                why=found,
                row=message,
                who=named(found.version) if found.version else "",
                right=right(found.version) if found.version else "",
                name_of=name_of,
                told=told,
                zone=zones().get(message.department_id, DEFAULT_ZONE),
                departments=departments(self.permission) + departments(self.other_permission),
                may_read=may("conversations.read", message.department_id),
                may_audit=may("audit.read", message.department_id),
                may_see_flow=may("flows.read", message.department_id),
            )
        )
