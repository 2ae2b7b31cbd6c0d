"""What the phone beside the canvas asks for: a talk with the draft, a rehearsal of it, all of them."""

from collections.abc import Mapping
from typing import Any

from flask import abort, jsonify
from flask_admin import expose
from pydantic import ValidationError

from admin.builder.page import BuilderPage, Desktop
from admin.builder.sent_json import Said, refused, sent
from admin.builder.trial import CannotBeKeptError, Phone, rehearsed
from flows.documents.faults import ShapeError
from flows.documents.sentences import faults_of
from flows.trials.trial import Talk


class TrialPages(BuilderPage):
    """Talking to a draft that need not be saved. Nothing is stored: saving is the canvas's."""

    @expose("/canvas/talk", methods=("POST",))
    def canvas_talk_view(self, flow_id: int) -> Said:
        """The talk so far, played anew; 422 where the draft is no flow."""
        try:
            return jsonify(self._phone(flow_id, sent()).told())
        except ShapeError as error:
            return refused(error)

    @expose("/canvas/rehearsal", methods=("POST",))
    def canvas_rehearsal_view(self, flow_id: int) -> Said:
        """The talk so far as a rehearsal by the name that was sent; 409 where it cannot be one."""
        asked = sent()
        name = asked.get("name")
        if not isinstance(name, str):
            abort(400)
        try:
            return jsonify(rehearsal=self._phone(flow_id, asked).rehearsal(name))
        except ShapeError as error:
            return refused(error)
        except CannotBeKeptError as error:
            return jsonify(why=str(error)), 409

    @expose("/canvas/rehearse", methods=("POST",))
    def canvas_rehearse_view(self, flow_id: int) -> Said:
        """Every rehearsal of the draft, played."""
        row = self.row(flow_id)
        try:
            return jsonify(rehearsals=rehearsed(Desktop(row, sent().get("document"))))
        except ShapeError as error:
            return refused(error)

    def _phone(self, flow_id: int, asked: Mapping[str, Any]) -> Phone:
        row = self.row(flow_id)
        try:
            talk = Talk.model_validate(asked.get("talk"))
        except ValidationError as error:
            raise ShapeError(faults_of(error, "talk")) from error
        return Phone(Desktop(row, asked.get("document")), talk)
