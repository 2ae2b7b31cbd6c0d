"""Versions: what was live when and by whom, looking at one, and bringing it back as the draft."""

from typing import Any

from flask import Response, abort, flash, redirect, request
from flask_admin import expose
from flask_babel import gettext
from sqlalchemy import select
from werkzeug.wrappers import Response as Answer

from admin.builder import saving
from admin.builder.acceptance import reasons_in
from admin.builder.changes import Told, told
from admin.builder.chip import stage_name
from admin.builder.drawing import draw
from admin.builder.page import BuilderPage, Desktop
from admin.builder.standing import named, standing
from admin.builder.verdicts import right
from admin.reach import actor, name_of
from audit import record
from extensions import db
from flows import graph
from flows.documents import written
from flows.documents.faults import ShapeError
from flows.versions import difference
from models import Flow, FlowVersion, Review

MOST_REVIEWS = 50  # of the last ones on the page


class VersionPages(BuilderPage):
    """What is kept of a flow."""

    @expose("/versions/")
    def versions_view(self, flow_id: int) -> str:
        """Every version, the newest first."""
        desktop = self.draft(flow_id)
        wanted = select(FlowVersion).where(FlowVersion.flow_id == flow_id)
        versions = db.session.scalars(wanted.order_by(FlowVersion.number.desc())).all()
        asked = select(Review).where(Review.flow_id == flow_id).order_by(Review.id.desc())
        return self.page(
            "versions.html",
            desktop,
            standing=standing(desktop),
            versions=[(one, named(one), right(one), reasons_in(one.document)) for one in versions],
            reviews=db.session.scalars(asked.limit(MOST_REVIEWS)).all(),
            stage_name=stage_name,
            name_of=name_of,
            is_set_aside=desktop.row.set_aside is not None,
        )

    @expose("/versions/undo", methods=("POST",))
    def undo_view(self, flow_id: int) -> Answer:
        """Bring back the draft that a version or a file has replaced; the present one is set aside."""
        row = self.editable(flow_id)
        if row.set_aside is None:
            abort(404)
        self._replace(row, row.set_aside, gettext("The draft from before is back."))
        return redirect(self.get_url(".outline_view", flow_id=flow_id))

    @expose("/versions/<int:number>", methods=("GET", "POST"))
    def version_view(self, flow_id: int, number: int) -> Answer | Response | str:
        """A version to be read; sent, it becomes the draft."""
        row = self.row(flow_id) if request.method == "GET" else self.editable(flow_id)
        version = self._version(row, number)
        desktop = Desktop(row, version.document)
        if request.method == "POST":
            words = gettext(
                "Version %(number)s is the draft again. It is not published yet.", number=number
            )
            if self._replace(row, version.document, words):
                return redirect(self.get_url(".outline_view", flow_id=flow_id))
        desktop.problems = []
        earlier = self._earlier(row, number)
        return self.page(
            "version.html",
            desktop,
            version=version,
            moves=version.plan.get("people") == "move",
            earlier=earlier,
            since=_since(earlier, desktop),
            who=named(version),
            right=right(version),
            outline=desktop.outline,
            drawing=draw(desktop.outline),
            changes_found=told(
                difference.describe(row.draft, version.document),
                self.opened(row).flow,
                desktop.flow,
            ),
        )

    @expose("/export")
    def export_view(self, flow_id: int) -> Response:
        """The draft as YAML."""
        row = self.row(flow_id)
        return self._file(row, written.write(row.draft), row.name)

    @expose("/versions/<int:number>/export")
    def export_version_view(self, flow_id: int, number: int) -> Response:
        """A version as YAML."""
        row = self.row(flow_id)
        version = self._version(row, number)
        return self._file(row, written.write(version.document), f"{row.name}-{number}")

    def _replace(self, row: Flow, document: dict[str, Any], told: str) -> bool:
        """Make ``document`` the draft and set the present one aside; False where it was changed."""
        before = saving.copied(row.draft)
        if before != document:
            row.set_aside = before
        seen = saving.revision(request.form.get("revision"))
        try:
            saved = saving.save(row, saving.copied(document), seen)
        except ShapeError as error:
            db.session.rollback()
            flash(gettext("This draft cannot be read: %(why)s", why=str(error)), "error")
            return False
        if saved:
            flash(told, "success")
            return True
        flash(
            gettext("Somebody else saved the draft meanwhile. Look at what would be lost."),
            "error",
        )
        return False

    def _version(self, row: Flow, number: int) -> FlowVersion:
        wanted = select(FlowVersion).where(
            FlowVersion.flow_id == row.id, FlowVersion.number == number
        )
        found = db.session.scalar(wanted)
        return found if found is not None else abort(404)

    def _earlier(self, row: Flow, number: int) -> FlowVersion | None:
        """The version that was live before this one."""
        wanted = select(FlowVersion).where(
            FlowVersion.flow_id == row.id, FlowVersion.number < number
        )
        return db.session.scalar(wanted.order_by(FlowVersion.number.desc()).limit(1))

    def _file(self, row: Flow, text: str, name: str) -> Response:
        record(
            "flow.exported",
            actor=actor(),
            subject=f"flow:{row.id}",
            department_id=row.department_id,
            flow=row.name,
        )
        db.session.commit()
        answer = Response(text, mimetype="application/yaml")
        answer.headers.set("Content-Disposition", "attachment", filename=f"{name}.yaml")
        return answer


def _since(earlier: FlowVersion | None, desktop: Desktop) -> list[Told]:
    """What changed from the version before."""
    if earlier is None:
        return []
    changes = difference.describe(earlier.document, desktop.document)
    return told(changes, graph.parse(earlier.document), desktop.flow)
