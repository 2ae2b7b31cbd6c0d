"""Publishing: errors block, warnings need a reason, and what changes is said in words."""

import copy
import json
from typing import Any

from admin.builder.acceptance import reasons_in
from conversations.releases import publishing
from extensions import db
from models import Department, Flow, scope
from tests.admin.builder.conftest import Office
from tests.admin.builder.forms import main_form
from tests.admin.builder.reviewing import judge, submit
from tests.admin.builder.talks import talk


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


def running(flow: str) -> dict[str, Any]:
    """A flow that runs another one of the department."""
    return {
        "format": 1,
        "name": "outer",
        "languages": ["en"],
        "triggers": [{"by": "photo"}],
        "start": "call",
        "nodes": {
            "call": {"kind": "flow", "flow": flow, "exits": {"done": "over"}},
            "over": {"kind": "end"},
        },
    }


def test_who_uses_it_is_told_and_takes_it_up_when_published_again(office: Office) -> None:
    with office.app.app_context(), scope.system():
        parks = db.session.get_one(Flow, office.flows["parks"])
        department = db.session.get_one(Department, parks.department_id)
        outer = publishing.import_document(department, running(parks.name), "terminal")
        publishing.publish(outer, "terminal", {one.code for one in publishing.problems_of(outer)})
        db.session.commit()
        office.flows["outer"] = outer.id
        name = parks.name
    reworded(office)
    browser = office.browser()
    page = browser.page("/publish")
    assert "These flows run this one" in page
    assert "outer</a>" in page
    outer_browser = office.browser(code="outer")
    assert "Publish now" not in outer_browser.page("/publish")
    assert browser.send("/publish", main_form(page), None).status_code == 302
    page = outer_browser.page("/publish")
    assert "Publishing it takes up how they are now." in page
    form = main_form(page)
    for field in [one for one in form.names() if one.startswith("reason-")]:
        form.pairs.append((field.replace("reason-", "accept-"), "1"))
        form.put(field, "Known")
    assert outer_browser.send("/publish", form, None).status_code == 302
    assert office.live("outer").locks == {"flow": {name: office.live().content_hash}}
    assert "Publish now" not in outer_browser.page("/publish")


def rewired(office: Office) -> None:
    """The form has another name, and the hours lead to another step."""
    text = json.dumps(office.draft())
    for old, new in (
        ('"report"', '"tree_form"'),
        ('"report.', '"tree_form.'),
        ("answers.report", "answers.tree_form"),
    ):
        text = text.replace(old, new)
    draft = json.loads(text)
    draft["nodes"]["welcome"]["exits"]["hours"] = "contact_text"
    office.put(draft)


def test_people_in_the_middle_are_counted_by_step_and_may_be_moved(office: Office) -> None:
    for _ in range(2):
        talk(office, "hi")
    talk(office, "hi", "fallen tree")
    reworded(office)
    page = office.browser().page("/publish")
    assert "3 people are in the middle of it." in page
    assert "They finish on the version they have" not in page
    rewired(office)
    browser = office.browser()
    assert submit(browser).status_code == 302
    assert judge(office.browser("reviewer"), "approve").status_code == 302
    page = browser.page("/publish")
    assert "3 people stand somewhere in this flow now:" in page
    assert "go on where they are" in page
    form = main_form(page)
    assert form.value("people") == "finish"
    assert form.value("place-report") == "tree_form", "the step that took its place is proposed"
    form.put("word-en", "  This form is new.  ")
    form.pairs = [("people", "move") if one == ("people", "finish") else one for one in form.pairs]
    for code in [one for one in form.names() if one.startswith("reason-")]:
        form.pairs.append((code.replace("reason-", "accept-"), "1"))
        form.put(code, "Known")
    assert browser.send("/publish", form, None).status_code == 302
    plan = office.live().plan
    assert (plan["people"], plan["word"]) == ("move", {"en": "This form is new."})
    assert plan["places"]["report"] == "tree_form"
    assert "Whoever is in the middle moves to it" in browser.page("/")
    page = browser.page("/versions/2")
    assert "What changed since version 1" in page
    assert "moved to it at their next message" in page


def test_what_was_chosen_is_still_there_when_something_is_missing(office: Office) -> None:
    rewired(office)
    browser = office.browser()
    token = browser.token()
    page = browser.post(
        "/publish", csrf_token=token, revision="9", people="move", **{"place-report": "welcome"}
    ).text
    form = main_form(page)
    assert form.value("people") == "move"
    assert form.value("place-report") == "welcome"
    page = browser.post(
        "/publish", csrf_token=token, revision="9", people="<b>", **{"place-report": "nowhere"}
    ).text
    assert main_form(page).value("people") == "finish"
    assert main_form(page).value("place-report") == ""


def test_the_last_talks_are_taken_through_the_draft_without_anybodys_words(office: Office) -> None:
    browser = office.browser()
    assert "No talk has met this version yet." in browser.page("/publish/talks")
    talk(office, "hi", "opening hours", "I live at 12 Fictional Road")
    talk(office, "hi", "fallen tree")
    talk(office, "hi")
    rewired(office)
    assert "/publish/talks" in browser.page("/publish")
    page = browser.page("/publish/talks")
    assert "3 talks were looked at." in page
    assert "Fictional Road" not in page
    assert "would have gone another way" in page
    assert "Now they would wait at" in page
    assert office.actions().count("talks.replayed") == 2, "one for each look"


def test_a_first_publication_has_nothing_to_look_back_on(office: Office) -> None:
    with office.app.app_context(), scope.system():
        parks = db.session.get_one(Flow, office.flows["parks"])
        department = db.session.get_one(Department, parks.department_id)
        row = publishing.import_document(department, running(parks.name), "terminal")
        db.session.commit()
        office.flows["outer"] = row.id
    browser = office.browser(code="outer")
    assert "first publication" in browser.page("/publish")
    assert browser.get("/publish/talks").status_code == 404


def test_who_may_not_publish_does_not_look_back(office: Office) -> None:
    assert office.browser("agent").get("/publish/talks").status_code in {403, 404}
    assert office.browser("tax-editor").get("/publish/talks").status_code == 404
