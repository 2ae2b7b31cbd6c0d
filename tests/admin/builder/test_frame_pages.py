"""The flow's settings: start, languages, entrances, defaults."""

import copy

from tests.admin.builder.conftest import Office
from tests.admin.builder.forms import main_form


def test_settings_come_back_as_they_were(office: Office) -> None:
    for code in ("parks", "tax"):
        browser, before = office.browser(f"{code}-editor", code), office.draft(code)
        assert browser.send("/settings", browser.form("/settings")).status_code == 302
        assert office.draft(code) == before


def test_an_entrance_is_added(office: Office) -> None:
    browser = office.browser()
    form = main_form(browser.send("/settings", browser.form("/settings"), "add:triggers").text)
    form.put("triggers-7-by", "link")
    form.put("triggers-7-code", "HOURS")
    form.put("triggers-7-at", "hours_text")
    assert browser.send("/settings", form).status_code == 302
    assert office.draft()["triggers"][7] == {"by": "link", "code": "HOURS", "at": "hours_text"}
    assert office.draft()["triggers"][:7] == office.live().document["triggers"]


def test_an_entrance_without_its_words_is_told(office: Office) -> None:
    browser = office.browser()
    form = main_form(browser.send("/settings", browser.form("/settings"), "add:triggers").text)
    form.put("triggers-7-by", "words")
    answer = browser.send("/settings", form)
    assert 'href="#triggers-7"' in answer.text
    assert "A trigger by words needs words." in answer.text


def test_languages_and_start_change(office: Office) -> None:
    browser = office.browser()
    form = browser.form("/settings")
    form = main_form(browser.send("/settings", form, "up:languages:en").text)
    form.put("languages-new", "ur")
    form.put("start", "more")
    form.put("defaults-silence_after", "")
    assert browser.send("/settings", form).status_code == 302
    draft = office.draft()
    assert draft["languages"] == ["en", "zh-Hant", "zh-Hans", "ur"]
    assert draft["start"] == "more"
    assert draft["defaults"] == {"other": "welcome", "silence": "done"}
    assert 'name="text-ur"' in browser.page("/nodes/welcome")


def test_a_language_with_texts_stays_and_says_why(office: Office) -> None:
    browser = office.browser()
    form = browser.form("/settings")
    form.put("languages-new", "ur")
    page = browser.send("/settings", form, "add:languages").text
    assert "To remove the language, empty them in the translations first." in page
    removals = [value for _, value in main_form(page).buttons if "remove:languages" in value]
    assert removals == ["remove:languages:ur"]
    page = browser.send("/settings", main_form(page), "remove:languages:en").text
    assert ("languages", "en") in main_form(page).pairs
    page = browser.send("/settings", main_form(page), "remove:languages:ur").text
    assert ("languages", "ur") not in main_form(page).pairs


def test_what_is_no_language_is_told(office: Office) -> None:
    browser = office.browser()
    form = browser.form("/settings")
    form.pairs.append(("languages", "english please"))
    answer = browser.send("/settings", form)
    assert "<title>Error:" in answer.text
    assert ("languages", "english please") in main_form(answer.text).pairs


def test_two_people_at_the_settings(office: Office) -> None:
    browser = office.browser()
    form = browser.form("/settings")
    theirs = {**copy.deepcopy(office.draft()), "safe": "done"}
    office.put(theirs)
    answer = browser.send("/settings", form)
    assert answer.status_code == 409
    assert office.draft() == theirs
