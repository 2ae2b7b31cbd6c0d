import re
from datetime import timedelta

from extensions import db
from models import Grant, Proposal, SecondFactor, User, scope
from staff import accounts
from tests.admin.conftest import Town, Visitor
from tests.staff.people import with_second_factor


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


def test_a_job_brings_its_roles(small_town: Town) -> None:
    visitor = small_town.visitor("department-admin")
    here = small_town.parks.department
    assert "Leads the desk (Supervisor)" in visitor.page("/admin/people/new/")
    fields = {"email": "new@example.org", "role": "job:writes", "department": here}
    assert "/admin/welcome/" in visitor.post("/admin/people/new/", **fields).text
    assert _grants(small_town, "new@example.org") == {
        ("content-editor", here),
        ("communications", here),
    }
    again = visitor.post("/admin/people/new/", **fields).text
    assert "already" in again
    visitor.post(
        f"/admin/people/grant/?id={small_town.parks.user}", role="communications", department=here
    )
    visitor.post(
        f"/admin/people/grant/?id={small_town.parks.user}", role="job:writes", department=here
    )
    assert ("content-editor", here) in _grants(small_town, "parks@example.org")
    for nonsense in ("job:", "job:rules", "job:system-admin"):
        visitor.post("/admin/people/new/", **{**fields, "email": "b@example.org", "role": nonsense})
    assert _grants(small_town, "b@example.org") == set()


def _proposed(town: Town, visitor: Visitor, role: str = "department-admin") -> str:
    """Propose that the agent of ``parks`` gets a role; the id of the proposal."""
    path = f"/admin/people/grant/?id={town.parks.user}"
    visitor.post(path, role=role, department=town.parks.department)
    with town.app.app_context():
        return str(db.session.query(Proposal.id).order_by(Proposal.id.desc()).limit(1).scalar())


def test_a_grave_role_takes_a_second_person(town: Town) -> None:
    first, second = town.visitor("department-admin"), town.visitor("system-admin")
    proposal = _proposed(town, first)
    assert _grants(town, "parks@example.org") == {("agent", town.parks.department)}
    own = first.page("/admin/people/")
    assert "Waiting for a second person" in own
    assert ">Approve<" not in own
    first.post("/admin/people/approve/", proposal=proposal)
    assert _grants(town, "parks@example.org") == {("agent", town.parks.department)}
    assert ">Approve<" in second.page("/admin/people/")
    second.post("/admin/people/approve/", proposal=proposal)
    assert ("department-admin", town.parks.department) in _grants(town, "parks@example.org")
    assert "Waiting for a second person" not in second.page("/admin/people/")
    assert second.post("/admin/people/approve/", proposal=proposal).status_code == 404


def test_a_new_administrator_has_no_role_until_then(small_town: Town) -> None:
    first, second = small_town.visitor("department-admin"), small_town.visitor("system-admin")
    here = small_town.parks.department
    fields = {"email": "new@example.org", "role": "job:heads", "department": here}
    page = first.post("/admin/people/new/", **fields).text
    assert "This takes a second person" in page
    assert "/admin/welcome/" in page
    assert _grants(small_town, "new@example.org") == set()
    again = first.post("/admin/people/new/", **fields).text
    assert "waits for a second person already" in again
    proposal = re.search(r'name="proposal" value="(\d+)"', second.page("/admin/people/"))
    assert proposal
    second.post("/admin/people/approve/", proposal=proposal[1])
    assert _grants(small_town, "new@example.org") == {("department-admin", here)}


def test_a_proposal_is_refused_withdrawn_or_lapses(small_town: Town) -> None:
    first, second = small_town.visitor("department-admin"), small_town.visitor("system-admin")
    for visitor in (first, second):
        proposal = _proposed(small_town, first)
        visitor.post("/admin/people/turn-down/", proposal=proposal)
        assert second.post("/admin/people/approve/", proposal=proposal).status_code == 404
    proposal = _proposed(small_town, first)
    with small_town.app.app_context():
        db.session.get_one(Proposal, int(proposal)).proposed_at -= timedelta(days=15)
        db.session.commit()
    assert second.post("/admin/people/approve/", proposal=proposal).status_code == 404
    assert _grants(small_town, "parks@example.org") == {("agent", small_town.parks.department)}


def test_another_departments_proposals_are_not_there(small_town: Town) -> None:
    system, parks = small_town.visitor("system-admin"), small_town.visitor("department-admin")
    path = f"/admin/people/grant/?id={small_town.tax.user}"
    system.post(path, role="department-admin", department=small_town.tax.department)
    assert "Waiting for a second person" not in parks.page("/admin/people/")
    assert parks.post("/admin/people/approve/", proposal="1").status_code == 404
    assert parks.post("/admin/people/turn-down/", proposal="1").status_code == 404


def test_who_gets_a_link_to_a_mightier_account_is_nobody(small_town: Town) -> None:
    """Adding a role to an account without a password shows no link when it holds more than that."""
    with small_town.app.app_context(), scope.system():
        accounts.add("mighty@example.org", "system-admin", None, actor="terminal")
        db.session.commit()
    fields = {"email": "mighty@example.org", "role": "agent"}
    page = small_town.visitor("department-admin").post(
        "/admin/people/new/", department=small_town.parks.department, **fields
    )
    assert "/admin/welcome/" not in page.text


def test_an_administrator_ends_anothers_sign_ins(small_town: Town) -> None:
    agent = small_town.visitor("agent")
    id = _id(small_town, "agent@example.org")
    visitor = small_town.visitor("department-admin")
    assert "Signed in at 1 browser now" in visitor.page(f"/admin/people/details/?id={id}")
    visitor.post(f"/admin/people/sign-ins/end/?id={id}")
    assert agent.get("/admin/").status_code == 302
    mighty = _id(small_town, "system-admin@example.org")
    assert visitor.post(f"/admin/people/sign-ins/end/?id={mighty}").status_code == 404


def _with_factor(town: Town, email: str) -> None:
    with town.app.app_context():
        user = db.session.query(User).filter_by(email=email).one()
        with_second_factor(user)


def test_a_lost_second_factor_is_taken_away(small_town: Town) -> None:
    visitor = small_town.visitor("department-admin")
    _with_factor(small_town, "agent@example.org")
    path = f"/admin/people/second-factor/remove/?id={_id(small_town, 'agent@example.org')}"
    visitor.post(path)
    with small_town.app.app_context():
        assert db.session.query(SecondFactor.id).count() == 0
    assert visitor.post(path).status_code == 404


def test_a_mighty_ones_second_factor_takes_two(small_town: Town) -> None:
    system, parks = small_town.visitor("system-admin"), small_town.visitor("department-admin")
    proposal = _proposed(small_town, parks)
    system.post("/admin/people/approve/", proposal=proposal)
    _with_factor(small_town, "parks@example.org")
    parks.post(f"/admin/people/second-factor/remove/?id={small_town.parks.user}")
    with small_town.app.app_context():
        assert db.session.query(SecondFactor.id).count() == 1
        proposal = str(db.session.query(Proposal.id).filter_by(act="second-factor").scalar())
    system.post("/admin/people/approve/", proposal=proposal)
    with small_town.app.app_context():
        assert db.session.query(SecondFactor.id).count() == 0
