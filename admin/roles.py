"""The roles in words, as they are offered and shown."""

from flask_babel import gettext

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
    return names.get(slug, slug)


def choices(*, everywhere: bool) -> list[tuple[str, str]]:
    """The roles that can be given: those that hold everywhere only by whoever manages everywhere."""
    return [(slug, role_name(slug)) for slug in ROLES if everywhere or slug not in EVERYWHERE]
