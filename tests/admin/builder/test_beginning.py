"""New flows: empty, copied, from a file."""

import io
from typing import Any

import pytest

from flows.documents import written
from tests.admin.builder.conftest import Browser, Office

NEW = "/admin/flows/begin/"
FILE = "/admin/flows/begin/import"


def drafts(office: Office) -> dict[str, dict[str, Any]]:
    from extensions import db  # noqa: PLC0415
    from models import Flow, scope  # noqa: PLC0415

    with office.app.app_context(), scope.system():
        return {row.name: row.draft for row in db.session.query(Flow)}


def test_an_empty_flow_begins_with_a_menu(office: Office) -> None:
    browser = office.browser()
    answer = browser.post(NEW, name="parks-events", languages=["en", "zh-Hant"], source="")
    assert answer.status_code == 302
    assert "Nothing is published yet" in browser.page(answer.location)
    made = drafts(office)["parks-events"]
    assert made["languages"] == ["en", "zh-Hant"]
    assert made["nodes"] == {"welcome": {"kind": "menu"}}


def test_a_copy_leaves_the_front_door_behind(office: Office) -> None:
    browser = office.browser()
    browser.post(NEW, name="parks-copy", languages="en", source=str(office.flows["parks"]))
    copied, source = drafts(office)["parks-copy"], drafts(office)["parks-main"]
    assert copied["nodes"] == source["nodes"]
    assert {one["by"] for one in copied["triggers"]} == {"words", "photo", "location"}


def test_another_departments_flow_is_not_copied(office: Office) -> None:
    answer = office.browser().post(
        NEW, name="parks-copy", languages="en", source=str(office.flows["tax"])
    )
    assert answer.status_code == 404


@pytest.mark.parametrize(
    ("name", "languages", "sentence"),
    [
        ("", ["en"], "Give the flow a name"),
        ("parks-main", ["en"], "has a flow of this name already"),
        ("two words", ["en"], "not written as it should be"),
        ("parks-x", [], "at least one language"),
    ],
)
def test_what_is_wrong_is_told(
    office: Office, name: str, languages: list[str], sentence: str
) -> None:
    answer = office.browser().post(NEW, name=name, languages=languages)
    assert sentence in answer.text
    assert name in answer.text
    assert len(drafts(office)) == 2


def _upload(browser: Browser, text: str, **fields: str) -> Any:
    file = (io.BytesIO(text.encode()), "flow.yaml")
    return browser.post(FILE, file=file, **fields)


def test_a_file_becomes_a_draft(office: Office) -> None:
    browser = office.browser()
    document = {**office.draft(), "name": "parks-second"}
    assert _upload(browser, written.write(document)).status_code == 302
    assert drafts(office)["parks-second"] == document


def test_a_flow_that_exists_is_replaced_only_when_asked(office: Office) -> None:
    browser = office.browser()
    document = {**office.draft(), "safe": "done"}
    asked = _upload(browser, written.write(document))
    assert "has the flow parks-main already" in asked.text
    assert office.draft() != document
    browser.post(FILE, text=written.write(document), replace="1")
    assert office.draft() == document


def test_a_broken_file_is_shown_with_its_faults(office: Office) -> None:
    answer = _upload(
        office.browser(), "format: 1\nname: x\nlanguages: [en]\nstart: a\nnodes: {a: {kind: b}}"
    )
    assert "nodes.a.kind" in answer.text
    assert "languages: [en]" in answer.text
    assert len(drafts(office)) == 2


def test_only_who_may_edit_begins(office: Office) -> None:
    assert office.browser("auditor").get(NEW).status_code == 403
    assert office.browser("reviewer").get(FILE).status_code == 403
