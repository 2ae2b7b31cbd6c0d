"""Seeing who else edits the same draft: as words for a page, as data for the canvas."""

from dataclasses import asdict

from flask import Response, jsonify, request
from flask_admin import expose

from admin.builder import presence
from admin.builder.chip import chip
from admin.builder.page import BuilderPage


class PresencePages(BuilderPage):
    """What pages that are open ask again and again."""

    @expose("/present")
    def present_view(self, flow_id: int) -> Response:
        """The sentence about who is editing, too; nothing while nobody is."""
        others = presence.met(self.row(flow_id))
        answer = Response(self.render("builder/present.html", others=others))
        answer.add_etag()
        answer.make_conditional(request)
        return answer

    @expose("/canvas/present")
    def canvas_present_view(self, flow_id: int) -> Response:
        """The names, the revision that is stored, and at what stage it is."""
        row = self.row(flow_id)
        return jsonify(others=presence.met(row), revision=row.revision, chip=asdict(chip(row)))
