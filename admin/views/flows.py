"""Flows: the list, what is live and what is still a draft. Building has pages of its own."""

from collections.abc import Collection
from typing import Any

import msgspec
from flask import abort, redirect
from flask_admin import expose
from flask_babel import lazy_gettext as _
from sqlalchemy import func, select
from werkzeug.wrappers import Response

from admin.reach import departments, zones
from admin.views.secured import SecuredModelView
from extensions import db
from flows.graph import content_hash
from models import Flow, FlowVersion
from staff.access import may


class Standing(msgspec.Struct, frozen=True):
    """How a flow stands: the number of its live version (0: none) and how many there are."""

    live: int
    versions: int
    changed: bool


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
    """How each of ``flows`` stands, by its id: what is live, and whether the draft differs."""
    ids = [flow.id for flow in flows]
    counted = select(FlowVersion.flow_id, func.count(FlowVersion.id)).group_by(FlowVersion.flow_id)
    rows = db.session.execute(counted.where(FlowVersion.flow_id.in_(ids)))
    counts = {id: count for id, count in rows}  # noqa: C416 (rows are tuples, which dict() is not told)
    # Without the documents, which are long.
    wanted = select(Flow.id, FlowVersion.number, FlowVersion.content_hash).join(Flow.live_version)
    found = db.session.execute(wanted.where(Flow.id.in_(ids)))
    live = {id: (number, content) for id, number, content in found}
    return {flow.id: _standing(flow, counts.get(flow.id, 0), live.get(flow.id)) for flow in flows}


def _standing(flow: Flow, versions: int, live: tuple[int, str] | None) -> Standing:
    if live is None:
        return Standing(0, versions, changed=False)
    number, content = live
    return Standing(number, versions, changed=content != content_hash(flow.draft))
