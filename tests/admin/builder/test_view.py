"""The builder in a real browser, with and without JavaScript, and under a large flow."""

import threading
import time
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect
from werkzeug.serving import make_server

from tests.admin.builder.conftest import Office
from tests.services.chromium import PATIENCE


@pytest.fixture
def address(office: Office) -> Iterator[str]:
    """The office, served on a port of this machine."""
    server = make_server("127.0.0.1", 0, office.app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture(params=[True, False], ids=["with JavaScript", "without"])
def page(
    request: pytest.FixtureRequest, browser: Browser, office: Office, address: str
) -> Iterator[Page]:
    """The outline in a browser in which the editor is signed in."""
    cookie = office.browser().client.get_cookie("sampan")
    assert cookie is not None
    context = browser.new_context(java_script_enabled=request.param, base_url=address)
    context.add_cookies([{"name": "sampan", "value": cookie.value, "url": address}])
    context.set_default_timeout(PATIENCE)
    shown = context.new_page()
    complaints: list[str] = []
    shown.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
    shown.goto(f"/admin/flows/{office.flows['parks']}/")
    yield shown
    context.close()
    assert complaints == []  # the content security policy is kept, nothing is missing


def test_a_clerk_changes_the_opening_hours_and_publishes(page: Page, office: Office) -> None:
    page.locator("#node-hours_text").get_by_role("link", name="Edit hours_text").click()
    words = page.get_by_label("English")
    words.first.fill("Open from 5:00 to midnight 🌙")
    page.get_by_role("button", name="Save and back to the outline").click()
    expect(page.locator("#node-hours_text")).to_contain_text("Open from 5:00")
    page.get_by_role("link", name="Publish").last.click()
    expect(page.locator("ins")).to_have_text("Open from 5:00 to midnight 🌙")
    page.get_by_role("button", name="Publish now").click()
    expect(page.locator("main")).to_contain_text("Version 2 is live")
    assert office.live().document["nodes"]["hours_text"]["text"]["en"].startswith("Open from 5:00")


def test_a_menu_grows_an_option_that_leads_to_a_new_step(page: Page, office: Office) -> None:
    page.locator("#node-more").get_by_role("link", name="Edit more").click()
    items = page.locator(".item")
    expect(page.get_by_role("button", name="Add to “Options”")).to_be_visible()
    before = items.count()
    page.get_by_role("button", name="Add to “Options”").click()
    expect(items).to_have_count(before + 1)
    items.last.get_by_label("English").first.fill("Events")
    items.last.get_by_role("button", name="up").click()
    added = items.nth(before - 1)
    expect(added.get_by_label("English").first).to_have_value("Events")
    added.get_by_label("Leads to").select_option("+message")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("message1")
    node = office.draft()["nodes"]["more"]
    assert node["options"][1] == {"id": "option1", "label": {"en": "Events"}}
    assert node["exits"]["option1"] == "message1"


def test_enter_in_a_field_saves(page: Page, office: Office) -> None:
    page.locator("#node-filed").get_by_role("link", name="Edit filed").click()
    kind = page.get_by_label("Type of case")
    kind.fill("tree-down")
    kind.press("Enter")
    expect(page.get_by_text("Saved in the draft")).to_be_visible()
    assert office.draft()["nodes"]["filed"]["type"] == "tree-down"


@pytest.mark.parametrize("page", [True], indirect=True, ids=["with JavaScript"])
def test_the_meter_counts_as_whatsapp_may(page: Page) -> None:
    page.locator("#node-hours_text").get_by_role("link", name="Edit hours_text").click()
    page.wait_for_load_state("load")  # the module that counts runs before it
    page.locator("#text-en").fill("ab🌙")
    expect(page.locator("[data-meter=text-en]")).to_have_text("4 / 4096")


@pytest.mark.parametrize("width", [1280, 360])
@pytest.mark.parametrize("page", [True], indirect=True, ids=["with JavaScript"])
def test_no_page_is_wider_than_its_screen(page: Page, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    base = page.url
    for path in ("", "drawing", "nodes/report", "settings", "publish", "versions/", "versions/1"):
        page.goto(base + path)
        over = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        assert page.evaluate(over) <= 0, path


def test_a_flow_of_five_hundred_nodes_is_shown_and_edited(office: Office) -> None:
    document = office.draft()
    document["nodes"] |= {
        f"step{number}": {
            "kind": "menu",
            "text": dict.fromkeys(document["languages"], f"Step {number}"),
            "options": [{"id": "on", "label": dict.fromkeys(document["languages"], "On")}],
            "exits": {"on": f"step{number + 1}" if number < 499 else "done"},
        }
        for number in range(500)
    }
    document["nodes"]["safety"]["exits"] = {"next": "step0"}
    office.put(document)
    browser = office.browser()
    for path in ("/", "/drawing", "/nodes/step7", "/publish"):
        began = time.thread_time()  # what else the machine does is not counted
        page = browser.page(path)
        assert time.thread_time() - began < 6, path
        assert len(page) < 4_000_000
