"""Conversations: who wrote, where their talk stands, and everything that was said."""

from typing import Any

from flask import Response, abort, request
from flask_admin import expose
from flask_babel import lazy_gettext as _
from sqlalchemy import select

from admin import desk, transcript
from admin.known import known
from admin.moments import DEFAULT_ZONE
from admin.opening import note_opening
from admin.plain import masked_number
from admin.reach import departments, reach, zones
from admin.views.secured import SecuredModelView
from conversations.outbound import laid_aside
from extensions import db
from models import Case, Contact, Conversation, Handover, Identity
from staff.access import may

REFRESH = 3000  # milliseconds between two looks at a conversation that somebody has open


class ConversationView(SecuredModelView):
    """The list of conversations and the transcript of each."""

    permission = "conversations.read"
    subject = "conversation"
    lead = _(
        "What citizens write, and what they are answered. Names are shortened until you open one."
    )
    column_list = ("contact", "department", "last_message_at", "node", "window")
    column_default_sort = ("last_message_at", True)
    simple_list_pager = True
    list_template = "admin/conversations.html"
    details_template = "admin/conversation.html"

    def render(self, template: str, **kwargs: Any) -> str:
        """Flask-Admin: with what the list needs besides its rows."""
        kwargs.setdefault("zones", zones())
        kwargs.setdefault("departments", departments(self.permission))
        return str(super().render(template, **kwargs))

    def filtered(self, statement: Any) -> Any:
        """By department, and by whether the 24-hour window is open."""
        wanted = request.args.get("department", "")
        if wanted.isascii() and wanted.isdigit():
            statement = statement.where(Conversation.department_id == int(wanted[:18]))
        return statement.where(Conversation.last_message_at.is_not(None))

    @expose("/details/")
    def details_view(self) -> str:
        """The transcript; opening it leaves an event in the trail."""
        conversation = self.get_one(request.args.get("id", ""))
        _note(conversation)
        before = request.args.get("before", "")
        older = int(before) if before.isascii() and before.isdigit() and len(before) < 19 else None
        return self.render(
            self.details_template,
            model=conversation,
            page=transcript.page(conversation, older),
            version=transcript.version(conversation),
            live=older is None,
            refresh=REFRESH,
            zone=zones().get(conversation.department_id, DEFAULT_ZONE),
            identities=_identities(conversation.contact),
            cases=_cases(conversation),
            waiting=self._waiting(conversation),
            known=known(conversation.contact),
            aside=laid_aside.laid_aside(conversation.id),
            answers=reach("conversations.answer"),
        )

    @expose("/messages/")
    def messages_view(self) -> Response:
        """The newest messages alone, or 304 when the reader has them already."""
        conversation = self.get_one(request.args.get("id", ""))
        version = transcript.version(conversation)
        answer = Response(status=304)
        if version not in request.if_none_match:
            _note(conversation)
            shown = self.render(
                "admin/messages.html",
                page=transcript.page(conversation),
                model=conversation,
                zone=zones().get(conversation.department_id, DEFAULT_ZONE),
            )
            answer = Response(shown, mimetype="text/html")
        answer.set_etag(version)
        return answer

    def _waiting(self, conversation: Conversation) -> Handover | None:
        """The hand-over to answer at the desk, for whoever may answer."""
        if not may("conversations.answer", conversation.department_id):
            return None
        return desk.open_handover(conversation)

    @expose("/edit/")
    def edit_view(self) -> str:
        """A conversation is not edited."""
        abort(404)


def _note(conversation: Conversation) -> None:
    note_opening(
        "conversation.opened", f"conversation:{conversation.id}", conversation.department_id
    )


def _identities(contact: Contact) -> list[tuple[str, str]]:
    """How WhatsApp knows the person: the kind, and the value as far as it may be shown."""
    found = db.session.scalars(
        select(Identity).where(Identity.person_id == contact.person_id).order_by(Identity.id)
    ).all()
    return [(one.kind, masked_number(one.value)) for one in found if one.kind == "phone"]


def _cases(conversation: Conversation) -> list[Case]:
    wanted = select(Case).where(Case.conversation_id == conversation.id).order_by(Case.id.desc())
    return list(db.session.scalars(wanted.limit(20)))
