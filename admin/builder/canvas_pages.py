"""The canvas: its page, and what it asks for while somebody draws.

It edits the same draft as the outline and the node pages, saves it whole with the revision that it
began from, and never over what somebody else has saved.
"""

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

from flask import Response, abort, current_app, jsonify, request
from flask_admin import expose
from flask_wtf.csrf import generate_csrf

from admin.builder import canvas, saving, scheme
from admin.builder.canvas_words import words
from admin.builder.chip import chip
from admin.builder.page import BuilderPage, Desktop
from admin.builder.sent_json import Said, refused, sent
from admin.files import FileRefusedError, kept
from admin.reach import actor
from extensions import db
from flows.documents.faults import ShapeError
from flows.gate import mending
from flows.phrases import LANGUAGE_NAMES
from staff.access import may

BUILT = Path("static") / "editor"


class CanvasPages(BuilderPage):
    """Drawing a flow."""

    @expose("/canvas")
    def canvas_view(self, flow_id: int) -> str:
        """The page; where the canvas has not been built it says so, and leads to the outline."""
        return self.page(
            "canvas.html", self.draft(flow_id), built=_built(), words=words(), who=actor()
        )

    @expose("/canvas/draft")
    def canvas_draft_view(self, flow_id: int) -> Response:
        """The draft with everything that the canvas needs to show and edit it."""
        desktop = self.draft(flow_id)
        row = desktop.row
        return jsonify(
            revision=row.revision,
            document=desktop.document,
            cards=canvas.cards(desktop.flow),
            problems=canvas.findings(desktop),
            kinds=scheme.kinds(desktop.page_language),
            frame=scheme.frame(desktop.page_language),
            offers=desktop.offers,
            languages=[[tag, LANGUAGE_NAMES.get(tag, tag)] for tag in desktop.flow.languages],
            language=desktop.language,
            mayEdit=may(self.edit_permission, row.department_id),
            token=generate_csrf(),
        )

    @expose("/canvas/look", methods=("POST",))
    def canvas_look_view(self, flow_id: int) -> Said:
        """What the gate says of a document that is not saved; 422 where it is no flow."""
        row = self.row(flow_id)
        try:
            desktop = Desktop(row, sent().get("document"))
        except ShapeError as error:
            return refused(error)
        return jsonify(
            cards=canvas.cards(desktop.flow),
            problems=canvas.findings(desktop),
        )

    @expose("/canvas/mend", methods=("POST",))
    def canvas_mend_view(self, flow_id: int) -> Said:
        """The sent document with the finding at ``place`` mended; nothing is saved.

        ``document`` is null where that needs a person, or the finding is not there any more.
        """
        row = self.editable(flow_id)
        asked = sent()
        try:
            desktop = Desktop(row, asked.get("document"))
        except ShapeError as error:
            return refused(error)
        found = desktop.finding(str(asked.get("place")))
        document = mending.mended(desktop.document, found, desktop.context) if found else None
        return jsonify(document=document)

    @expose("/canvas/files", methods=("POST",))
    def canvas_file_view(self, flow_id: int) -> Said:
        """Keep a file among the department's; 422 with ``text`` where it cannot be sent."""
        row = self.editable(flow_id)
        upload = request.files.get("file") or abort(400)
        try:
            asset = kept(row.department_id, upload)
        except FileRefusedError as fault:
            db.session.rollback()
            return jsonify(text=str(fault)), 422
        offer = [asset.sha256, asset.name]
        db.session.commit()
        return jsonify(offer=offer)

    @expose("/canvas/draft", methods=("POST",))
    def canvas_save_view(self, flow_id: int) -> Said:
        """Save; 409 with what is stored where somebody else was faster, 422 where it is no flow."""
        row = self.editable(flow_id)
        asked = sent()
        seen = asked.get("seen")
        try:
            document = Desktop(row, asked.get("document")).document
            saved = saving.save(row, document, seen if type(seen) is int else None)
        except ShapeError as error:
            return refused(error)
        if saved:
            return jsonify(revision=row.revision, chip=asdict(chip(row)))
        return jsonify(revision=row.revision, document=row.draft), 409


def _built() -> dict[str, Any] | None:
    """The names of the built files; None where nobody has built them."""
    manifest = Path(current_app.root_path) / BUILT / "manifest.json"
    try:
        entry = json.loads(manifest.read_text())["src/main.tsx"]
    except (OSError, ValueError, KeyError):
        return None
    return {
        "script": f"editor/{entry['file']}",
        "styles": [f"editor/{one}" for one in entry["css"]],
    }
