import pytest
from flask import Flask, g
from flask.testing import FlaskClient
from sqlalchemy import select

from extensions import db
from models import Contact, Department, Person, User, scope
from staff.access import (
    ALL,
    department_ids,
    departments_of,
    may,
    may_grant,
    requires,
    visible_departments,
)
from tests.staff.people import department, hire, sign_in

pytestmark = pytest.mark.usefixtures("site")


def test_a_permission_holds_where_its_role_was_given() -> None:
    parks, tax = department("parks"), department("tax")
    user = hire("agent@example.com", "agent", parks)
    hire("agent@example.com", "content-editor", tax)
    assert departments_of("conversations.read", user) == frozenset({parks.id})
    assert departments_of("flows.edit", user) == frozenset({tax.id})
    assert departments_of("audit.read", user) == frozenset()
    assert visible_departments(user) == {parks.id, tax.id}


def test_a_role_without_a_department_holds_everywhere() -> None:
    parks, tax = department("parks"), department("tax")
    user = hire("root@example.com", "system-admin")
    assert departments_of("channels.manage", user) == ALL
    assert department_ids(departments_of("channels.manage", user)) == {parks.id, tax.id}
    assert departments_of("conversations.read", user) == frozenset()
    assert visible_departments(user) == {parks.id, tax.id}


def test_a_role_that_is_unknown_gives_nothing() -> None:
    user = hire("agent@example.com", "agent", department("parks"))
    user.grants[0].role = "emperor"
    assert departments_of("conversations.read", user) == frozenset()
    assert visible_departments(user) == frozenset()


def test_a_permission_that_does_not_exist_is_a_mistake_of_ours(site: Flask) -> None:
    with site.test_request_context(), pytest.raises(ValueError, match="no permission"):
        may("flows.dream")
    with pytest.raises(ValueError, match="no permission"):
        requires("flows.dream")


@pytest.mark.parametrize(
    ("email", "role", "where", "said"),
    [
        ("root@example.com", "system-admin", None, "yes"),
        ("root@example.com", "agent", "tax", "yes"),
        ("root@example.com", "emperor", "tax", "no"),
        ("head@example.com", "agent", "parks", "yes"),
        ("head@example.com", "agent", "tax", "no"),
        ("head@example.com", "agent", None, "no"),
        ("head@example.com", "system-admin", "parks", "no"),
        ("agent@example.com", "agent", "parks", "no"),
        (None, "agent", "parks", "no"),
    ],
)
def test_nobody_hands_out_more_than_they_administer(
    site: Flask, email: str | None, role: str, where: str | None, said: str
) -> None:
    ids = {code: department(code).id for code in ("parks", "tax")}
    parks = db.session.get_one(Department, ids["parks"])
    hire("root@example.com", "system-admin")
    hire("head@example.com", "department-admin", parks)
    hire("agent@example.com", "agent", parks)
    user = db.session.scalar(select(User).where(User.email == email))
    with site.test_request_context():
        _act_as(user)
        assert may_grant(role, ids[where] if where else None) is (said == "yes")


def test_a_guarded_view_sends_strangers_to_the_door_and_back(client: FlaskClient) -> None:
    answer = client.get("/tests/contacts?page=2")
    assert answer.status_code == 302
    assert answer.location == "/admin/sign-in?next=/tests/contacts?page%3D2"
    assert client.get("/admin/sign-in").status_code == 200


def test_a_guarded_view_shows_only_where_the_permission_holds(client: FlaskClient) -> None:
    parks, tax = department("parks"), department("tax")
    with scope.system():
        person = Person()
        db.session.add(person)
        db.session.flush()
        rows = [Contact(person_id=person.id, department_id=one.id) for one in (parks, tax)]
        db.session.add_all(rows)
        db.session.commit()
        own = rows[0].id
    hire("agent@example.com", "agent", parks)
    hire("agent@example.com", "content-editor", tax)
    assert sign_in(client, "agent@example.com").status_code == 302
    assert client.get("/tests/contacts").json == {"contacts": [own]}
    seen = client.get("/tests/whoami").json
    assert seen is not None
    assert seen["scope"] == [parks.id, tax.id]


@pytest.mark.parametrize("role", ["content-editor", "auditor", "communications"])
def test_a_guarded_view_refuses_who_lacks_the_permission(client: FlaskClient, role: str) -> None:
    hire("somebody@example.com", role, department("parks"))
    sign_in(client, "somebody@example.com")
    assert client.get("/tests/contacts").status_code == 403


def test_a_system_administrator_does_not_read_conversations(client: FlaskClient) -> None:
    department("parks")
    hire("root@example.com", "system-admin")
    sign_in(client, "root@example.com")
    assert client.get("/tests/contacts").status_code == 403


def _act_as(user: User | None) -> None:
    if user is not None:
        g._login_user = user
