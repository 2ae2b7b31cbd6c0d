import re

from extensions import db
from models import Grant, User, scope
from tests.admin.conftest import Town


def _grants(town: Town, email: str) -> set[tuple[str, int | None]]:
    with town.app.app_context(), scope.system():
        found = db.session.query(Grant).join(User).filter(User.email == email).all()
        return {(grant.role, grant.department_id) for grant in found}


def _id(town: Town, email: str) -> int:
    with town.app.app_context(), scope.system():
        return int(db.session.query(User.id).filter_by(email=email).scalar())


def test_a_new_member_of_staff_gets_a_link_shown_once(town: Town) -> None:
    visitor = town.visitor("department-admin")
    fields = {"email": "new@example.org", "role": "agent", "department": town.parks.department}
    page = visitor.post("/admin/people/new/", **fields)
    link = re.search(r"http://[^<]*/admin/welcome/([^<\s]+)", page.text)
    assert link
    assert _grants(town, "new@example.org") == {("agent", town.parks.department)}
    assert town.app.test_client().get(f"/admin/welcome/{link[1]}").status_code == 200
    again = visitor.page(f"/admin/people/details/?id={_id(town, 'new@example.org')}")
    assert "/admin/welcome/" not in again


def test_nobody_gives_what_is_not_theirs_to_give(town: Town) -> None:
    visitor = town.visitor("department-admin")
    for role, department in (
        ("system-admin", town.parks.department),
        ("system-admin", 0),
        ("agent", town.tax.department),
        ("agent", 0),
        ("king", town.parks.department),
    ):
        fields = {"email": "friend@example.org", "role": role, "department": department}
        page = visitor.post("/admin/people/new/", **fields)
        assert "/admin/welcome/" not in page.text, (role, department)
        user = town.parks.user
        visitor.post(f"/admin/people/grant/?id={user}", role=role, department=department)
    assert _grants(town, "friend@example.org") == set()
    assert _grants(town, "parks@example.org") == {("agent", town.parks.department)}


def test_nobody_becomes_somebody_mightier(small_town: Town) -> None:
    """A link for an account is a way into it: only who could give all its roles makes one."""
    with small_town.app.app_context(), scope.system():
        mighty = db.session.query(User).filter_by(email="system-admin@example.org").one()
        mighty.grants.append(Grant(role="agent", department_id=small_town.parks.department))
        db.session.commit()
        id = mighty.id
    visitor = small_town.visitor("department-admin")
    page = visitor.page(f"/admin/people/details/?id={id}")
    assert "Make a new one-time link" not in page
    assert visitor.post(f"/admin/people/link/?id={id}").status_code == 404
    assert visitor.post(f"/admin/people/active/?id={id}", active="no").status_code == 404


def test_a_role_is_given_and_taken_away(small_town: Town) -> None:
    visitor = small_town.visitor("department-admin")
    user, department = small_town.parks.user, small_town.parks.department
    visitor.post(f"/admin/people/grant/?id={user}", role="supervisor", department=department)
    assert ("supervisor", department) in _grants(small_town, "parks@example.org")
    with small_town.app.app_context(), scope.system():
        grant = db.session.query(Grant.id).filter_by(user_id=user, role="supervisor").scalar()
    visitor.post(f"/admin/people/revoke/?id={user}", grant=grant)
    assert _grants(small_town, "parks@example.org") == {("agent", department)}


def test_whoever_is_locked_out_is_out_at_once(small_town: Town) -> None:
    agent = small_town.visitor("agent")
    assert agent.get("/admin/").status_code == 200
    id = _id(small_town, "agent@example.org")
    small_town.visitor("department-admin").post(f"/admin/people/active/?id={id}", active="no")
    assert agent.get("/admin/").status_code == 302


def test_nobody_locks_themselves_out(small_town: Town) -> None:
    id = _id(small_town, "department-admin@example.org")
    visitor = small_town.visitor("department-admin")
    visitor.post(f"/admin/people/active/?id={id}", active="no")
    assert visitor.get("/admin/").status_code == 200
