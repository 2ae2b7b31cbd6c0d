"""The page about roles says what the program does: `make docs` writes it anew."""

from docs import roles as writer
from staff.roles import PERMISSIONS, PRESETS, ROLES


def test_the_page_is_current() -> None:
    assert writer.PAGE.read_text(encoding="utf-8") == writer.page(), "run make docs"


def test_every_cell_of_the_matrix_is_what_the_code_gives() -> None:
    lines = writer.page().partition("| permission |")[2].splitlines()
    roles = [cell.strip(" `") for cell in lines[0].strip(" |").split("|")]
    assert roles == list(ROLES)
    given = {}
    for line in lines[2:]:
        if not line.startswith("|"):
            continue
        permission, *cells = [cell.strip() for cell in line.strip("|").split("|")]
        given[permission.strip("*")] = {
            role for role, cell in zip(roles, cells, strict=True) if cell == "yes"
        }
    assert given == {
        permission: {role for role in ROLES if permission in ROLES[role]}
        for permission in PERMISSIONS
    }


def test_there_are_five_jobs_made_of_roles() -> None:
    assert len(PRESETS) == 5
    assert writer.NAMES.keys() == PRESETS.keys()
    for roles in PRESETS.values():
        assert roles
        assert set(roles) <= ROLES.keys()
