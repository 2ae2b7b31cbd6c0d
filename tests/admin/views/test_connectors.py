"""Connectors on the staff site: proposed by one, approved by another, tried by either."""

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from connectors.approval import digest
from connectors.wire import Wire
from extensions import db
from flows.graph import content_hash
from models import AuditEvent, Call, Connector, Flow, FlowVersion, Grant, User, scope
from models.columns import utc_now
from tests.admin.conftest import Town, Visitor
from tests.services.systems import DepartmentSystem

OPERATIONS = """\
find:
  path: /offices/{district}
  gives: {name: office.name, count: office.count}
"""
FIELDS: dict[str, Any] = {
    "name": "offices",
    "base": "https://api.example.org/v1",
    "header": "X-Key",
    "secret": "the-secret-of-theirs",
    "personal": "y",
    "seconds": 5,
    "operations": OPERATIONS,
}


def _row(town: Town) -> Connector:
    with town.app.app_context(), scope.system():
        found = db.session.scalars(select(Connector)).one()
        db.session.expunge(found)
        return found


def _events(town: Town) -> list[str]:
    with town.app.app_context(), scope.system():
        found = db.session.scalars(select(AuditEvent).order_by(AuditEvent.id))
        return [one.action for one in found if one.action.startswith("connector.")]


def _proposed(town: Town, **more: Any) -> Visitor:
    visitor = town.visitor("department-admin")
    fields = FIELDS | {"department_id": town.parks.department} | more
    answer = visitor.post("/admin/connectors/new/", **fields)
    assert answer.status_code == 302, answer.text
    return visitor


def _approve(town: Town, **more: Any) -> int:
    row = _row(town)
    answer = town.visitor("system-admin").post(
        f"/admin/connectors/approve/?id={row.id}", **{"seen": digest(row.proposed)} | more
    )
    return answer.status_code


def test_what_is_proposed_is_stored_and_not_in_use(town: Town) -> None:
    _proposed(town)
    row = _row(town)
    assert row.proposed["operations"]["find"]["path"] == "/offices/{district}"
    assert (row.proposed["personal"], row.proposed["seconds"]) == (True, 5)
    assert row.approved is None
    assert row.secrets == {"https://api.example.org": "the-secret-of-theirs"}
    assert _events(town) == ["connector.proposed"]


def test_it_is_approved_by_somebody_else(town: Town) -> None:
    visitor = _proposed(town)
    id = _row(town).id
    own = visitor.post(f"/admin/connectors/approve/?id={id}", seen=digest(_row(town).proposed))
    assert own.status_code == 403
    assert _row(town).approved is None
    assert _approve(town) == 302
    row = _row(town)
    assert row.approved == row.proposed
    assert row.approved_by != row.proposed_by
    assert _events(town) == ["connector.proposed", "connector.approved"]
    page = visitor.page(f"/admin/connectors/details/?id={id}")
    assert "In use" in page
    assert "Waits for approval" not in page


def test_even_who_may_do_both_does_not_approve_their_own(small_town: Town) -> None:
    _proposed(small_town)
    with small_town.app.app_context(), scope.system():
        admin = db.session.scalars(
            select(User).where(User.email == "department-admin@example.org")
        ).one()
        admin.grants.append(Grant(role="system-admin", department_id=None))
        db.session.commit()
    visitor = small_town.visitor("department-admin")
    id = _row(small_town).id
    assert 'name="seen"' not in visitor.page(f"/admin/connectors/details/?id={id}")
    seen = digest(_row(small_town).proposed)
    visitor.post(f"/admin/connectors/approve/?id={id}", seen=seen)
    assert _row(small_town).approved is None


def test_what_changed_meanwhile_is_not_approved(small_town: Town) -> None:
    _proposed(small_town)
    assert _approve(small_town, seen="0" * 64) == 302
    assert _row(small_town).approved is None


def test_a_change_waits_and_what_was_approved_stays(small_town: Town) -> None:
    visitor = _proposed(small_town)
    _approve(small_town)
    id = _row(small_town).id
    changed = OPERATIONS + "more:\n  path: /more\n"
    fields = FIELDS | {"operations": changed, "secret": ""}
    assert visitor.post(f"/admin/connectors/edit/?id={id}", **fields).status_code == 302
    row = _row(small_town)
    assert "more" in row.proposed["operations"]
    assert "more" not in (row.approved or {})["operations"]
    assert row.secrets == {"https://api.example.org": "the-secret-of-theirs"}
    page = small_town.visitor("system-admin").page(f"/admin/connectors/details/?id={id}")
    assert "<ins>+   more:</ins>" in page
    assert "stays in use" in page
    _approve(small_town)
    assert "more" in (_row(small_town).approved or {})["operations"]


def test_a_secret_stays_with_the_host_it_was_entered_for(small_town: Town) -> None:
    visitor = _proposed(small_town)
    _approve(small_town)
    id = _row(small_town).id
    moved = FIELDS | {"base": "https://evil.example.org", "secret": ""}
    visitor.post(f"/admin/connectors/edit/?id={id}", **moved)
    assert "No secret is stored" in visitor.page(f"/admin/connectors/details/?id={id}")
    _approve(small_town)
    assert _row(small_town).secrets == {}


def test_the_secret_is_on_no_page(small_town: Town) -> None:
    visitor = _proposed(small_town)
    id = _row(small_town).id
    for path in ("", f"details/?id={id}", f"edit/?id={id}"):
        assert "the-secret" not in visitor.page(f"/admin/connectors/{path}")
    wrong = FIELDS | {"base": "http://x", "department_id": small_town.parks.department}
    refused = visitor.post("/admin/connectors/new/", **wrong)
    assert refused.status_code == 200
    assert "the-secret" not in refused.text


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"base": "https://10.0.0.1"}, "a host by its name"),
        ({"base": "http://api.example.org"}, "a host by its name"),
        ({"header": "Host"}, "not for a secret"),
        ({"header": "X Y"}, "header"),
        ({"secret": "Bearer x\r\nHost: evil"}, "plain letters"),
        ({"seconds": 60}, "between 1 and 20"),
        ({"operations": "a: ["}, "This is not YAML"),
        ({"operations": "find: {path: x}"}, "find.path"),
        ({"operations": "find: {method: TRACE}"}, "find.method"),
        ({"operations": "[]"}, "mapping"),
        ({"name": "two words"}, "plain letters"),
        ({"name": "offices"}, "already"),
    ],
    ids=range(12),
)
def test_what_is_no_connector_says_why(small_town: Town, fields: dict[str, Any], said: str) -> None:
    visitor = _proposed(small_town)
    wanted = FIELDS | {"department_id": small_town.parks.department, "name": "others"} | fields
    answer = visitor.post("/admin/connectors/new/", **wanted)
    assert answer.status_code == 200
    assert said in answer.text
    with small_town.app.app_context(), scope.system():
        assert len(db.session.scalars(select(Connector)).all()) == 1


def test_other_departments_connectors_are_not_there(town: Town) -> None:
    visitor = town.visitor("department-admin")
    with town.app.app_context(), scope.system():
        row = Connector(
            department_id=town.tax.department, name="tax-records", proposed_by="user:1", secrets={},
            proposed={"base": "https://tax.example.org", "operations": {"find": {}}},
        )  # fmt: skip
        db.session.add(row)
        db.session.commit()
        id = row.id
    assert "tax-records" not in visitor.page("/admin/connectors/")
    for path in ("details", "edit"):
        assert visitor.get(f"/admin/connectors/{path}/?id={id}").status_code == 404
    for path in ("edit", "approve", "withdraw", "try", "remove"):
        assert visitor.post(f"/admin/connectors/{path}/?id={id}", **FIELDS).status_code == 404, path
    elsewhere = FIELDS | {"department_id": town.tax.department}
    assert visitor.post("/admin/connectors/new/", **elsewhere).status_code == 200
    assert "tax-records" in town.visitor("system-admin").page("/admin/connectors/")


def test_who_builds_flows_reads_and_changes_nothing(small_town: Town) -> None:
    _proposed(small_town)
    _approve(small_town)
    id = _row(small_town).id
    editor = small_town.visitor("content-editor")
    page = editor.page(f"/admin/connectors/details/?id={id}")
    assert "/offices/{district}" in page
    assert "Ask the system" not in page
    assert editor.get("/admin/connectors/new/").status_code == 302
    assert editor.post(f"/admin/connectors/try/?id={id}", operation="find").status_code == 403
    for path in ("approve", "withdraw"):
        assert editor.post(f"/admin/connectors/{path}/?id={id}").status_code == 403
    for path in ("remove", "edit"):
        assert editor.post(f"/admin/connectors/{path}/?id={id}", **FIELDS).status_code in {302, 404}
    assert _row(small_town).approved is not None


def test_the_approval_is_taken_back(small_town: Town) -> None:
    _proposed(small_town)
    _approve(small_town)
    id = _row(small_town).id
    visitor = small_town.visitor("system-admin")
    assert visitor.post(f"/admin/connectors/withdraw/?id={id}").status_code == 302
    assert _row(small_town).approved is None
    assert visitor.post(f"/admin/connectors/withdraw/?id={id}").status_code == 302
    assert _events(small_town)[-1] == "connector.withdrawn"


@pytest.fixture
def served(small_town: Town, tmp_path: Path) -> Any:
    """The town with an approved connector to a system that answers."""
    system = DepartmentSystem(tmp_path)
    small_town.app.extensions["connector_wire"] = system.wire
    _proposed(small_town, base=system.base)
    _approve(small_town)
    yield small_town, system
    system.stop()


def test_it_is_tried_and_what_it_answers_is_masked(served: tuple[Town, DepartmentSystem]) -> None:
    town, system = served
    system.answer({"office": {"name": "Eastern Office", "count": 8675309}})
    id = _row(town).id
    answer = town.visitor("department-admin").post(
        f"/admin/connectors/try/?id={id}",
        **{"operation": "find", "version": "approved", "value-district": "Sha Tin"},
    )
    assert answer.status_code == 200
    assert "find: Answered" in answer.text
    assert "E••• (14)" in answer.text
    for hidden in ("Eastern", "8675309", "Sha Tin", "the-secret"):
        assert hidden not in answer.text
    [asked] = system.asked
    assert asked["target"] == "/offices/Sha%20Tin"
    assert asked["headers"]["X-Key"] == "the-secret-of-theirs"
    assert _events(town)[-1] == "connector.tried"


def test_what_went_wrong_is_told(served: tuple[Town, DepartmentSystem]) -> None:
    town, system = served
    visitor, id = town.visitor("department-admin"), _row(town).id
    told = []
    for body, status in (({"office": {"name": "x"}}, 200), ({}, 401), ({}, 404)):
        system.answer(body, status)
        fields = {"operation": "find", "value-district": "x"}
        told.append(visitor.post(f"/admin/connectors/try/?id={id}", **fields).text)
    told.append(visitor.post(f"/admin/connectors/try/?id={id}", operation="find").text)
    assert "nothing at the place of “count”" in told[0]
    assert "HTTP 401" in told[1]
    assert "Nothing found" in told[2]
    assert "A value cannot go where" in told[3]
    assert visitor.post(f"/admin/connectors/try/?id={id}", operation="gone").status_code == 400


def test_only_who_approves_tries_what_is_proposed(served: tuple[Town, DepartmentSystem]) -> None:
    town, system = served
    admin, id = town.visitor("department-admin"), _row(town).id
    changed = OPERATIONS.replace("offices", "elsewhere")
    admin.post(
        f"/admin/connectors/edit/?id={id}", **FIELDS | {"base": system.base, "operations": changed}
    )
    fields = {"operation": "find", "version": "proposed", "value-district": "x"}
    assert admin.post(f"/admin/connectors/try/?id={id}", **fields).status_code == 403
    assert not system.asked
    answer = town.visitor("system-admin").post(f"/admin/connectors/try/?id={id}", **fields)
    assert answer.status_code == 200
    assert system.asked[0]["target"] == "/elsewhere/x"


def test_one_that_leads_inwards_is_never_called(small_town: Town) -> None:
    small_town.app.extensions["connector_wire"] = Wire(look_up=lambda *_: [])
    _proposed(small_town)
    _approve(small_town)
    answer = small_town.visitor("department-admin").post(
        f"/admin/connectors/try/?id={_row(small_town).id}",
        **{"operation": "find", "value-district": "x"},
    )
    assert "not public" in answer.text


def test_one_that_a_live_flow_uses_is_not_removed(small_town: Town) -> None:
    visitor = _proposed(small_town)
    id = _row(small_town).id
    document = {
        "format": 1, "name": "asks", "languages": ["en"], "start": "find",
        "nodes": {
            "find": {"kind": "service", "connector": "offices", "operation": "find",
                     "exits": dict.fromkeys(("ok", "not_found", "failed", "slow"), "over")},
            "over": {"kind": "end"},
        },
    }  # fmt: skip
    with small_town.app.app_context(), scope.system():
        flow = Flow(department_id=small_town.parks.department, name="asks", draft=document)
        db.session.add(flow)
        db.session.flush()
        version = FlowVersion(
            department_id=flow.department_id, flow_id=flow.id, number=1, document=document,
            content_hash=content_hash(document), published_by="terminal",
        )  # fmt: skip
        db.session.add(version)
        db.session.flush()
        flow.live_version_id = version.id
        db.session.commit()
    assert "<li>asks</li>" in visitor.page(f"/admin/connectors/details/?id={id}")
    visitor.post(f"/admin/connectors/remove/?id={id}")
    assert _row(small_town).id == id
    with small_town.app.app_context(), scope.system():
        flow = db.session.scalars(select(Flow).where(Flow.name == "asks")).one()
        flow.live_version_id = None
        db.session.commit()
    visitor.post(f"/admin/connectors/remove/?id={id}")
    with small_town.app.app_context(), scope.system():
        assert not db.session.scalars(select(Connector)).all()
    assert _events(small_town)[-1] == "connector.removed"


def test_the_list_tells_how_calls_went(small_town: Town) -> None:
    visitor = _proposed(small_town)
    with small_town.app.app_context(), scope.system():
        for number, outcome in enumerate(("ok", "ok", "failed")):
            db.session.add(
                Call(
                    department_id=small_town.parks.department, key=f"1:2:{number}", to="service",
                    name="offices", conversation_id=small_town.parks.conversation, turn=2,
                    state="done", outcome=outcome, deadline=utc_now(),
                )
            )  # fmt: skip
        db.session.commit()
    assert "2 of 3 calls answered" in visitor.page("/admin/connectors/")


def test_an_empty_list_says_what_connectors_are_for(small_town: Town) -> None:
    assert "No connectors yet" in small_town.visitor("department-admin").page("/admin/connectors/")
