"""One press mends what a machine can mend, in the draft, and never over what somebody else saved."""

import copy
from typing import Any

import pytest

from tests.admin.builder.conftest import Browser, Office
from tests.admin.builder.forms import Sent, forms

MISSING = "text_missing hours_text text zh-Hans"


def without_simplified(office: Office) -> None:
    draft = copy.deepcopy(office.draft())
    del draft["nodes"]["hours_text"]["text"]["zh-Hans"]
    office.put(draft)


def mending_form(browser: Browser, path: str) -> Sent:
    (form,) = [form for form in forms(browser.page(path)) if "/mend" in form.action]
    form.pairs += form.buttons
    return form


@pytest.mark.parametrize(
    ("path", "back"), [("/publish", "/publish"), ("/nodes/hours_text", "/nodes/hours_text")]
)
def test_the_button_beside_a_finding_mends_it(office: Office, path: str, back: str) -> None:
    before = office.draft()["nodes"]["hours_text"]["text"]["zh-Hans"]
    without_simplified(office)
    browser = office.browser()
    form = mending_form(browser, path)
    answer = browser.send(form.action, form, None)
    assert answer.location.endswith(back)
    assert office.draft()["nodes"]["hours_text"]["text"]["zh-Hans"] == before
    assert "Mended in the draft: There are no words here in 简体中文." in browser.page(path)
    assert "Mend it" not in browser.page(path)
    assert office.actions()[-1] == "flow.saved"
    assert office.live().number == 1


@pytest.mark.parametrize(("path", "back"), [("/", "/"), ("/settings", "/settings")])
def test_what_concerns_the_whole_flow_is_mended_too(office: Office, path: str, back: str) -> None:
    office.put(copy.deepcopy(office.draft()) | {"safe": "gone"})
    browser = office.browser()
    form = mending_form(browser, path)
    assert browser.send(form.action, form, None).location.endswith(back)
    assert "safe" not in office.draft()


def test_a_warning_is_mended_from_within_the_form_that_publishes(office: Office) -> None:
    draft = copy.deepcopy(office.draft())
    draft["nodes"]["welcome"]["options"][1]["also"]["en"].append("back")
    office.put(draft)
    browser = office.browser()
    page = browser.page("/publish")
    place = "word_taken welcome options[1].also "
    assert f'name="place" value="{place}"' in page
    form = browser.form("/publish")
    revision = form.value("revision")
    assert browser.post("/mend?back=publish", place=place, revision=revision).status_code == 302
    assert "back" not in office.draft()["nodes"]["welcome"]["options"][1]["also"]["en"]


def test_nothing_is_mended_over_what_somebody_else_saved(office: Office) -> None:
    without_simplified(office)
    browser = office.browser()
    form = mending_form(browser, "/publish")
    draft: dict[str, Any] = copy.deepcopy(office.draft())
    draft["nodes"]["hours_text"]["text"]["en"] = "Theirs."
    office.put(draft)
    browser.send(form.action, form, None)
    assert office.draft() == draft
    assert "Somebody else saved this flow just now" in browser.page("/publish")


def test_a_finding_that_is_no_more_is_said(office: Office) -> None:
    browser = office.browser()
    assert browser.post("/mend", place=MISSING, revision="2").status_code == 302
    assert "mended already" in browser.page("/")


def test_what_only_a_person_knows_is_said(office: Office) -> None:
    draft = copy.deepcopy(office.draft())
    draft["nodes"]["hours_text"]["text"]["en"] = ""
    office.put(draft)
    browser = office.browser()
    assert "Mend it" not in browser.page("/publish")
    place = "text_missing hours_text text en"
    assert browser.post("/mend", place=place, revision="3").status_code == 302
    assert "only you know" in browser.page("/")
    assert office.draft() == draft


def test_readers_have_no_button_and_may_not_press_one(office: Office) -> None:
    without_simplified(office)
    auditor = office.browser("auditor")
    assert "Mend it" not in auditor.page("/nodes/hours_text")
    assert auditor.post("/mend", place=MISSING, revision="3").status_code == 403
