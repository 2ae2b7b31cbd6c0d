"""Versions are read, exported and brought back; they never change."""

import copy

from extensions import db
from flows.documents import written
from models import Flow, scope
from tests.admin.builder.conftest import Office


def test_a_version_comes_back_as_the_draft(office: Office) -> None:
    before = office.draft()
    draft = copy.deepcopy(before)
    draft["nodes"]["hours_text"]["text"]["en"] = "Other words"
    office.put(draft)
    browser = office.browser()
    page = browser.page("/versions/1")
    assert "Waterfront Park" in page
    assert "<del>Other words</del>" in page
    assert browser.post("/versions/1", revision="1").status_code == 200  # an old page
    assert office.draft() == draft
    assert browser.post("/versions/1", revision="2").status_code == 302
    assert office.draft() == before
    assert office.live().number == 1


def test_drafts_and_versions_are_downloaded(office: Office) -> None:
    browser = office.browser()
    for path, name in (("/export", "parks-main"), ("/versions/1/export", "parks-main-1")):
        answer = browser.get(path)
        assert written.read(answer.text) == office.draft()
        assert f"{name}.yaml" in answer.headers["Content-Disposition"]
    assert office.actions()[-2:] == ["flow.exported"] * 2


def test_a_draft_that_cannot_be_read_is_replaced_and_does_not_come_back(office: Office) -> None:
    with office.app.app_context(), scope.system():
        row = db.session.get_one(Flow, office.flows["parks"])
        row.draft = {**row.draft, "start": 7}
        db.session.commit()
    browser = office.browser()
    assert browser.post("/versions/1", revision="1").status_code == 302
    good = office.draft()
    browser.post("/versions/undo", revision="2")
    assert office.draft() == good
    assert "This draft cannot be read" in browser.page("/")
