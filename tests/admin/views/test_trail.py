import pytest

from admin.sentences import _sentences
from audit import record
from audit.catalogue import ACTIONS
from extensions import db
from models import Grant, User, scope
from tests.admin.conftest import Town


@pytest.fixture
def marked(small_town: Town) -> Town:
    with small_town.app.app_context(), scope.system():
        for place in (small_town.parks, small_town.tax):
            record(
                "conversation.opened", actor=f"user:{place.user}",
                subject=f"conversation:{place.conversation}", department_id=place.department,
            )  # fmt: skip
        record("cases.exported", actor="terminal", subject="case:list", rows=7)
        auditor = User(email="parks-auditor@example.org", fs_uniquifier="a" * 64)
        auditor.grants.append(Grant(role="auditor", department_id=small_town.parks.department))
        db.session.add(auditor)
        db.session.commit()
    small_town.sessions["parks-auditor"] = "a" * 64
    return small_town


def test_events_are_sentences(marked: Town) -> None:
    page = marked.visitor("auditor").page("/admin/trail/")
    assert "Exported 7 cases" in page
    assert "Opened a conversation" in page
    assert "parks@example.org" in page
    assert "Operator at the terminal" in page


def test_an_auditor_of_one_department_reads_its_events_alone(marked: Town) -> None:
    page = marked.visitor("parks-auditor").page("/admin/trail/")
    assert f"(conversation {marked.parks.conversation})" in page
    assert f"(conversation {marked.tax.conversation})" not in page
    assert "Exported 7 cases" not in page


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("action=cases.exported", True),
        ("action=case.opened", False),
        ("action=nonsense", True),
        ("actor=terminal", True),
        ("actor=system", False),
        ("subject=case:list", True),
        ("day=2020-01-01", False),
        ("day=9999-12-31", True),
        ("page=1", False),
    ],
)
def test_the_trail_is_filtered(marked: Town, query: str, found: bool) -> None:
    page = marked.visitor("auditor").page(f"/admin/trail/?{query}")
    assert ("Exported 7 cases" in page) is found


def test_roles_and_statuses_are_told_in_words(small_town: Town) -> None:
    with small_town.app.app_context(), scope.system():
        place = small_town.parks
        record(
            "case.status_changed", actor="terminal", subject=f"case:{place.case}",
            department_id=place.department, before="open", after="in_progress",
        )  # fmt: skip
        record(
            "grant.added", actor="terminal", subject=f"user:{place.user}",
            department_id=place.department, role="content-editor",
        )  # fmt: skip
        db.session.commit()
    page = small_town.visitor("auditor").page("/admin/trail/")
    assert f"Changed a case from Open to In progress (case {place.case})" in page
    assert f"Gave a member of staff the role Content editor (staff {place.user})" in page
    assert '<option value="flow.published">Published version … of “…”</option>' in page


def test_why_a_turn_went_as_it_did_is_told_in_words(small_town: Town) -> None:
    with small_town.app.app_context(), scope.system():
        place = small_town.parks
        record(
            "turn.noted", actor="system", subject=f"conversation:{place.conversation}",
            department_id=place.department, turn=3, reasons=["courtesy", "unsent"],
        )  # fmt: skip
        db.session.commit()
    page = small_town.visitor("auditor").page("/admin/trail/")
    assert "Thanks need no answer here. The template … cannot be sent." in page


def test_every_action_has_a_sentence(small_town: Town) -> None:
    with small_town.app.test_request_context():
        assert set(_sentences({})) == set(ACTIONS)
