"""Cases: what citizens reported, with answers, photos and places; closing and opening again."""

from typing import Any

from flask import Response, abort, flash, redirect, request
from flask_admin import expose
from flask_babel import gettext
from flask_babel import lazy_gettext as _
from sqlalchemy import select
from werkzeug.wrappers import Response as Answer

from admin import moments
from admin.answers import pairs
from admin.case_file import STATUSES, CaseFile, Chosen
from admin.opening import note_opening
from admin.reach import actor, departments, reach, zones
from admin.views.secured import SecuredModelView
from audit import record
from extensions import db
from models import Case, Media
from staff.access import may


class CaseView(SecuredModelView):
    """The list of cases, each case, and the list as a file."""

    permission = "cases.read"
    change_permission = "cases.handle"
    subject = "case"
    lead = _("What citizens reported through a form, newest first.")
    column_list = ("reference", "type", "status", "department", "created_at")
    column_default_sort = ("id", True)
    simple_list_pager = True
    list_template = "admin/cases.html"
    details_template = "admin/case.html"

    @property
    def can_export(self) -> bool:
        """Whether this person may take the list away."""
        return may("cases.export")

    def render(self, template: str, **kwargs: Any) -> str:
        """Flask-Admin: with what the list needs besides its rows."""
        kwargs.setdefault("zones", zones())
        kwargs.setdefault("departments", departments(self.permission))
        kwargs.setdefault("types", self._types)
        kwargs.setdefault("chosen", Chosen.read())
        return str(super().render(template, **kwargs))

    def filtered(self, statement: Any) -> Any:
        """By status, type, department and days."""
        return Chosen.read().limit(statement)

    @expose("/details/")
    def details_view(self) -> str:
        """One case; opening it leaves an event in the trail."""
        case = self.get_one(request.args.get("id", ""))
        note_opening("case.opened", f"case:{case.id}", case.department_id)
        files = db.session.scalars(
            select(Media).where(Media.conversation_id == case.conversation_id)
        ).all()
        return self.render(
            self.details_template,
            model=case,
            pairs=pairs(case.answers, {media.id: media for media in files}),
            zone=zones().get(case.department_id, moments.DEFAULT_ZONE),
            may_change=self.may_change(case),
            may_read=may("conversations.read", case.department_id),
        )

    @expose("/status/", methods=("POST",))
    def status_view(self) -> Answer:
        """Close a case, or open it again."""
        case = self.posted_row()
        wanted = request.form.get("status", "")
        if wanted not in STATUSES:
            abort(400)
        if case.status != wanted:
            before, case.status = case.status, wanted
            record(
                "case.status_changed",
                actor=actor(),
                subject=f"case:{case.id}",
                department_id=case.department_id,
                before=before,
                after=wanted,
            )
            db.session.commit()
            said = (
                gettext("The case is closed.")
                if wanted == "closed"
                else gettext("The case is open again.")
            )
            flash(said, "success")
        return redirect(self.get_url(".details_view", id=case.id))

    @expose("/export/<export_type>/")
    def export(self, export_type: str) -> Response | Answer:
        """The list, with its filters, as CSV. Taking it away leaves an event in the trail."""
        ids = reach("cases.export")
        if not ids:
            abort(403)
        if export_type != "csv":
            abort(404)
        file = CaseFile.of(Chosen.read(), ids, zones())
        record("cases.exported", actor=actor(), subject="case:list", rows=file.count)
        db.session.commit()
        answer = Response(file.text(), mimetype="text/csv")
        name = f"cases-{moments.now():%Y-%m-%d}.csv"
        answer.headers["Content-Disposition"] = f"attachment; filename={name}"
        return answer

    @expose("/edit/")
    def edit_view(self) -> str:
        """A case is what the citizen said: it is not edited."""
        abort(404)

    def _types(self) -> list[str]:
        wanted = select(Case.type).where(Case.department_id.in_(self.reach())).distinct()
        return sorted(db.session.scalars(wanted))
