"""Connectors: the departments' own systems, proposed by one person and approved by another."""

import difflib
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import msgspec
from flask import abort, current_app, flash, redirect, request
from flask_admin import expose
from flask_babel import gettext
from flask_babel import lazy_gettext as _
from sqlalchemy import func, select
from werkzeug.wrappers import Response as Answer

from admin import moments
from admin.connector_form import ConnectorForm, NewConnectorForm
from admin.forms import AdminForm
from admin.reach import actor, departments, name_of, reach, zones
from admin.views.secured import SecuredModelView
from audit import record
from connectors import approval, shelf
from connectors.approval import RefusedError, digest
from connectors.trial import Trial, try_out
from conversations.releases import publishing
from extensions import db
from flows.documents import written
from models import Call, Connector, Department
from models.columns import utc_now
from staff.access import may

DAY = timedelta(days=1)
LONGEST_SAMPLE = 500  # characters of a value to try with


class Line(msgspec.Struct, frozen=True):
    """A line of what would change: ``+`` new, ``-`` gone, a blank for what stays."""

    sign: str
    text: str


class ConnectorView(SecuredModelView):
    """The list of connectors, the form and the page of each."""

    permission = "connectors.read"
    change_permission = "connectors.edit"
    approve_permission = "connectors.approve"
    creatable = True
    adding = _("Add a connector")
    subject = "connector"
    lead = _("Systems of the department that flows may ask, once somebody else has approved them.")
    form = ConnectorForm
    new_form = NewConnectorForm
    column_list = ("name", "department", "approved_at")
    column_default_sort = "name"
    list_template = "admin/connectors.html"
    details_template = "admin/connector.html"
    create_template = edit_template = "admin/connector_form.html"

    def render(self, template: str, **kwargs: Any) -> str:
        """Flask-Admin: with what the list needs besides its rows."""
        if template == self.list_template:
            kwargs.setdefault("departments", departments(self.permission))
            kwargs.setdefault("calls", _calls(self.reach()))
        return str(super().render(template, **kwargs))

    def edit_form(self, obj: Any = None) -> AdminForm:
        """Flask-Admin: with what was proposed last."""
        form: Any = super().edit_form()
        if request.method == "GET":
            form.fill(obj.proposed)
        return form  # type: ignore[no-any-return]

    def create_model(self, form: Any) -> Connector | None:
        """Flask-Admin: propose a new one; nothing of it is called before it is approved."""
        with db.session.no_autoflush:
            taken = select(Connector.id).where(
                Connector.department_id == form.department_id.data, Connector.name == form.name.data
            )
            if db.session.scalar(taken) is not None:
                form.name.errors = [gettext("The department has a connector of this name already.")]
                return None
        row = Connector(department_id=form.department_id.data, name=form.name.data, secrets={})
        return row if self._propose(row, form) else None

    def update_model(self, form: Any, model: Connector) -> bool:
        """Flask-Admin: propose a change; what was approved stays in use until it is, too."""
        return self._propose(model, form)

    def _propose(self, row: Connector, form: Any) -> bool:
        try:
            approval.propose(row, form.document, actor(), form.secret.data or None)
            db.session.commit()
        except Exception as fault:
            if not self.handle_view_exception(fault):
                raise
            db.session.rollback()
            return False
        return True

    def get_save_return_url(self, model: Connector, is_created: bool = False) -> str:  # noqa: ARG002, FBT001, FBT002 (the signature is Flask-Admin's)
        """Flask-Admin: to its page."""
        return str(self.get_url(".details_view", id=model.id))

    @expose("/details/")
    def details_view(self) -> str:
        """What is in use, what is proposed, who uses it."""
        return self._page(self.get_one(request.args.get("id", "")))

    @expose("/approve/", methods=("POST",))
    def approve_view(self) -> Answer:
        """Approve what is proposed, as it was shown."""
        row = self._row(self.approve_permission)
        return self._done(
            row,
            lambda: approval.approve(row, request.form.get("seen", ""), actor()),
            gettext("Approved. Flows use it from now on."),
        )

    @expose("/withdraw/", methods=("POST",))
    def withdraw_view(self) -> Answer:
        """Take the approval back: flows go on by “failed”."""
        row = self._row(self.approve_permission)
        return self._done(
            row,
            lambda: approval.withdraw(row, actor()),
            gettext("The approval is taken back. The system is not asked any more."),
        )

    @expose("/try/", methods=("POST",))
    def try_view(self) -> str:
        """Ask the system once, with values that are typed in; what it answers is shown masked.

        What is only proposed is tried by those who may approve it: they decide where calls may go.
        """
        row: Connector = self.get_one_of(reach(self.permission))
        if not (self._may(self.change_permission, row) or self._may(self.approve_permission, row)):
            abort(403)
        of_proposal = request.form.get("version") == "proposed"
        if of_proposal and not self._may(self.approve_permission, row):
            abort(403)
        description = shelf.described(row.proposed if of_proposal else row.approved)
        name = request.form.get("operation", "")
        if description is None or name not in description.operations:
            abort(400)
        values = {
            one: request.form.get(f"value-{one}", "")[:LONGEST_SAMPLE]
            for one in description.operations[name].takes
        }
        secret = approval.secret_of(row, description)
        db.session.rollback()  # nothing stays open while the system takes its time
        wire = current_app.extensions["connector_wire"]
        trial = try_out(wire, description, name, values, secret)
        row = self.get_one_of(reach(self.permission))
        self._note("connector.tried", row, outcome=trial.outcome)
        db.session.commit()
        return self._page(row, trial, name)

    @expose("/remove/", methods=("POST",))
    def remove_view(self) -> Answer:
        """Remove one that no live flow uses."""
        row: Connector = self.posted_row()
        if publishing.naming(row.department_id, "connector", row.name):
            flash(gettext("Flows that are live use it. Publish them without it first."), "error")
            return redirect(self.get_url(".details_view", id=row.id))
        self._note("connector.removed", row)
        db.session.delete(row)
        db.session.commit()
        flash(gettext("The connector is removed."), "success")
        return redirect(self.get_url(".index_view"))

    def get_one_of(self, ids: frozenset[int]) -> Any:
        """The row that the address names, in one of these departments; else 404."""
        id = request.args.get("id", "")
        if not (id.isascii() and id.isdigit() and len(id) < 19):
            abort(404)
        wanted = select(Connector).where(Connector.id == int(id), Connector.department_id.in_(ids))
        return db.session.scalars(wanted).first() or abort(404)

    def _row(self, permission: str) -> Connector:
        """The row that a small form names, for who has ``permission`` there."""
        row: Connector = self.get_one_of(self.reach())
        return row if self._may(permission, row) else abort(403)

    def _may(self, permission: str, row: Connector) -> bool:
        return may(permission, row.department_id)

    def _done(self, row: Connector, deed: Any, said: str) -> Answer:
        try:
            deed()
            db.session.commit()
            flash(said, "success")
        except RefusedError as fault:
            db.session.rollback()
            flash(gettext(str(fault)), "error")
        return redirect(self.get_url(".details_view", id=row.id))

    def _note(self, action: str, row: Connector, **details: Any) -> None:
        record(
            action,
            actor=actor(),
            subject=f"connector:{row.id}",
            department_id=row.department_id,
            **details,
        )

    def _page(self, row: Connector, trial: Trial | None = None, tried: str = "") -> str:
        home = db.session.get_one(Department, row.department_id)
        approves = self._may(self.approve_permission, row)
        used, proposed = shelf.described(row.approved), shelf.described(row.proposed)
        triable = proposed if approves and row.waits else used
        return self.render(
            self.details_template,
            model=row,
            department=home,
            zone=zones().get(home.id, moments.DEFAULT_ZONE),
            used=used,
            proposed=proposed,
            changes=list(_changes(row)) if row.approved is not None and row.waits else [],
            seen=digest(row.proposed),
            has_secret=proposed is not None and bool(approval.secret_of(row, proposed)),
            proposer=name_of(row.proposed_by),
            approver=name_of(row.approved_by),
            own=row.proposed_by == actor(),
            may_approve=approves,
            may_change=self.may_change(row),
            triable=triable if approves or self.may_change(row) else None,
            version="proposed" if triable is proposed and row.waits else "approved",
            trial=trial,
            tried=tried,
            users=publishing.naming(row.department_id, "connector", row.name),
            calls=_calls(frozenset({row.department_id})).get((row.department_id, row.name), {}),
        )


def _calls(ids: frozenset[int]) -> dict[tuple[int, str], dict[str, int]]:
    """How calls of the last day went, by department and connector."""
    rows = db.session.execute(
        select(Call.department_id, Call.name, Call.outcome, func.count(Call.id))
        .where(
            Call.to == "service",
            Call.department_id.in_(ids),
            Call.created_at > utc_now() - DAY,
            Call.outcome != "",
        )
        .group_by(Call.department_id, Call.name, Call.outcome)
    )
    found: dict[tuple[int, str], dict[str, int]] = {}
    for department_id, name, outcome, count in rows:
        found.setdefault((department_id, name), {})[outcome] = count
    return found


def _changes(row: Connector) -> Iterator[Line]:
    """What the proposal changes in what is approved, line by line."""
    before = written.write(row.approved or {}).splitlines()
    after = written.write(row.proposed).splitlines()
    for line in difflib.unified_diff(before, after, lineterm="", n=2):
        if not line.startswith(("---", "+++", "@@")):
            yield Line(line[:1].strip(), line[1:])
