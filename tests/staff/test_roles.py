from staff.roles import EVERYWHERE, PERMISSIONS, ROLES, WITH_CITIZENS

SLUGS = {
    "content-editor",
    "reviewer",
    "agent",
    "supervisor",
    "communications",
    "alert-approver",
    "auditor",
    "department-admin",
    "system-admin",
}


def test_the_roles_are_those_of_the_design() -> None:
    assert set(ROLES) == SLUGS
    assert EVERYWHERE <= SLUGS


def test_roles_are_made_of_permissions_and_every_permission_is_somebodys() -> None:
    given = frozenset().union(*ROLES.values())
    assert given == PERMISSIONS
    assert WITH_CITIZENS < PERMISSIONS


def test_who_runs_the_system_neither_reads_citizens_nor_speaks_to_them() -> None:
    assert not ROLES["system-admin"] & WITH_CITIZENS


def test_who_audits_and_who_approves_alerts_does_nothing_else() -> None:
    assert ROLES["auditor"] == {"flows.read", "audit.read"}
    assert ROLES["alert-approver"] == {"flows.read", "alerts.approve"}


def test_who_answers_people_does_not_change_what_the_flows_say() -> None:
    for role in ("agent", "supervisor"):
        assert not ROLES[role] & {"flows.edit", "flows.publish"}
