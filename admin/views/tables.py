"""Tables: uploading them, looking at what an upload would change, putting a revision to use."""

from typing import Any

from flask import Response, abort, flash, redirect, request
from flask_admin import expose
from flask_babel import gettext
from flask_babel import lazy_gettext as _
from sqlalchemy import select
from sqlalchemy.orm import selectinload
from werkzeug.wrappers import Response as Answer

from admin import table_sheet
from admin.reach import actor, departments, name_of, zones
from admin.views.secured import SecuredModelView
from audit import record
from conversations.department import lookup_tables, sheets
from conversations.department.lookup_tables import FlawedError, InUseError
from conversations.department.sheets import SheetError
from conversations.releases import publishing
from extensions import db
from flows.department.surroundings import Surroundings
from flows.department.table_changes import difference
from flows.department.tables import Column
from flows.phrases import LANGUAGE_NAMES
from models import Department, LookupTable, LookupTableVersion
from staff.language import shown_language

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
SHOWN_CHANGES = 50


class TableView(SecuredModelView):
    """The list of tables, a page for each, and one for each revision."""

    permission = "flows.read"
    change_permission = "tables.edit"
    creatable = True
    adding = _("Upload a table")
    subject = "table"
    lead = _(
        "What flows look up, such as the office of a district. You keep a table as a spreadsheet "
        "and upload it here; flows use the new one from the next message on."
    )
    column_list = ("name", "department", "updated_at")
    column_default_sort = "name"
    drawn_with = (selectinload(LookupTable.live_version),)
    list_template = "admin/tables.html"
    details_template = "admin/table.html"

    def render(self, template: str, **kwargs: Any) -> str:
        """Flask-Admin: with what the pages need besides their rows."""
        kwargs.setdefault("zones", zones())
        kwargs.setdefault("departments", departments(self.permission))
        kwargs.setdefault("count", lookup_tables.count)
        kwargs.setdefault("name_of", name_of)
        return str(super().render(template, **kwargs))

    @expose("/new/", methods=("GET", "POST"))
    def create_view(self) -> Answer | str:
        """Upload a table under a new name."""
        if not self.can_create:
            abort(403)
        mine = departments(self.change_permission)
        name = request.form.get("name", "").strip()
        if request.method == "GET":
            return self._begin(mine)
        department = self._department(mine)
        if not lookup_tables.is_fit(name):
            return self._begin(
                mine, name_error=gettext("Letters, digits, - and _, such as offices.")
            )
        if lookup_tables.named(department.id, name) is not None:
            taken = gettext("The department has a table of this name: upload the file there.")
            return self._begin(mine, name_error=taken)
        return self._take(department, name, mine=mine)

    @expose("/details/")
    def details_view(self) -> str:
        """One table: what is in use, a look-up to try, who uses it, and its revisions."""
        row = self.get_one(request.args.get("id", ""))
        live = row.live_version
        table = lookup_tables.content(live) if live else None
        versions = select(LookupTableVersion).where(LookupTableVersion.table_id == row.id)
        return self.render(
            self.details_template,
            model=row,
            live=live,
            table=table,
            preview=table_sheet.preview(table.columns, table.rows, []) if table else None,
            trial=table_sheet.trial(table, shown_language()) if table else None,
            languages=LANGUAGE_NAMES,
            versions=db.session.scalars(versions.order_by(LookupTableVersion.number.desc())).all(),
            used_by=publishing.mentioning(row.department_id, "table", row.name),
            may_change=self.may_change(row),
        )

    @expose("/upload/", methods=("POST",))
    def upload_view(self) -> Answer | str:
        """A new revision of a table; it is looked at before it is used."""
        row = self.posted_row()
        department = db.session.get_one(Department, row.department_id)
        return self._take(department, row.name, row=row)

    @expose("/version/")
    def version_view(self) -> str:
        """One revision: its first rows, and what is otherwise in it than in the one in use."""
        row = self.get_one(request.args.get("id", ""))
        version = self._version(row)
        table = lookup_tables.content(version)
        live = row.live_version
        compared = live is not None and live.id != version.id
        changes = difference(lookup_tables.content(live), table) if live and compared else None
        flaws = lookup_tables.repeated(table.rows)
        missing = publishing.misfits(
            row.department_id, Surroundings.model_construct(tables={row.name: table})
        )
        return self.render(
            "admin/table_version.html",
            model=row,
            version=version,
            live=live,
            changes=changes,
            most=SHOWN_CHANGES,
            missing=[(flow, one.sentence(shown_language())) for flow, one in missing],
            flaws=[(flaw.cell, table_sheet.told(flaw)) for flaw in flaws],
            preview=table_sheet.preview(table.columns, table.rows, flaws),
            may_change=self.may_change(row),
        )

    @expose("/use/", methods=("POST",))
    def use_view(self) -> Answer:
        """Put a revision to use: a new one, or one from before."""
        row = self.posted_row()
        version = self._version(row)
        lookup_tables.use(version, actor())
        db.session.commit()
        flash(
            gettext("Revision %(number)s is in use from now on.", number=version.number), "success"
        )
        return redirect(self.get_url(".details_view", id=row.id))

    @expose("/remove/", methods=("POST",))
    def remove_view(self) -> Answer:
        """Take a table away that no flow uses."""
        row = self.posted_row()
        try:
            lookup_tables.remove(row, actor())
        except InUseError as fault:
            db.session.rollback()
            used = gettext("These flows use it: %(flows)s.", flows=", ".join(fault.flows))
            flash(used, "error")
            return redirect(self.get_url(".details_view", id=request.args.get("id", "")))
        db.session.commit()
        flash(gettext("The table is gone."), "success")
        return redirect(self.get_url(".index_view"))

    @expose("/file/")
    def file_view(self) -> Response:
        """A revision as a spreadsheet. Taking it away leaves an event in the trail."""
        row = self.get_one(request.args.get("id", ""))
        version = self._version(row)
        content = sheets.write(lookup_tables.content(version))
        record(
            "table.exported",
            actor=actor(),
            subject=f"table:{row.id}",
            department_id=row.department_id,
            table=row.name,
            number=version.number,
        )
        db.session.commit()
        answer = Response(content, mimetype=XLSX)
        name = f"{row.name}-{version.number}.xlsx"
        answer.headers["Content-Disposition"] = f"attachment; filename={name}"
        return answer

    @expose("/edit/")
    def edit_view(self) -> str:
        """A table is a spreadsheet, not a form."""
        abort(404)

    def _take(
        self,
        department: Department,
        name: str,
        *,
        row: LookupTable | None = None,
        mine: list[Department] | None = None,
    ) -> Answer | str:
        """Read what was uploaded. Nothing of a file that has grave flaws is stored."""
        known = _known(row)
        upload = request.files.get("file")
        content = upload.read(sheets.LARGEST_FILE + 1) if upload else b""
        again: dict[str, Any] = {"row": row, "mine": mine or [], "department": department}
        if not content:
            nothing = gettext("Choose a file first.")
            return self._refused(name, sentence=nothing, **again)
        try:
            sheet = sheets.read(content)
        except SheetError as fault:
            return self._refused(name, sentence=gettext(str(fault)), **again)
        try:
            table = lookup_tables.table_of(sheet, known)
        except FlawedError as fault:
            flaws = [(flaw.cell, table_sheet.told(flaw)) for flaw in fault.flaws]
            shown = table_sheet.of_sheet(sheet, fault.flaws)
            return self._refused(name, flaws=flaws, preview=shown, **again)
        version = lookup_tables.add(department, name, table, actor())
        db.session.commit()
        where = {"id": version.table_id, "number": version.number}
        return redirect(self.get_url(".version_view", **where))

    def _refused(self, name: str, **more: Any) -> str:
        return self.render("admin/table_upload.html", name=name, **more)

    def _begin(self, mine: list[Department], **more: Any) -> str:
        return self.render(
            "admin/table_upload.html", name=request.form.get("name", ""), mine=mine, **more
        )

    def _department(self, mine: list[Department]) -> Department:
        asked = request.form.get("department", "")
        found = next((one for one in mine if str(one.id) == asked), None)
        return found or (mine[0] if len(mine) == 1 else abort(404))

    def _version(self, row: LookupTable) -> LookupTableVersion:
        number = request.args.get("number", "")
        if not (number.isascii() and number.isdigit() and len(number) < 8):
            abort(404)
        found = db.session.scalar(
            select(LookupTableVersion).where(
                LookupTableVersion.table_id == row.id, LookupTableVersion.number == int(number)
            )
        )
        return found or abort(404)


def _known(row: LookupTable | None) -> list[Column]:
    """The columns of the revision in use, whose names new ones keep."""
    if row is None or row.live_version is None:
        return []
    return [Column.model_validate(one) for one in row.live_version.columns]
