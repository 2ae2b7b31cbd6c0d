"""Flows: the list, what is live and what is still a draft. Building has pages of its own."""

from typing import Any

import msgspec
from flask import abort, url_for
from flask_admin import expose
from flask_babel import lazy_gettext as _
from sqlalchemy import func, select

from admin.builder.chip import chip
from admin.builder.standing import named
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
    """The list of flows, and the versions of each."""

    permission = "flows.read"
    subject = "flow"
    lead = _("What citizens meet when they write: menus, forms and answers, built without code.")
    column_list = ("name", "department", "standing", "updated_at")
    column_default_sort = "name"
    list_template = "admin/flows.html"
    details_template = "admin/flow.html"

    def render(self, template: str, **kwargs: Any) -> str:
        """Flask-Admin: with how each flow stands."""
        kwargs.setdefault("zones", zones())
        kwargs.setdefault("departments", departments(self.permission))
        kwargs.setdefault("standing", standing)
        kwargs.setdefault("chip", chip)
        kwargs.setdefault("build_url", build_url)
        kwargs.setdefault("publisher", named)
        kwargs.setdefault("may_begin", may("flows.edit"))
        return str(super().render(template, **kwargs))

    @expose("/details/")
    def details_view(self) -> str:
        """The versions of one flow."""
        flow = self.posted_row()
        versions = select(FlowVersion).where(FlowVersion.flow_id == flow.id)
        return self.render(
            self.details_template,
            model=flow,
            versions=db.session.scalars(versions.order_by(FlowVersion.number.desc())).all(),
        )

    @expose("/edit/")
    def edit_view(self) -> str:
        """A flow is not a form."""
        abort(404)


def standing(flow: Flow) -> Standing:
    """Which version is live, and whether the draft differs from it."""
    count = db.session.scalar(
        select(func.count(FlowVersion.id)).where(FlowVersion.flow_id == flow.id)
    )
    live = flow.live_version
    return Standing(
        live=live.number if live else 0,
        versions=count or 0,
        changed=live is not None and live.content_hash != content_hash(flow.draft),
    )


def build_url(flow: Flow) -> str:
    """Where ``flow`` is built."""
    return url_for("builder.outline_view", flow_id=flow.id)
