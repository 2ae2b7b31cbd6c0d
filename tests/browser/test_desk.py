"""A citizen at the phone and a clerk at the desk, with everything between them real."""

import pytest
from playwright.sync_api import expect

from tests.browser.demonstration import AGENT, OpenPage, enter, heard, say
from tests.services.application import System


@pytest.mark.parametrize(
    ("persona", "width", "script"),
    [("alex", 1280, True), ("mei", 360, True), ("wen", 1280, False)],
    ids=["wide", "narrow", "plain"],
)
def test_a_citizen_is_answered_and_goes_on(
    town: tuple[System, str], open_page: OpenPage, persona: str, width: int, script: bool
) -> None:
    system, password = town
    desk = open_page(width, java_script_enabled=script)
    enter(desk, system.url, password, AGENT)
    desk.goto(f"{system.url}/admin/waiting/")
    expect(desk.get_by_role("heading", name="Nobody is waiting")).to_be_visible()

    phone = open_page()
    phone.goto(f"{system.url}/phone?language=en&persona={persona}")
    phone.get_by_test_id("department-parks").click()
    say(phone, "fallen tree")
    heard(phone, "photos of the tree")
    phone.get_by_test_id("attach").click()
    phone.get_by_test_id("attach-photo").click()
    phone.get_by_test_id("sample-tree").click()
    heard(phone, "Received: 1")
    say(phone, "a person")
    heard(phone, "A member of staff will answer you here")
    say(phone, "It lies on my car")

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
    heard(phone, "We are on our way.")
    say(phone, "Nobody, thank you")
    if script:
        said = desk.locator(".bubble").get_by_text("Nobody, thank you")
        expect(said).to_be_visible()

    desk.get_by_role("button", name="Close and go on").click()
    expect(desk.get_by_role("heading", name="Nobody is waiting")).to_be_visible()
    assert desk.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    heard(phone, "Back to what you were doing")
    phone.get_by_test_id("reply-button").filter(has_text="That is all").last.click()
    heard(phone, "Where is the tree?")


def test_a_flow_hands_over_and_the_citizen_leaves(
    town: tuple[System, str], open_page: OpenPage
) -> None:
    system, password = town
    phone = open_page()
    phone.goto(f"{system.url}/phone?language=en&persona=robin")
    phone.get_by_test_id("department-parks").click()
    for words, answer in (
        ("english", "How can we help?"),
        ("contact us", "Would you like our staff to answer you here?"),
        ("yes", "Our staff will answer you here."),
    ):
        say(phone, words)
        heard(phone, answer)
    desk = open_page()
    enter(desk, system.url, password, AGENT)
    desk.goto(f"{system.url}/admin/waiting/")
    desk.locator("main table a").first.click()
    say(phone, "stop")
    heard(phone, "You have left the queue.")
    heard(phone, "Is there anything else?")
    expect(desk.get_by_text("The citizen has left the queue.")).to_be_visible()
    desk.get_by_label("Your reply").fill("Hello?")
    desk.get_by_role("button", name="Send").click()
    expect(desk.get_by_text("This is over: the citizen left")).to_be_visible()
    expect(desk.get_by_label("Your reply")).to_have_value("Hello?")
