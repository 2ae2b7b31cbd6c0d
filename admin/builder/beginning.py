"""Beginning a flow: empty, as a copy, from one that stands ready, or from a file."""

from typing import Any

from flask import Response, abort, flash, redirect, request
from flask_admin import expose
from flask_babel import gettext
from sqlalchemy import select
from werkzeug.wrappers import Response as Answer

from admin.builder import saving, starters
from admin.builder.notes import from_problem
from admin.builder.starters import Starter
from admin.reach import actor, departments
from admin.views.secured import Secured
from conversations.releases import publishing
from extensions import db
from flows import check, graph
from flows.documents import written
from flows.documents.faults import Fault, ShapeError
from flows.phrases import LANGUAGE_NAMES
from models import Department, Flow
from staff.language import shown_language

LARGEST = 4 * 1024 * 1024  # bytes of a file


class Beginning(Secured):
    """The page for a new flow, one for each that stands ready, and the one that takes a file."""

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

    @expose("/from/<starter_name>", methods=("GET", "POST"))
    def start_view(self, starter_name: str) -> Answer | Response | str:
        """A flow that stands ready: what it is, and what of the department's own goes into it."""
        starter = starters.named(starter_name) or abort(404)
        department = self._chosen_department()
        if request.method == "GET" or department is None:
            return self._start_page(starter, department, [])
        wanted = request.form.get("name", "").strip()
        faults = self._name_faults(department, wanted)
        if faults:
            return self._start_page(starter, department, faults)
        known = publishing.context(department.id).known
        needed = starters.needs(starter.flow, known, department.id, shown_language())
        try:
            document = starters.begun(starter.flow, wanted, needed, request.form)
            row = publishing.import_document(department, document, actor())
        except ShapeError as error:
            return self._start_page(starter, department, error.faults)
        db.session.commit()
        flash(gettext("The draft is yours. Nothing is published yet."), "success")
        flash(starter.told(starter.then, shown_language()), "info")
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
        faults = self._name_faults(department, name)
        if not request.form.getlist("languages"):
            faults.append(Fault("languages", gettext("Choose at least one language.")))
        return faults

    def _name_faults(self, department: Department, name: str) -> list[Fault]:
        if not name:
            return [Fault("name", gettext("Give the flow a name, such as parks-main."))]
        taken = select(Flow.id).where(Flow.department_id == department.id, Flow.name == name)
        if db.session.scalar(taken) is None:
            return []
        return [Fault("name", gettext("The department has a flow of this name already."))]

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
        return self._chosen_department() or abort(404)

    def _chosen_department(self) -> Department | None:
        """The department that was chosen among those where the person may build, or the only one."""
        asked = request.values.get("department", "")
        mine = departments(self.permission)
        found = next((one for one in mine if str(one.id) == asked), None)
        return found or (mine[0] if len(mine) == 1 else None)

    def _page(self, faults: list[Fault]) -> str:
        return str(
            self.render(
                "builder/new.html",
                faults=faults,
                departments=departments(self.permission),
                languages=list(LANGUAGE_NAMES.items()),
                flows=db.session.scalars(select(Flow).order_by(Flow.name)).all(),
                starters=starters.shelf(),
                language=shown_language(),
            )
        )

    def _start_page(
        self, starter: Starter, department: Department | None, faults: list[Fault]
    ) -> str:
        language = shown_language()
        needed, left = [], []
        if department is not None:
            context = publishing.context(department.id)
            needed = starters.needs(starter.flow, context.known, department.id, language)
            document = starters.begun(starter.flow, starter.name, needed, request.form)
            found = check.check(graph.parse(document), context)
            left = [from_problem(one, language) for one in found]
        return str(
            self.render(
                "builder/start.html",
                starter=starter,
                chosen=department,
                departments=departments(self.permission),
                outline=starter.outline(language),
                drawing=starter.drawing(language),
                desktop={"language": language},
                needs=needed,
                left=left,
                faults=faults,
                language=language,
            )
        )

    def _import_page(self, faults: list[Fault], **more: Any) -> str:
        mine = departments(self.permission)
        return str(self.render("builder/import.html", faults=faults, departments=mine, **more))
