"""Who may do what, as data: permissions, and the roles made of them."""

from collections.abc import Mapping

PERMISSIONS = frozenset(
    {
        "flows.read",
        "flows.edit",
        "flows.review",
        "flows.publish",
        "tables.edit",
        "calendars.edit",
        "questions.edit",
        "conversations.read",
        "conversations.answer",
        "cases.read",
        "cases.handle",
        "cases.export",
        "broadcasts.write",
        "alerts.approve",
        "channels.manage",
        "connectors.read",
        "connectors.edit",
        "connectors.approve",
        "departments.edit",
        "departments.manage",
        "users.manage",
        "audit.read",
    }
)

# What shows a citizen's words, or speaks to citizens. No system administrator has any of it: who
# runs the system is not thereby the one who talks to people.
WITH_CITIZENS = frozenset(
    {
        "flows.edit",
        "flows.review",
        "flows.publish",
        "tables.edit",
        "calendars.edit",
        "questions.edit",
        "conversations.read",
        "conversations.answer",
        "cases.read",
        "cases.handle",
        "cases.export",
        "broadcasts.write",
        "alerts.approve",
    }
)

ROLES: Mapping[str, frozenset[str]] = {
    # Builds flows; what takes somebody else's approval before it goes live: flows/versions/stages.py.
    "content-editor": frozenset(
        {
            "flows.read",
            "flows.edit",
            "flows.publish",
            "tables.edit",
            "calendars.edit",
            "questions.edit",
            "connectors.read",
        }
    ),
    "reviewer": frozenset({"flows.read", "flows.review", "flows.publish"}),
    "agent": frozenset(
        {"conversations.read", "conversations.answer", "cases.read", "cases.handle"}
    ),
    "supervisor": frozenset(
        {
            "flows.read",
            "conversations.read",
            "conversations.answer",
            "cases.read",
            "cases.handle",
            "cases.export",
        }
    ),
    "communications": frozenset({"flows.read", "broadcasts.write"}),
    "alert-approver": frozenset({"flows.read", "alerts.approve"}),
    "auditor": frozenset({"flows.read", "audit.read"}),
    "department-admin": frozenset(
        {
            "flows.read",
            "flows.edit",
            "flows.review",
            "flows.publish",
            "tables.edit",
            "calendars.edit",
            "questions.edit",
            "conversations.read",
            "cases.read",
            "cases.handle",
            "cases.export",
            "channels.manage",
            "connectors.read",
            "connectors.edit",
            "departments.edit",
            "users.manage",
        }
    ),
    "system-admin": frozenset(
        {
            "flows.read",
            "channels.manage",
            "connectors.read",
            "connectors.approve",
            "departments.edit",
            "departments.manage",
            "users.manage",
            "audit.read",
        }
    ),
}

# A role that is not tied to a department, and that nobody can hand out within one.
EVERYWHERE = frozenset({"system-admin"})
