"""The settings of a flow: start, languages, entrances, defaults."""

from typing import Any

from flask import flash, redirect, request
from flask_admin import expose
from flask_babel import gettext
from werkzeug.wrappers import Response as Answer

from admin.builder import saving
from admin.builder.changes import told
from admin.builder.desk import Desk
from admin.builder.frame import Frame, framed, put_back
from admin.builder.node_form import setting_of
from admin.builder.notes import from_fault
from admin.builder.page import BuilderPage, Desktop
from flows.documents.faults import ShapeError
from flows.versions import difference

Page = Answer | str | tuple[str, int]


class FramePages(BuilderPage):
    """Editing what holds for the whole flow."""

    @expose("/settings", methods=("GET", "POST"))
    def settings_view(self, flow_id: int) -> Page:
        """The form; buttons other than “save” change the page and store nothing."""
        row = self.row(flow_id) if request.method == "GET" else self.editable(flow_id)
        desktop = self.opened(row)
        base = framed(desktop.document)
        setting = setting_of(desktop.flow, desktop.page_language, desktop.names)
        if request.method == "GET":
            desk = Desk(Frame, setting, base)
            desk.put(desktop.notes(""))
            return self._frame_form(desktop, desk)
        desk = Desk(Frame, setting, base, request.form)
        op = request.form.get("_op", "save")
        if op not in {"save", "save-back"}:
            desk.press(op)
            return self._frame_form(desktop, desk)
        if request.form.get("_seen") != saving.mark(base):
            return self._frame_clash(desktop, desk)
        try:
            saved = saving.save(
                row, put_back(saving.copied(desktop.document), desk.stored), row.revision
            )
        except ShapeError as error:
            desk.put(from_fault(fault, "") for fault in error.faults)
            return self._frame_form(desktop, desk, failed=True)
        if not saved:
            return self._frame_clash(self.opened(row), desk)
        flash(gettext("Saved in the draft. Citizens see it after you publish."), "success")
        page = ".outline_view" if op == "save-back" else ".settings_view"
        return redirect(self.get_url(page, flow_id=flow_id))

    def _frame_clash(self, desktop: Desktop, desk: Desk) -> Page:
        found = difference.describe(framed(desktop.document), desk.stored)
        changes = told(found, desktop.flow, desktop.flow)
        return self._frame_form(desktop, desk, failed=True, clash=changes or [None]), 409

    def _frame_form(
        self, desktop: Desktop, desk: Desk, *, failed: bool = False, **more: Any
    ) -> str:
        seen = saving.mark(framed(desktop.document))
        return self.page("settings.html", desktop, form=desk, seen=seen, failed=failed, **more)
