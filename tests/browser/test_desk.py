"""A citizen at the phone and a clerk at the desk, with everything between them real."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenPage
from tests.services.application import System


@pytest.fixture
def demo(system: System) -> tuple[System, str]:
    """The demonstration, running, and the password of its staff."""
    system.run("db", "upgrade")
    found = re.search(r"password\s+(\S+)", system.run("demo"))
    assert found
    system.start()
    return system, found[1]


def _say(phone: Page, words: str) -> None:
    phone.get_by_test_id("composer").fill(words)
    phone.get_by_test_id("send").click()


def _hears(phone: Page, words: str) -> None:
    said = phone.get_by_test_id("bubble-in").filter(has_text=words).last
    expect(said).to_be_visible()


def _sign_in(desk: Page, url: str, password: str) -> None:
    desk.goto(f"{url}/admin/")
    desk.locator("input[name=email]").fill("parks.agent@example.org")
    desk.locator("input[name=password]").fill(password)
    desk.locator("input[name=password]").press("Enter")
    expect(desk.get_by_role("heading", name="Overview")).to_be_visible()
    desk.goto(f"{url}/admin/waiting/")


@pytest.mark.parametrize(
    ("width", "script"), [(1280, True), (360, True), (1280, False)], ids=["wide", "narrow", "plain"]
)
def test_a_citizen_is_answered_and_goes_on(
    demo: tuple[System, str], open_page: OpenPage, width: int, script: bool
) -> None:
    system, password = demo
    desk = open_page(width, java_script_enabled=script)
    _sign_in(desk, system.url, password)
    expect(desk.get_by_role("heading", name="Nobody is waiting")).to_be_visible()

    phone = open_page()
    phone.goto(f"{system.url}/phone?language=en&persona=alex")
    phone.get_by_test_id("department-parks").click()
    _say(phone, "fallen tree")
    _hears(phone, "photos of the tree")
    phone.get_by_test_id("attach").click()
    phone.get_by_test_id("attach-photo").click()
    phone.get_by_test_id("sample-tree").click()
    _hears(phone, "Received: 1")
    _say(phone, "a person")
    _hears(phone, "A member of staff will answer you here")
    _say(phone, "It lies on my car")

    # The list shows them by itself, or when it is loaded again.
    citizen = desk.locator("main table a").first
    if not script:
        expect(phone.get_by_test_id("ticks").last).to_have_attribute("data-status", "read")
        desk.reload()
    citizen.click()
    expect(desk.locator(".bubble").get_by_text("It lies on my car")).to_be_visible()
    expect(desk.locator("aside dt", has_text="Photos")).to_be_visible()
    assert desk.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    desk.get_by_role("button", name="Take", exact=True).click()
    expect(desk.get_by_text("You have taken this.")).to_be_visible()
    desk.get_by_label("Your reply").fill("Nobody is hurt? We are on our way.")
    desk.get_by_role("button", name="Send").click()
    expect(desk.locator(".bubble").get_by_text("We are on our way.")).to_be_visible()
    _hears(phone, "We are on our way.")
    _say(phone, "Nobody, thank you")
    if script:
        said = desk.locator(".bubble").get_by_text("Nobody, thank you")
        expect(said).to_be_visible()

    desk.get_by_role("button", name="Close and go on").click()
    expect(desk.get_by_role("heading", name="Nobody is waiting")).to_be_visible()
    assert desk.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    _hears(phone, "Back to what you were doing")
    phone.get_by_test_id("reply-button").filter(has_text="That is all").last.click()
    _hears(phone, "Where is the tree?")


def test_a_flow_hands_over_and_the_citizen_leaves(
    demo: tuple[System, str], open_page: OpenPage
) -> None:
    system, password = demo
    phone = open_page()
    phone.goto(f"{system.url}/phone?language=en&persona=alex")
    phone.get_by_test_id("department-parks").click()
    for words, answer in (
        ("english", "How can we help?"),
        ("contact us", "Would you like our staff to answer you here?"),
        ("yes", "Our staff will answer you here."),
    ):
        _say(phone, words)
        _hears(phone, answer)
    desk = open_page()
    _sign_in(desk, system.url, password)
    desk.locator("main table a").first.click()
    _say(phone, "stop")
    _hears(phone, "You have left the queue.")
    _hears(phone, "Is there anything else?")
    expect(desk.get_by_text("The citizen has left the queue.")).to_be_visible()
    desk.get_by_label("Your reply").fill("Hello?")
    desk.get_by_role("button", name="Send").click()
    expect(desk.get_by_text("This is over: the citizen left")).to_be_visible()
    expect(desk.get_by_label("Your reply")).to_have_value("Hello?")
