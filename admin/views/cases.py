"""Cases: what citizens reported, with answers, photos and places; closing and opening again."""

from typing import Any

from flask import Response, abort, flash, redirect, request
from flask_admin import expose
from flask_babel import gettext
from flask_babel import lazy_gettext as _
from sqlalchemy import select
from werkzeug.wrappers import Response as Answer
from wtforms import SelectField

from admin import moments
from admin.answers import pairs
from admin.case_file import CaseFile, Chosen
from admin.case_status import STATUSES, status_name
from admin.forms import AdminForm, TextsField, option
from admin.opening import note_opening
from admin.reach import actor, departments, reach, zones
from admin.views.secured import SecuredModelView
from audit import record
from cases import closing
from conversations import doorbell
from conversations.doorbell import Ring
from extensions import db
from flows.department.cases import STATES
from models import Case, Media
from models.columns import utc_now
from staff.access import may

LONGEST_NOTE = 600  # characters; it is part of a message


class StandingForm(AdminForm):
    """How a case stands, as its citizen can look it up."""

    status = SelectField(
        _("Status"),
        choices=[option(status, name) for status, name in STATUSES.items()],
    )
    note = TextsField(
        _("What the citizen may read"),
        rows=2,
        longest=LONGEST_NOTE,
        description=_(
            "Shown to the citizen who looks the case up on WhatsApp. Write nothing here that is "
            "not for them."
        ),
    )


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
        kwargs.setdefault("statuses", STATUSES)
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
        return self._page(case, StandingForm(obj=case))

    def _page(self, case: Case, form: StandingForm) -> str:
        files = db.session.scalars(
            select(Media).where(Media.conversation_id == case.conversation_id)
        ).all()
        return self.render(
            self.details_template,
            model=case,
            pairs=pairs(case.answers, {media.id: media for media in files}),
            zone=zones().get(case.department_id, moments.DEFAULT_ZONE),
            form=form,
            may_change=self.may_change(case),
            may_read=may("conversations.read", case.department_id),
        )

    @expose("/status/", methods=("POST",))
    def status_view(self) -> Answer | str:
        """Say how a case stands: its status, and what the citizen may read about it."""
        case: Case = self.posted_row()
        if request.form.get("status", "") not in STATES:
            abort(400)
        form = StandingForm(request.form, obj=case)
        if not form.validate():
            return self._page(case, form)
        if self._changed(case, form.status.data, form.note.data):
            db.session.commit()
            doorbell.call(Ring((case.conversation_id,)))
            flash(
                gettext("The case is now: %(status)s.", status=status_name(case.status)), "success"
            )
        return redirect(self.get_url(".details_view", id=case.id))

    def _changed(self, case: Case, status: str, note: dict[str, str]) -> bool:
        """Change what is different, with an event for each; whether anything was."""
        before, known = case.status, case.note or {}
        if status != before:
            case.status = status
            if status == "closed":
                closing.close(case)
            self._note("case.status_changed", case, before=before, after=status)
        if note != known:
            case.note = note
            told = sorted(tag for tag in {*note, *known} if note.get(tag) != known.get(tag))
            self._note("case.note_changed", case, languages=told)
        changed = status != before or note != known
        if changed:
            case.updated_at = utc_now()
        return changed

    def _note(self, action: str, case: Case, **details: Any) -> None:
        record(
            action,
            actor=actor(),
            subject=f"case:{case.id}",
            department_id=case.department_id,
            **details,
        )

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
