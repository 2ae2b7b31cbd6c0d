"""The roles in words, as they are offered and shown."""

from typing import Any

from flask_babel import gettext

from admin.forms import option
from staff.roles import EVERYWHERE, PRESETS, ROLES

_PRESET = "job:"


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


def preset_name(slug: str) -> str:
    """What a preset is for, in the language of the page."""
    names = {
        "writes": gettext("Writes what citizens meet"),
        "checks": gettext("Checks what others wrote"),
        "answers": gettext("Answers people"),
        "leads-the-desk": gettext("Leads the desk"),
        "heads": gettext("Runs the department's site"),
    }
    return str(names[slug])


def choices(*, everywhere: bool) -> dict[str, list[Any]]:
    """What can be given, under headings: jobs, then single roles.

    Roles that hold everywhere are offered only to whoever manages everywhere.
    """
    offered = [slug for slug in ROLES if everywhere or slug not in EVERYWHERE]
    return {
        str(gettext("Jobs")): [
            option(_PRESET + slug, _with_roles(slug, roles)) for slug, roles in PRESETS.items()
        ],
        str(gettext("Single roles")): [option(slug, role_name(slug)) for slug in offered],
    }


def roles_of(chosen: str) -> tuple[str, ...]:
    """The roles that a choice stands for: a job's, or the single one."""
    if not chosen.startswith(_PRESET):
        return (chosen,)
    return PRESETS.get(chosen.removeprefix(_PRESET), ())


def _with_roles(slug: str, roles: tuple[str, ...]) -> str:
    return f"{preset_name(slug)} ({', '.join(map(role_name, roles))})"
