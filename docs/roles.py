"""Writes docs/reference/roles.md from the roles themselves: `make docs`."""

from collections.abc import Iterator

from config import ROOT
from staff.roles import (
    EVERYWHERE,
    GRAVE,
    NEED_SECOND_FACTOR,
    PERMISSIONS,
    PRESETS,
    ROLES,
    WITH_CITIZENS,
)

PAGE = ROOT / "docs" / "reference" / "roles.md"
HEAD = """# Roles

Who may do what, read off the program by `make docs`. A member of staff has any number of roles, each
in one department, or in all of them. What a role does not give does not exist for them: a page of
another department is answered like one that nobody made.
"""
JOBS = """## Five jobs

Most departments need no more than these. Under **Staff**, a job gives its roles in one go; any single
role can be given besides.

| job | roles |
|---|---|"""
MARKS = """## Roles

**Second factor**: with a real number, who has the role signs in with a code of an app besides the
password; no setting switches that off. **Two people**: one administrator proposes the role, another
approves it.

| role | where | second factor | two people |
|---|---|---|---|"""
MATRIX = """## Permissions

Those in italics show what citizens said, or speak to citizens. Who runs the system has none of them.
"""
NAMES = {
    "writes": "writes what citizens meet",
    "checks": "checks what others wrote",
    "answers": "answers people",
    "leads-the-desk": "leads the desk",
    "heads": "runs the department's site",
}


def main() -> None:
    """Write the page."""
    PAGE.write_text(page(), encoding="utf-8")


def page() -> str:
    """The page as it should be."""
    return "\n".join([HEAD, *_jobs(), "", *_roles(), "", *_matrix(), ""])


def _jobs() -> Iterator[str]:
    yield JOBS
    for slug, roles in PRESETS.items():
        yield f"| {NAMES[slug]} | {', '.join(f'`{role}`' for role in roles)} |"


def _roles() -> Iterator[str]:
    yield MARKS
    for role in ROLES:
        where = "everywhere" if role in EVERYWHERE else "a department"
        yield f"| `{role}` | {where} | {_yes(role in NEED_SECOND_FACTOR)} | {_yes(role in GRAVE)} |"


def _matrix() -> Iterator[str]:
    yield MATRIX
    yield f"| permission | {' | '.join(f'`{role}`' for role in ROLES)} |"
    yield "|---" * (len(ROLES) + 1) + "|"
    for permission in sorted(PERMISSIONS):
        named = f"*{permission}*" if permission in WITH_CITIZENS else permission
        held = (_yes(permission in ROLES[role]) for role in ROLES)
        yield f"| {named} | {' | '.join(held)} |"


def _yes(given: bool) -> str:  # noqa: FBT001 (it is what is shown, not a switch)
    return "yes" if given else ""


if __name__ == "__main__":
    main()
