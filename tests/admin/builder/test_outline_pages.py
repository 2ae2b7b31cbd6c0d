"""The outline reads like the talk; nodes are added and removed there."""

import copy
import re

from extensions import db
from models import Flow, scope
from tests.admin.builder.conftest import Office
from tests.admin.builder.forms import forms


def test_the_outline_shows_the_words_in_the_chosen_language(office: Office) -> None:
    browser = office.browser()
    english, chinese = browser.page("/"), browser.page("/?language=zh-Hant")
    assert "Children&#39;s playgrounds" in english
    assert "兒童遊樂場" not in english
    assert "兒童遊樂場" in chinese
    assert "Version 1 is live" in english
    assert "The draft is what is live" in english


def test_nodes_stand_in_reading_order_and_lost_ones_last(office: Office) -> None:
    draft = copy.deepcopy(office.draft())
    draft["nodes"] = {"astray": {"kind": "end"}, **draft["nodes"]}
    office.put(draft)
    page = office.browser().page("/")
    order = re.findall(r'<li class="card [^"]*" id="node-([^"]+)"', page)
    assert order[:3] == ["welcome", "report", "filed"]
    assert order[-1] == "astray"
    assert "Steps that nothing leads to" in page
    assert "The draft differs from it" in page
    assert "1 error" in page


def test_a_node_is_put_between_two(office: Office) -> None:
    browser = office.browser()
    browser.post("/nodes/", kind="message", at="hours_text next")
    nodes = office.draft()["nodes"]
    assert nodes["hours_text"]["exits"]["next"] == "message1"
    assert nodes["message1"] == {"kind": "message", "exits": {"next": "more"}}


def test_removing_says_what_leads_there_first(office: Office) -> None:
    browser, path = office.browser(), "/nodes/hours_text/remove"
    page = browser.page(path)
    assert re.search(r"Remove “Opening hours[^”]*” \(Say\)\?", page)
    assert "Hilltop Park" in page
    assert "Exit “Opening hours”" in page
    assert "Entrances “opening hours” › Begins at" in page
    assert "exits." not in page
    form = max(forms(page), key=lambda one: "revision" in one.names())
    assert browser.send(path, form, None).status_code == 302
    assert "hours_text" not in office.draft()["nodes"]
    assert "nowhere yet" in browser.page("/") or "does not exist" in browser.page("/")


def test_a_draft_that_cannot_be_read_says_so(office: Office) -> None:
    with office.app.app_context(), scope.system():
        row = db.session.get_one(Flow, office.flows["parks"])
        row.draft = {**row.draft, "start": 7}
        db.session.commit()
    answer = office.browser().get("/")
    assert answer.status_code == 409
    assert "This must be text" in answer.text


def test_the_start_is_not_removed(office: Office) -> None:
    browser = office.browser()
    browser.post("/nodes/welcome/remove", revision="1")
    assert "welcome" in office.draft()["nodes"]


def test_a_removal_decided_on_an_old_page_asks_again(office: Office) -> None:
    browser = office.browser()
    answer = browser.post("/nodes/safety/remove", revision="0")
    assert answer.status_code == 200
    assert "safety" in office.draft()["nodes"]


def test_no_page_carries_styles_or_scripts_of_its_own(office: Office) -> None:
    browser = office.browser()
    paths = ("/", "/drawing", "/nodes/report", "/settings", "/publish", "/versions/1")
    for path in (*paths, "/admin/flows/begin/", "/admin/flows/begin/import"):
        page = browser.page(path)
        assert " style=" not in page
        assert "<style" not in page
        assert not re.search(r"<script(?![^>]*\bsrc=)", page)
        assert not re.search(r"\son[a-z]+=", page)
