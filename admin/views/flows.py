"""Flows: the list, what is live and what is still a draft. Building has pages of its own."""

from collections.abc import Collection
from typing import Any

import msgspec
from flask import abort, redirect
from flask_admin import expose
from flask_babel import lazy_gettext as _
from sqlalchemy import func, select
from werkzeug.wrappers import Response

from admin.builder.chip import TONES, stage_name
from admin.reach import departments, zones
from admin.views.secured import SecuredModelView
from extensions import db
from flows.graph import content_hash
from flows.versions import stages
from flows.versions.stages import Stage
from models import Flow, FlowVersion, Review
from staff.access import may


class Standing(msgspec.Struct, frozen=True):
    """How a flow stands: the number of its live version (0: none), how many there are, and its draft."""

    live: int
    versions: int
    stage: Stage


class FlowView(SecuredModelView):
    """The list of flows."""

    permission = "flows.read"
    subject = "flow"
    lead = _("What citizens meet when they write: menus, forms and answers, built without code.")
    column_list = ("name", "department", "standing", "updated_at")
    column_default_sort = "name"
    list_template = "admin/flows.html"

    def render(self, template: str, **kwargs: Any) -> str:
        """Flask-Admin: with how each flow stands."""
        kwargs["zones"] = zones()
        kwargs["departments"] = departments(self.permission)
        kwargs["standings"] = standings(kwargs["data"])
        kwargs["may_begin"] = may("flows.edit")
        kwargs["stage_name"] = stage_name
        kwargs["tones"] = TONES
        return str(super().render(template, **kwargs))

    @expose("/details/")
    def details_view(self) -> Response:
        """The versions of one flow are among the builder's pages."""
        flow = self.posted_row()
        return redirect(self.get_url("builder.versions_view", flow_id=flow.id))

    @expose("/edit/")
    def edit_view(self) -> str:
        """A flow is not a form."""
        abort(404)


def standings(flows: Collection[Flow]) -> dict[int, Standing]:
    """How each of ``flows`` stands, by its id: what is live, and at what stage the draft is."""
    ids = [flow.id for flow in flows]
    counted = select(FlowVersion.flow_id, func.count(FlowVersion.id)).group_by(FlowVersion.flow_id)
    rows = db.session.execute(counted.where(FlowVersion.flow_id.in_(ids)))
    counts = {id: count for id, count in rows}  # noqa: C416 (rows are tuples, which dict() is not told)
    # Without the documents, which are long.
    wanted = select(Flow.id, FlowVersion.number, FlowVersion.content_hash).join(Flow.live_version)
    found = db.session.execute(wanted.where(Flow.id.in_(ids)))
    live = {id: (number, content) for id, number, content in found}
    reviewed = select(Flow.id, Review.content_hash, Review.stage).join(Flow.review)
    asked = db.session.execute(reviewed.where(Flow.id.in_(ids)))
    reviews = {id: (content, stage) for id, content, stage in asked}
    standing = {}
    for flow in flows:
        number, content = live.get(flow.id, (0, ""))
        stage = stages.stage_of(content_hash(flow.draft), content, *reviews.get(flow.id, ("", "")))
        standing[flow.id] = Standing(number, counts.get(flow.id, 0), stage)
    return standing
