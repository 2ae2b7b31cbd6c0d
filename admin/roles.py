"""The roles in words, as they are offered and shown."""

from typing import Any

from flask_babel import gettext

from admin.forms import option
from staff.roles import EVERYWHERE, ROLES


def role_name(slug: str) -> str:
    """A role's name in the language of the page."""
    names = {
        "content-editor": gettext("Content editor"),
        "reviewer": gettext("Reviewer"),
        "agent": gettext("Agent"),
        "supervisor": gettext("Supervisor"),
        "communications": gettext("Communications"),
        "alert-approver": gettext("Alert approver"),
        "auditor": gettext("Auditor"),
        "department-admin": gettext("Department administrator"),
        "system-admin": gettext("System administrator"),
    }
    return str(names.get(slug, slug))


def choices(*, everywhere: bool) -> list[Any]:
    """The roles that can be given: those that hold everywhere only by whoever manages everywhere."""
    offered = [slug for slug in ROLES if everywhere or slug not in EVERYWHERE]
    return [option(slug, role_name(slug)) for slug in offered]
