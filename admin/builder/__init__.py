"""Building flows without a canvas: an outline, and a page a node made from its kind's model."""

from flask_admin import BaseView
from flask_babel import lazy_gettext as _

from admin.builder.beginning import Beginning
from admin.builder.view import FlowBuilder


def views() -> tuple[BaseView, ...]:
    """The views to add to the staff site."""
    return (
        FlowBuilder(name=_("Build"), endpoint="builder", url="/admin/flows/<int:flow_id>"),
        Beginning(name=_("New flow"), endpoint="beginning", url="/admin/flows/begin"),
    )
