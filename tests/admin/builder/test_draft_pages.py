"""Chinese that is missing is drafted from the other script, after it was shown."""

import copy
from typing import Any

from tests.admin.builder.conftest import Office
from tests.admin.builder.forms import forms

PAGE = "/drafts?from=zh-Hant&to=zh-Hans"


def without_simplified(office: Office) -> dict[str, Any]:
    draft = copy.deepcopy(office.draft())
    del draft["nodes"]["welcome"]["text"]["zh-Hans"]
    draft["nodes"]["hours_text"]["text"]["zh-Hans"] = "由人写的"
    office.put(draft)
    return draft


def test_a_whole_flow_offers_nothing(office: Office) -> None:
    browser = office.browser()
    assert "no 简体中文 words yet" not in browser.page("/")
    assert "Nothing is missing" in browser.page(PAGE)


def test_what_is_missing_is_shown_and_then_put_in(office: Office) -> None:
    before = without_simplified(office)
    browser = office.browser()
    assert "1 text has no 简体中文 words yet" in browser.page("/")
    page = browser.page(PAGE)
    assert "nodes/welcome" in page
    assert "zh-Hans" not in office.draft()["nodes"]["welcome"]["text"], "looking stores nothing"
    form = max(forms(page), key=lambda one: "revision" in one.names())
    assert browser.send("/drafts", form, None).status_code == 302
    after = office.draft()
    assert after["nodes"]["welcome"]["text"]["zh-Hans"]
    assert (
        after["nodes"]["welcome"]["text"]["zh-Hant"]
        == before["nodes"]["welcome"]["text"]["zh-Hant"]
    )
    assert after["nodes"]["hours_text"]["text"]["zh-Hans"] == "由人写的"


def test_what_somebody_saved_meanwhile_is_not_overwritten(office: Office) -> None:
    without_simplified(office)
    browser = office.browser()
    form = max(forms(browser.page(PAGE)), key=lambda one: "revision" in one.names())
    draft = office.draft()
    draft["nodes"]["welcome"]["text"]["zh-Hant"] = "另一句"
    office.put(draft)
    answer = browser.send("/drafts", form, None)
    assert answer.status_code == 200
    assert "Somebody else saved this flow meanwhile" in answer.text
    assert "另一句" in answer.text
    assert "zh-Hans" not in office.draft()["nodes"]["welcome"]["text"]


def test_only_those_who_may_edit_draft(office: Office) -> None:
    without_simplified(office)
    assert office.browser("reviewer").get(PAGE).status_code == 403
    assert "words yet" not in office.browser("reviewer").page("/")
    assert office.browser("tax-editor").get(PAGE).status_code == 404


def test_other_languages_are_not_drafted(office: Office) -> None:
    assert office.browser().get("/drafts?from=en&to=zh-Hans").status_code == 404
    assert office.browser().get("/drafts").status_code == 404
