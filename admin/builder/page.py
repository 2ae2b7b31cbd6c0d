"""What every page of the builder does first: find the flow, look at what the person may do with it."""

from functools import cached_property
from typing import Any

from flask import abort, request
from flask_babel import gettext
from sqlalchemy import select

from admin.builder.chip import chip
from admin.builder.notes import Note, from_problem, place_of
from admin.builder.outline import Outline, names_of, outline
from admin.moments import DEFAULT_ZONE
from admin.reach import zones
from admin.views.secured import Secured
from conversations.releases import publishing
from extensions import db
from flows import check, graph
from flows.documents.faults import ShapeError
from flows.gate import mending
from flows.phrases import LANGUAGE_NAMES
from flows.problems import Problem
from models import Asset, Flow, Queue
from staff.access import may
from staff.language import shown_language


class Desktop:
    """A flow's row with its draft parsed, as this request sees it."""

    def __init__(self, row: Flow, document: object = None) -> None:
        """Look at the draft of ``row``, or at another ``document`` of it."""
        self.row = row
        self.flow = graph.parse(document if document is not None else dict(row.draft))
        self.page_language = shown_language()

    @property
    def document(self) -> dict[str, Any]:
        """The stored document."""
        return self.flow.document

    @cached_property
    def problems(self) -> list[Problem]:
        """What the gate says."""
        return check.check(self.flow, self.context)

    @cached_property
    def context(self) -> check.Context:
        """What stands around the flow: the department's other flows and its own data."""
        return publishing.context(self.row.department_id)

    def offers_mending(self, place: str) -> bool:
        """Whether a machine would try to mend the finding at this place."""
        found = self.finding(place)
        return found is not None and mending.proposed(self.document, found) is not None

    def finding(self, place: str) -> Problem | None:
        """The gate's finding at this place (``notes.place_of``); None when there is none any more."""
        return next((one for one in self.problems if place_of(one) == place), None)

    @cached_property
    def language(self) -> str:
        """The language whose words are shown: the one chosen, else the page's, else the flow's."""
        asked = request.args.get("language", "")
        for tag in (asked, self.page_language):
            if tag in self.flow.languages:
                return tag
        return self.flow.languages[0]

    @property
    def languages(self) -> list[tuple[str, str]]:
        """The languages to choose from, each with its own name."""
        return [(tag, LANGUAGE_NAMES.get(tag, tag)) for tag in self.flow.languages]

    @cached_property
    def outline(self) -> Outline:
        """The nodes in reading order."""
        return outline(self.flow, self.language, self.page_language, self.problems)

    @cached_property
    def names(self) -> dict[str, str]:
        """What staff read for each node."""
        return names_of(self.flow, self.language)

    @property
    def offers(self) -> dict[str, list[tuple[str, str]]]:
        """What nodes can name of what the department has: its other flows, its queues and more."""
        home = self.row.department_id
        flows = db.session.scalars(
            select(Flow).where(Flow.department_id == home).order_by(Flow.name)
        ).all()
        queues = db.session.scalars(
            select(Queue).where(Queue.department_id == home).order_by(Queue.id)
        ).all()
        files = db.session.scalars(
            select(Asset).where(Asset.department_id == home).order_by(Asset.id.desc())
        ).all()
        known = self.context.around.known
        around = {noun: [(name, name) for name in names] for noun, names in known.items()}
        return around | {
            "operation": [
                (name, f"{name} ({connector})")
                for connector, one in self.context.around.connectors.items()
                for name in one.operations
            ],
            "asset": [(one.sha256, one.name) for one in files],
            "flow": [
                (one.name, one.name if one.live_version_id else _unpublished(one))
                for one in flows
                if one.id != self.row.id
            ],
            "queue": [
                (one.name, one.names.get(self.page_language) or one.names.get("en") or one.name)
                for one in queues
            ],
        }

    def notes(self, node_id: str) -> list[Note]:
        """What the gate says of one node (``""``: of the flow itself)."""
        return [
            from_problem(one, self.page_language) for one in self.problems if one.node == node_id
        ]


def _unpublished(row: Flow) -> str:
    return str(gettext("%(flow)s (not published yet)", flow=row.name))


class BuilderPage(Secured):
    """The base of the builder's pages."""

    permission = "flows.read"
    edit_permission = "flows.edit"
    publish_permission = "flows.publish"

    def row(self, flow_id: int) -> Flow:
        """The flow of this id; one of another department does not exist."""
        row = db.session.scalar(
            select(Flow).where(Flow.id == flow_id, Flow.department_id.in_(self.reach()))
        )
        return row if row is not None else abort(404)

    def editable(self, flow_id: int) -> Flow:
        """As ``row``, for whoever may change it; others are refused."""
        row = self.row(flow_id)
        return row if may(self.edit_permission, row.department_id) else abort(403)

    def draft(self, flow_id: int) -> Desktop:
        """The draft of a flow, parsed."""
        return self.opened(self.row(flow_id))

    def opened(self, row: Flow) -> Desktop:
        """The draft of ``row``, parsed. A draft that is no flow can only be replaced."""
        try:
            return Desktop(row)
        except ShapeError as error:
            abort(409, description=gettext("This draft cannot be read: %(why)s", why=str(error)))

    def page(self, template: str, desktop: Desktop, **more: Any) -> str:
        """A page about a flow."""
        row = desktop.row
        return str(
            self.render(
                f"builder/{template}",
                desktop=desktop,
                row=row,
                flow=desktop.flow,
                language_names=LANGUAGE_NAMES,
                place_of=place_of,
                chip=chip(row),
                zone=zones().get(row.department_id, DEFAULT_ZONE),
                may_edit=may(self.edit_permission, row.department_id),
                may_publish=may(self.publish_permission, row.department_id),
                **more,
            )
        )
