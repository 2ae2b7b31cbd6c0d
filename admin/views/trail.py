"""The trail as sentences: who did what to what, when. It is read here and changed nowhere."""

from datetime import datetime, time, timedelta
from typing import Any

from flask import abort, request
from flask_admin import expose
from flask_babel import lazy_gettext as _
from sqlalchemy import select

from admin import moments
from admin.plain import named
from admin.reach import departments
from admin.sentences import deeds, told
from admin.views.secured import SecuredModelView
from audit.catalogue import ACTIONS
from extensions import db
from models import AuditEvent, User
from staff.access import ALL, departments_of


class TrailView(SecuredModelView):
    """The list of events, newest first."""

    permission = "audit.read"
    lead = _("Every change, and every look at a citizen's record. Nobody can alter it from here.")
    column_list = ("at", "actor", "action", "department")
    column_default_sort = ("id", True)
    simple_list_pager = True
    can_view_details = False
    page_size = 50
    list_template = "admin/trail.html"

    def narrowed(self, statement: Any, ids: frozenset[int]) -> Any:
        """The events of these departments; those of none only for whoever may read everywhere."""
        if departments_of(self.permission) == ALL:
            return statement
        return statement.where(AuditEvent.department_id.in_(ids))

    def filtered(self, statement: Any) -> Any:
        """By action, actor, subject and days."""
        action, who = request.args.get("action", ""), request.args.get("actor", "")
        subject = request.args.get("subject", "")
        if action in ACTIONS:
            statement = statement.where(AuditEvent.action == action)
        if who:
            statement = statement.where(AuditEvent.actor == who[:60])
        if subject:
            statement = statement.where(AuditEvent.subject == subject[:80])
        zone = moments.zone_of(moments.DEFAULT_ZONE)
        day = moments.day_given(request.args.get("day", ""))
        if day:
            start = datetime.combine(day, time(), zone)
            statement = statement.where(
                AuditEvent.at >= start, AuditEvent.at < start + timedelta(days=1)
            )
        return statement

    def render(self, template: str, **kwargs: Any) -> str:
        """Flask-Admin: with names for the ids that the events hold."""
        kwargs["told"] = told
        kwargs["deeds"] = deeds()
        kwargs["people"] = _people(kwargs.get("data", []))
        kwargs["names"] = {one.id: named(one) for one in departments(self.permission)}
        return str(super().render(template, **kwargs))

    @expose("/details/")
    def details_view(self) -> str:
        """The list says all there is."""
        abort(404)

    @expose("/edit/")
    def edit_view(self) -> str:
        """The trail is not edited."""
        abort(404)


def _people(events: list[AuditEvent]) -> dict[str, str]:
    """The names of the staff among the actors of these events."""
    ids = {event.actor.removeprefix("user:") for event in events if event.actor.startswith("user:")}
    wanted = select(User).where(User.id.in_([int(id) for id in ids if id.isdigit()]))
    return {f"user:{user.id}": str(user) for user in db.session.scalars(wanted)}
