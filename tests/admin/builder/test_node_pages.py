"""Editing a node over plain forms: nothing lost, nothing overwritten, nobody let in who may not."""

import copy
import hashlib
import io
from typing import Any

import pytest

from flows.kinds import registry
from tests.admin.builder.conftest import Office
from tests.admin.builder.forms import main_form
from tests.whatsapp.drawings import drawn

HOURS = "/nodes/hours_text"


def test_every_node_of_the_demonstration_comes_back_as_it_was(office: Office) -> None:
    for code in ("parks", "tax"):
        browser = office.browser(f"{code}-editor", code)
        before = office.draft(code)
        for node_id in before["nodes"]:
            answer = browser.send(f"/nodes/{node_id}", browser.form(f"/nodes/{node_id}"))
            assert answer.status_code == 302, (node_id, answer.text)
        assert office.draft(code) == before


def test_a_change_is_saved_and_told_and_stands_on_the_trail(office: Office) -> None:
    browser = office.browser()
    form = browser.form(HOURS)
    form.put("text-en", "Open all day.\nEvery day.")
    answer = browser.send(HOURS, form)
    assert answer.status_code == 302
    assert "Saved in the draft" in browser.page(HOURS)
    expected = copy.deepcopy(office.live().document)
    expected["nodes"]["hours_text"]["text"]["en"] = "Open all day.\nEvery day."
    assert office.draft() == expected
    assert office.actions()[-1] == "flow.saved"


def test_buttons_add_move_and_remove_without_saving(office: Office) -> None:
    browser, path = office.browser(), "/nodes/welcome"
    before = office.draft()
    form = browser.form(path)
    assert ("_op", "add:options") in form.buttons
    form.put("text-en", "Typed just now")
    form = main_form(browser.send(path, form, "add:options").text)
    form.put("options-3-label-en", "A fourth")
    form = main_form(browser.send(path, form, "up:options:3").text)
    form = main_form(browser.send(path, form, "remove:options:1").text)
    assert form.value("text-en") == "Typed just now"
    assert office.draft() == before
    browser.send(path, form)
    node = office.draft()["nodes"]["welcome"]
    assert [one["id"] for one in node["options"]] == ["tree", "option1", "contact"]
    assert node["exits"] == {"tree": "report", "contact": "contact_text"}
    assert node["text"]["en"] == "Typed just now"


def test_an_exit_can_lead_to_a_new_node(office: Office) -> None:
    browser, path = office.browser(), "/nodes/more"
    form = browser.form(path)
    form.put("options-1-_to", "+question")
    answer = browser.send(path, form)
    assert answer.location.endswith("/nodes/question1")
    draft = office.draft()
    assert draft["nodes"]["more"]["exits"]["finish"] == "question1"
    assert draft["nodes"]["question1"]["kind"] == "question"
    assert '<span class="kind kind-question">Ask</span> question1</h1>' in browser.page(
        "/nodes/question1"
    )


def test_bad_input_stays_and_is_told_beside_the_field(office: Office) -> None:
    browser, path = office.browser(), "/nodes/report"
    before = office.draft()
    form = browser.form(path)
    form.put("fields-4-max_length", "many")
    form.put("fields-0-ask-en", "Kept while the rest is wrong")
    answer = browser.send(path, form)
    assert answer.status_code == 200
    assert "<title>Error: “Please send photos" in answer.text
    assert 'href="#fields-4-max_length"' in answer.text
    again = main_form(answer.text)
    assert again.value("fields-4-max_length") == "many"
    assert again.value("fields-0-ask-en") == "Kept while the rest is wrong"
    assert office.draft() == before


def test_a_wrong_length_of_time_gets_a_sentence(office: Office) -> None:
    browser, path = office.browser(), "/nodes/welcome"
    form = browser.form(path)
    form.put("silence_after", "soon")
    answer = browser.send(path, form)
    assert "Write a whole number from 1 to 99999" in answer.text
    assert main_form(answer.text).value("silence_after") == "soon"


def test_what_the_gate_finds_stands_beside_the_text(office: Office) -> None:
    draft = copy.deepcopy(office.draft())
    draft["nodes"]["hours_text"]["text"]["en"] = ""
    draft["nodes"]["welcome"]["options"][0]["label"]["en"] = "Much too long for one row of a list"
    office.put(draft)
    browser = office.browser()
    assert 'href="#text-en"' in browser.page(HOURS)
    page = browser.page("/nodes/welcome")
    assert 'href="#options-0-label-en"' in page
    assert 'aria-describedby="options-0-label-en-note-1 "' in page


def test_a_second_persons_work_is_seen_and_never_overwritten(office: Office) -> None:
    browser = office.browser()
    form = browser.form(HOURS)
    theirs = copy.deepcopy(office.draft())
    theirs["nodes"]["hours_text"]["text"]["en"] = "Their words"
    office.put(theirs)
    form.put("text-en", "My words")
    answer = browser.send(HOURS, form)
    assert answer.status_code == 409
    assert office.draft() == theirs
    assert "Their words" in answer.text
    mine = main_form(answer.text)
    assert mine.value("text-en") == "My words"
    assert browser.send(HOURS, mine).status_code == 302
    assert office.draft()["nodes"]["hours_text"]["text"]["en"] == "My words"


def test_two_people_at_two_nodes_do_not_disturb_each_other(office: Office) -> None:
    browser = office.browser()
    form = browser.form(HOURS)
    theirs = copy.deepcopy(office.draft())
    theirs["nodes"]["safety"]["text"]["en"] = "Their words"
    office.put(theirs)
    form.put("text-en", "My words")
    assert browser.send(HOURS, form).status_code == 302
    nodes = office.draft()["nodes"]
    assert nodes["safety"]["text"]["en"] == "Their words"
    assert nodes["hours_text"]["text"]["en"] == "My words"


def test_words_survive_the_removal_of_their_node(office: Office) -> None:
    browser = office.browser()
    form = browser.form(HOURS)
    form.put("text-en", "My words")
    theirs = copy.deepcopy(office.draft())
    del theirs["nodes"]["hours_text"]
    office.put(theirs)
    answer = browser.send(HOURS, form)
    assert answer.status_code == 409
    mine = main_form(answer.text)
    assert browser.send(HOURS, mine).status_code == 302
    assert office.draft()["nodes"]["hours_text"]["text"]["en"] == "My words"


@pytest.mark.parametrize(
    "path",
    ["/", "/drawing", HOURS, "/settings", "/publish", "/versions/", "/versions/1", "/export"],
)
def test_another_departments_flow_does_not_exist(office: Office, path: str) -> None:
    assert office.browser("tax-editor", "parks").get(path).status_code == 404
    assert office.browser("parks-editor", "parks").get(path).status_code == 200


POSTS: list[tuple[str, dict[str, Any]]] = [
    ("/nodes/", {"kind": "end"}),
    (HOURS, {"_op": "save"}),
    (HOURS + "/remove", {}),
    ("/settings", {"_op": "save"}),
    ("/versions/1", {}),
    ("/publish", {}),
]


@pytest.mark.parametrize(("path", "fields"), POSTS, ids=[path for path, _ in POSTS])
def test_nobody_changes_what_they_may_not(
    office: Office, path: str, fields: dict[str, Any]
) -> None:
    before = office.draft()
    assert office.browser("auditor").post(path, **fields).status_code == 403
    assert office.browser("tax-editor", "parks").post(path, **fields).status_code == 404
    assert office.browser("agent").post(path, **fields).status_code == 403
    assert office.browser().client.post(f"/admin/flows/1{path}", data=fields).status_code == 400
    assert office.draft() == before


def test_who_may_only_read_gets_no_buttons(office: Office) -> None:
    page = office.browser("auditor").page(HOURS)
    assert "You may read this flow" in page
    assert 'value="save-back"' not in page
    assert "Add a step" not in office.browser("auditor").page("/")
    assert office.browser("auditor").get("/publish").status_code == 403
    assert office.browser("reviewer").get("/publish").status_code == 200


def test_unknown_nodes_and_kinds_are_not_there(office: Office) -> None:
    browser = office.browser()
    assert browser.get("/nodes/nothing").status_code == 404
    assert browser.post("/nodes/", kind="nothing").status_code == 400
    assert browser.post("/nodes/nothing", _op="save", _kind="nothing").status_code == 404
    assert browser.get("/versions/99").status_code == 404


@pytest.mark.parametrize("kind", registry())
def test_every_kind_is_added_opened_and_saved(office: Office, kind: str) -> None:
    browser = office.browser()
    answer = browser.post("/nodes/", kind=kind, at="hours_text next")
    assert answer.status_code == 302
    node_id = answer.location.rpartition("/")[2]
    before = office.draft()
    assert before["nodes"]["hours_text"]["exits"]["next"] == node_id
    path = f"/nodes/{node_id}"
    assert browser.send(path, browser.form(path)).status_code == 302
    assert office.draft() == before


PICTURE = drawn()


def test_a_file_is_added_in_the_step_that_sends_it(office: Office) -> None:
    browser = office.browser()
    page = browser.send(HOURS, browser.form(HOURS), "add:media").text
    assert 'type="file" id="media-asset-upload"' in page
    form = main_form(page)
    sent: dict[str, Any] = dict(form.data("save"))
    sent |= {"media-kind": ["picture"], "media-asset-upload": (io.BytesIO(PICTURE), "park.png")}
    answer = browser.client.post(browser.base + HOURS, data=sent)
    assert answer.status_code == 302, answer.text[-800:]
    digest = hashlib.sha256(PICTURE).hexdigest()
    assert office.draft()["nodes"]["hours_text"]["media"] == {"asset": digest, "kind": "picture"}
    assert "park.png" in browser.page(HOURS)
    assert "asset.added" in office.actions()


def test_a_file_that_cannot_be_sent_is_told_and_nothing_is_saved(office: Office) -> None:
    browser, before = office.browser(), office.draft()
    form = main_form(browser.send(HOURS, browser.form(HOURS), "add:media").text)
    sent: dict[str, Any] = dict(form.data("save"))
    sent |= {"media-kind": ["picture"], "media-asset-upload": (io.BytesIO(b"MZ\x00"), "x.exe")}
    answer = browser.client.post(browser.base + HOURS, data=sent)
    assert answer.status_code == 200
    assert "WhatsApp takes JPEG" in answer.text
    assert office.draft() == before


def test_a_text_that_is_too_long_is_measured_as_it_was_before(office: Office) -> None:
    browser = office.browser()
    form = browser.form(HOURS)
    form.put("text-en", "x" * 5000)
    page = browser.send(HOURS, form).text
    assert "Nothing is saved yet" in page
    assert "5000 / 4096" in page


def test_a_fields_help_is_tied_to_it(office: Office) -> None:
    page = office.browser().page("/settings")
    assert '<p class="help" id="safe-help">Where people come when something goes wrong.' in page
    assert '<select id="safe" name="safe" aria-describedby="safe-help ">' in page
