"""The canvas: its page, and what it asks for while somebody draws.

It edits the same draft as the outline and the node pages, saves it whole with the revision that it
began from, and never over what somebody else has saved.
"""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from flask import Response, abort, current_app, jsonify, request
from flask_admin import expose
from flask_babel import gettext

from admin.builder import canvas, saving, scheme
from admin.builder.canvas_words import words
from admin.builder.chip import chip
from admin.builder.evidence import canvas_changes
from admin.builder.notes import from_fault
from admin.builder.page import BuilderPage, Desktop
from flows import written
from flows.faults import ShapeError
from flows.phrases import LANGUAGE_NAMES
from staff.access import may

Said = Response | tuple[Response, int]
BUILT = Path("static") / "editor"


class CanvasPages(BuilderPage):
    """Drawing a flow."""

    @expose("/canvas")
    def canvas_view(self, flow_id: int) -> str:
        """The page; where the canvas has not been built it says so, and leads to the outline."""
        return self.page("canvas.html", self.draft(flow_id), built=_built(), words=words())

    @expose("/canvas/draft")
    def canvas_draft_view(self, flow_id: int) -> Response:
        """The draft with everything that the canvas needs to show and edit it."""
        desktop = self.draft(flow_id)
        row = desktop.row
        return jsonify(
            revision=row.revision,
            document=desktop.document,
            cards=canvas.cards(desktop.flow),
            problems=canvas.told(desktop.problems, desktop.page_language),
            changes=canvas_changes(desktop),
            stage=_stage(desktop),
            kinds=scheme.kinds(desktop.page_language),
            frame=scheme.frame(desktop.page_language),
            offers=desktop.offers,
            languages=[[tag, LANGUAGE_NAMES.get(tag, tag)] for tag in desktop.flow.languages],
            language=desktop.language,
            mayEdit=may(self.edit_permission, row.department_id),
        )

    @expose("/canvas/look", methods=("POST",))
    def canvas_look_view(self, flow_id: int) -> Said:
        """What the gate says of a document that is not saved; 422 where it is no flow."""
        row = self.row(flow_id)
        try:
            desktop = Desktop(row, _sent().get("document"))
        except ShapeError as error:
            return _refused(error)
        return jsonify(
            cards=canvas.cards(desktop.flow),
            problems=canvas.told(desktop.problems, desktop.page_language),
            changes=canvas_changes(desktop),
            stage=_stage(desktop),
        )

    @expose("/canvas/draft", methods=("POST",))
    def canvas_save_view(self, flow_id: int) -> Said:
        """Save; 409 with what is stored where somebody else was faster, 422 where it is no flow."""
        row = self.editable(flow_id)
        sent = _sent()
        seen = sent.get("seen")
        try:
            document = Desktop(row, sent.get("document")).document
            saved = saving.save(row, document, seen if type(seen) is int else None)
        except ShapeError as error:
            return _refused(error)
        if saved:
            return jsonify(revision=row.revision)
        return jsonify(revision=row.revision, document=row.draft), 409


def _stage(desktop: Desktop) -> dict[str, str]:
    found = chip(desktop.row, desktop.flow.content_hash)
    return {"name": found.stage, "words": found.words, "tone": found.tone}


def _sent() -> Mapping[str, Any]:
    """The JSON that came, read as carefully as a file."""
    try:
        sent = written.read(request.get_data(as_text=True))
    except ShapeError:
        abort(400, description=gettext("That is not JSON."))
    return sent if isinstance(sent, dict) else abort(400)


def _refused(error: ShapeError) -> tuple[Response, int]:
    faults = [{"path": fault.path, "text": from_fault(fault, "").text} for fault in error.faults]
    return jsonify(faults=faults), 422


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
