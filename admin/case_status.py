"""How a case stands, in words."""

from collections.abc import Mapping

from flask_babel import lazy_gettext as _

# By the states of ``flows.department.cases``, in their order.
STATUSES: Mapping[str, str] = {
    "open": _("Open"),
    "in_progress": _("In progress"),
    "done": _("Done"),
    "closed": _("Closed"),
}


def status_name(status: str) -> str:
    """A status in the language of the page; one that is none of ours stays as it is."""
    return str(STATUSES.get(status, status))
