"""A flow from the shelf is put live, citizens come, and the canvas says how many and where they went."""

import re

from playwright.sync_api import Page, expect

from tests.browser.demonstration import REVIEWER, OpenPage, answered, approve, chat, enter, say, tap
from tests.services.application import System


def card(page: Page, node: str) -> str:
    return page.locator(f'.react-flow__node[data-id="{node}"]').inner_text()


def publish_survey(desk: Page, reviewer: Page, url: str) -> None:
    desk.goto(f"{url}/admin/flows/begin/")
    desk.get_by_role("link", name="Satisfaction survey").click()
    desk.get_by_role("textbox", name="Name").fill("how-was-it")
    desk.get_by_role("button", name="Start from this").click()
    expect(desk.get_by_text("The draft is yours.")).to_be_visible()
    desk.get_by_role("link", name="Review", exact=True).click()
    desk.get_by_role("button", name="Submit for review").click()
    expect(desk.get_by_text("Submitted.")).to_be_visible()
    approve(reviewer, url, "how-was-it")
    desk.get_by_role("link", name="Publish").first.click()
    desk.get_by_role("button", name="Publish now").click()
    expect(desk.get_by_text("Version 1 is live. Whoever")).to_be_visible()


def test_the_canvas_shows_who_came_where_they_went_and_where_they_stopped(
    open_page: OpenPage, town: tuple[System, str]
) -> None:
    running, password = town
    desk = enter(open_page(), running.url, password)
    reviewer = enter(open_page(), running.url, password, REVIEWER)
    publish_survey(desk, reviewer, running.url)
    first = chat(open_page, running.url, "mei")
    say(first, "意見調查")
    answered(first, "整體感覺如何")
    say(first, "1")
    answered(first, "有待改善")
    say(first, "態度同埋排隊")
    answered(first, "還有什麼想告訴我們")
    say(first, "略過")
    answered(first, "請核對您的答案")
    tap(first, "提交")
    answered(first, "要不要與職員談談")
    second = chat(open_page, running.url, "alex")
    say(second, "satisfaction survey")
    answered(second, "on the whole")

    desk.get_by_role("link", name="Canvas").click()
    switch = desk.get_by_role("button", name="Numbers")
    expect(switch).to_have_attribute("aria-pressed", "false")
    assert "visits" not in card(desk, "survey")
    switch.click()
    expect(desk.locator('.react-flow__node[data-id="survey"]')).to_contain_text("2 visits")
    assert "1 waiting" in card(desk, "survey")
    assert re.search(r"1\s+100\s*%", card(desk, "survey"))
    assert "1 waiting" in card(desk, "talk")

    desk.get_by_label("Period").select_option(label="Today")
    expect(desk.locator('.react-flow__node[data-id="survey"]')).to_contain_text("2 visits")
    desk.locator(".canvas").press("n")
    expect(desk.locator(".tally").first).to_be_hidden()
    desk.locator(".canvas").press("n")
    desk.get_by_role("link", name="As a table").click()
    row = desk.get_by_role("row").filter(has_text="How was the service")
    expect(row).to_contain_text("2")
