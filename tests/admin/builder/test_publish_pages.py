"""Publishing: errors block, warnings need a reason, and what changes is said in words."""

import copy

from admin.builder.publish_pages import reasons_in
from tests.admin.builder.conftest import Office
from tests.admin.builder.forms import main_form


def reworded(office: Office, words: str = "Open all day.") -> None:
    draft = copy.deepcopy(office.draft())
    draft["nodes"]["hours_text"]["text"]["en"] = words
    office.put(draft)


def test_new_words_are_shown_and_published(office: Office) -> None:
    reworded(office)
    browser = office.browser()
    page = browser.page("/publish")
    assert "<ins>Open all day.</ins>" in page
    assert "Only words change" in page
    assert browser.send("/publish", main_form(page), None).status_code == 302
    assert office.live().number == 2
    assert office.live().document == office.draft()
    assert office.actions()[-1] == "flow.published"
    assert "Version 2 is live" in browser.page("/")


def test_errors_block_and_lead_to_the_field(office: Office) -> None:
    reworded(office, "")
    browser = office.browser()
    page = browser.page("/publish")
    assert "1 thing to mend first" in page
    assert "Publish now" not in page
    assert browser.post("/publish", revision="3").status_code == 200
    assert office.live().number == 1


def test_a_warning_needs_a_tick_and_a_reason(office: Office) -> None:
    draft = copy.deepcopy(office.draft())
    draft["nodes"]["hours_text"]["text"]["fr"] = "Bonjour"
    office.put(draft)
    browser = office.browser()
    form = browser.form("/publish")
    answer = browser.send("/publish", form, None)
    assert "write why" in answer.text
    assert office.live().number == 1
    form.pairs.append(("accept-language_extra", "1"))
    form.put("reason-language_extra", "  ")
    assert "write why" in browser.send("/publish", form, None).text
    form.put("reason-language_extra", "French follows next week")
    assert browser.send("/publish", form, None).status_code == 302
    version = office.live()
    assert version.number == 2
    assert version.accepted == ["language_extra"]
    assert reasons_in(version.document) == {"language_extra": "French follows next week"}
    assert "French follows next week" in browser.page("/versions/")


def test_what_was_not_looked_at_is_not_published(office: Office) -> None:
    reworded(office)
    browser = office.browser()
    form = browser.form("/publish")
    reworded(office, "Quite other words")
    answer = browser.send("/publish", form, None)
    assert answer.status_code == 200
    assert "Quite other words" in answer.text
    assert office.live().number == 1
