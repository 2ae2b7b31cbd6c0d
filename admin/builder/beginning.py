"""Beginning a flow: empty, as a copy, or from a file."""

from typing import Any

from flask import Response, abort, flash, redirect, request
from flask_admin import expose
from flask_babel import gettext
from sqlalchemy import select
from werkzeug.wrappers import Response as Answer

from admin.builder import saving
from admin.reach import actor, departments
from admin.views.secured import Secured
from conversations import publishing
from extensions import db
from flows import written
from flows.faults import Fault, ShapeError
from flows.phrases import LANGUAGE_NAMES
from models import Department, Flow

LARGEST = 4 * 1024 * 1024  # bytes of a file


class Beginning(Secured):
    """The page for a new flow, and the one that takes a file."""

    permission = "flows.edit"

    @expose("/", methods=("GET", "POST"))
    def begin_view(self) -> Answer | Response | str:
        """Name, languages, and what to start from."""
        if request.method == "GET":
            return self._page([])
        department = self._department()
        name = request.form.get("name", "").strip()
        faults = self._faults(department, name)
        if faults:
            return self._page(faults)
        try:
            row = publishing.import_document(department, self._document(name), actor())
        except ShapeError as error:
            return self._page(error.faults)
        db.session.commit()
        return redirect(self.get_url("builder.outline_view", flow_id=row.id))

    @expose("/import", methods=("GET", "POST"))
    def import_view(self) -> Answer | Response | str:
        """A file becomes the draft of the flow of its name; a flow that exists is asked about first."""
        if request.method == "GET":
            return self._import_page([])
        department = self._department()
        text = request.form.get("text", "")
        sent = request.files.get("file")
        if sent is not None and sent.filename:
            text = sent.stream.read(LARGEST + 1).decode("utf-8-sig", "replace")
        try:
            document = written.read(text)
            known = self._known(department, document)
            if known is not None and "replace" not in request.form:
                return self._import_page([], text=text, known=known)
            row = publishing.import_document(department, document, actor())
        except ShapeError as error:
            return self._import_page(error.faults, text=text)
        db.session.commit()
        flash(gettext("The file is the draft now. It is not published yet."), "success")
        return redirect(self.get_url("builder.outline_view", flow_id=row.id))

    def _faults(self, department: Department, name: str) -> list[Fault]:
        faults = []
        if not name:
            faults.append(Fault("name", gettext("Give the flow a name, such as parks-main.")))
        if not request.form.getlist("languages"):
            faults.append(Fault("languages", gettext("Choose at least one language.")))
        taken = select(Flow.id).where(Flow.department_id == department.id, Flow.name == name)
        if db.session.scalar(taken) is not None:
            faults.append(Fault("name", gettext("The department has a flow of this name already.")))
        return faults

    def _document(self, name: str) -> dict[str, Any]:
        languages = [one for one in request.form.getlist("languages") if one in LANGUAGE_NAMES]
        source = request.form.get("source", "")
        if source.isascii() and source.isdigit() and len(source) < 18:
            row = db.session.scalar(select(Flow).where(Flow.id == int(source)))
            if row is None:
                abort(404)
            copied = {**saving.copied(row.draft), "name": name}
            # A department has one front door, and a link code leads to one flow.
            copied["triggers"] = [
                one for one in copied.get("triggers", []) if one["by"] not in {"anything", "link"}
            ]
            return copied
        return {
            "format": 1,
            "name": name,
            "languages": languages,
            "triggers": [],
            "start": "welcome",
            "nodes": {"welcome": {"kind": "menu"}},
        }

    def _known(self, department: Department, document: Any) -> Flow | None:
        name = document.get("name") if isinstance(document, dict) else None
        wanted = select(Flow).where(Flow.department_id == department.id, Flow.name == str(name))
        return db.session.scalar(wanted)

    def _department(self) -> Department:
        """The department that was chosen, among those where the person may build."""
        asked = request.form.get("department", "")
        mine = departments(self.permission)
        return next((one for one in mine if str(one.id) == asked), None) or (
            mine[0] if len(mine) == 1 else abort(404)
        )

    def _page(self, faults: list[Fault]) -> str:
        return str(
            self.render(
                "builder/new.html",
                faults=faults,
                departments=departments(self.permission),
                languages=list(LANGUAGE_NAMES.items()),
                flows=db.session.scalars(select(Flow).order_by(Flow.name)).all(),
            )
        )

    def _import_page(self, faults: list[Fault], **more: Any) -> str:
        mine = departments(self.permission)
        return str(self.render("builder/import.html", faults=faults, departments=mine, **more))
