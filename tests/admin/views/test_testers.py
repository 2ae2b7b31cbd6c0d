"""Testers are named and removed by who builds flows; their numbers stay with the list."""

import pytest

from extensions import db
from models import AuditEvent, Case, Handover, Queue, scope
from models import Tester as Row
from models.fingerprint import fingerprint
from tests.admin.conftest import Town, Visitor

PAGE = "/admin/testers/"
MARK = '<span class="tag tag-warn">Test</span>'


def _add(town: Town, name: str = "Lee Siu Ming", number: str = "5555 0177", **more: str) -> str:
    visitor = town.visitor("content-editor")
    answer = visitor.post(PAGE, name=name, number=number, **more)
    return answer.text if answer.status_code == 200 else visitor.page(PAGE)


def _rows(town: Town) -> list[Row]:
    with town.app.app_context(), scope.system():
        return list(db.session.query(Row).order_by(Row.id))


def _named_elsewhere(town: Town) -> int:
    with town.app.app_context(), scope.system():
        row = Row(
            department_id=town.tax.department, fingerprint=b"1" * 32, number="85255550124",
            name="Wong", added_by="user:1",
        )  # fmt: skip
        db.session.add(row)
        db.session.commit()
        return row.id


def test_without_testers_the_page_says_what_they_are_for(small_town: Town) -> None:
    page = small_town.visitor("content-editor").page(PAGE)
    assert "No testers yet" in page
    assert "never published" in page
    assert PAGE in small_town.visitor("content-editor").page("/admin/flows/")


def test_a_number_is_added_shown_by_its_end_and_kept_off_the_trail(town: Town) -> None:
    page = _add(town)
    assert "Lee Siu Ming meets the drafts" in page
    assert "•••• 0177" in page
    assert "content-editor@example.org" in page
    assert "55550177" not in page.replace(" ", "")
    [row] = _rows(town)
    with town.app.app_context(), scope.system():
        assert row.fingerprint == fingerprint("phone", "85255550177")
        assert row.number == "85255550177"
        last = db.session.query(AuditEvent).order_by(AuditEvent.id.desc()).first()
        assert last is not None
        assert (last.action, last.subject, last.details) == ("tester.added", f"tester:{row.id}", {})
        stored = db.session.execute(db.text("SELECT number, name FROM tester")).one()
    assert not any(b"0177" in bytes(cell) or b"Lee" in bytes(cell) for cell in stored)


@pytest.mark.parametrize(
    ("name", "number", "sentence"),
    [
        ("", "5555 0123", "Write whose number it is"),
        ("x" * 81, "5555 0123", "Write whose number it is"),
        ("Lee", "", "This is no telephone number"),
        ("Lee", "123", "This is no telephone number"),
        ("Lee", "<b>one</b>", "This is no telephone number"),
    ],
)
def test_what_is_amiss_is_said_and_what_was_written_stays(
    small_town: Town, name: str, number: str, sentence: str
) -> None:
    page = _add(small_town, name, number)
    assert sentence in page
    assert 'aria-invalid="true"' in page
    assert f'value="{name}"' in page
    assert "<b>one" not in page
    assert _rows(small_town) == []


def test_a_number_is_named_once(town: Town) -> None:
    _add(town)
    assert "This number is a tester’s already." in _add(town, "Chan", "+852 5555-0177")
    assert len(_rows(town)) == 1


def test_one_is_removed(small_town: Town) -> None:
    _add(small_town)
    [row] = _rows(small_town)
    visitor = small_town.visitor("content-editor")
    assert visitor.post(f"{PAGE}remove/{row.id}").status_code == 302
    page = visitor.page(PAGE)
    assert "Lee Siu Ming meets what is published again." in page
    assert _rows(small_town) == []
    with small_town.app.app_context(), scope.system():
        last = db.session.query(AuditEvent).order_by(AuditEvent.id.desc()).first()
        assert last is not None
        assert (last.action, last.details) == ("tester.removed", {})


def test_another_departments_testers_do_not_exist(small_town: Town) -> None:
    elsewhere = _named_elsewhere(small_town)
    visitor = small_town.visitor("content-editor")
    assert "Wong" not in visitor.page(PAGE)
    assert visitor.post(f"{PAGE}remove/{elsewhere}").status_code == 404
    _add(small_town, department=str(small_town.tax.department))
    here = [row.department_id for row in _rows(small_town)]
    assert here == [small_town.tax.department, small_town.parks.department]


def test_what_testers_leave_is_marked_and_not_counted(small_town: Town) -> None:
    agent = small_town.visitor("agent")
    case, talk = small_town.parks.case, small_town.parks.conversation
    pages = ["/admin/cases/", f"/admin/cases/details/?id={case}", "/admin/waiting/", "/admin/"]
    pages.append(f"/admin/waiting/details/?id={_waiting(small_town)}")
    shown = {page: agent.page(page) for page in pages}
    assert not any(MARK in page for page in shown.values())
    assert shown["/admin/"].count(">1<") >= 2
    with small_town.app.app_context(), scope.system():
        db.session.get_one(Case, case).is_test = True
        db.session.query(Handover).filter_by(conversation_id=talk).one().is_test = True
        db.session.commit()
    for page in pages:
        assert MARK in agent.page(page), page
    assert agent.page("/admin/").count(">1<") == shown["/admin/"].count(">1<") - 2
    answer = small_town.visitor("supervisor").get("/admin/cases/export/csv/")
    assert answer.get_data(as_text=True).splitlines()[1].endswith(",Yes")


def _waiting(town: Town) -> int:
    with town.app.app_context(), scope.system():
        queue = Queue(department_id=town.parks.department, name="counter")
        db.session.add(queue)
        db.session.flush()
        row = Handover(
            department_id=town.parks.department, conversation_id=town.parks.conversation,
            queue_id=queue.id, turn=1,
        )  # fmt: skip
        db.session.add(row)
        db.session.commit()
        return row.id


@pytest.mark.parametrize("role", ["agent", "supervisor", "auditor", "system-admin"])
def test_who_does_not_build_flows_sees_nothing(small_town: Town, role: str) -> None:
    visitor: Visitor = small_town.visitor(role)
    assert visitor.get(PAGE).status_code == 403
    assert visitor.post(PAGE, name="Lee", number="5555 0123").status_code == 403
    assert _rows(small_town) == []
