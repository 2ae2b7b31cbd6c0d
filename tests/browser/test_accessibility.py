"""Nothing that axe-core finds against WCAG 2.2 AA, on the pages where staff work, in two languages."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from config import ROOT
from tests.browser.demonstration import enter
from tests.services.application import System
from tests.services.process import lacking

AXE = ROOT / "admin" / "editor" / "node_modules" / "axe-core" / "axe.min.js"
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
LOOK = """
async (tags) => {
  const found = await axe.run(document, { runOnly: { type: 'tag', values: tags } });
  return found.violations.flatMap((one) => one.nodes.map((node) => `${one.id}: ${node.target.join(' ')} ${node.failureSummary}`));
}
"""


@pytest.fixture(params=["en-GB", "zh-HK"])
def desk(
    browser: Browser, town: tuple[System, str], request: pytest.FixtureRequest
) -> Iterator[Page]:
    """A clerk of this language, signed in; the policy is set aside to let axe-core in."""
    if not AXE.exists():
        lacking("axe-core", "nothing, but run `make canvas`")
    running, password = town
    context = browser.new_context(
        viewport={"width": 1500, "height": 950}, locale=request.param, bypass_csp=True,
        reduced_motion="reduce", base_url=running.url,
    )  # fmt: skip
    page = context.new_page()
    enter(page, running.url, password)
    yield page
    context.close()


def look(page: Page, where: str) -> list[str]:
    """What axe-core finds on the page as it stands."""
    if not page.evaluate("'axe' in window"):
        page.add_script_tag(path=AXE)
    found: list[Any] = page.evaluate(LOOK, TAGS)
    return [f"{where}: {one}" for one in found]


def flow(page: Page) -> str:
    page.goto("/admin/flows/")
    link = page.locator("main a", has_text="parks-main").first.get_attribute("href")
    assert link
    return link.rstrip("/")


def test_axe_finds_nothing_on_the_canvas(desk: Page) -> None:
    page = desk
    page.goto(flow(page) + "/canvas")
    welcome = page.locator('.react-flow__node[data-id="welcome"]')
    expect(welcome).to_be_visible()
    found = look(page, "canvas")
    welcome.click()
    expect(page.get_by_role("complementary")).to_be_visible()
    page.evaluate(
        "for (const fold of document.querySelectorAll('.panel details')) fold.open = true"
    )
    found += look(page, "panel")
    page.keyboard.press("Escape")
    page.locator(".add-free").click()
    expect(page.get_by_role("dialog")).to_be_visible()
    found += look(page, "menu of kinds")
    page.get_by_role("option").nth(1).click()
    expect(page.locator(".card.troubled")).not_to_have_count(0)
    page.locator(".judged").click()
    expect(page.locator(".problems li")).not_to_have_count(0)
    found += look(page, "problems")
    page.keyboard.press("Escape")
    page.locator(".canvas").press("Control+f")
    page.get_by_role("combobox").last.fill("a")
    found += look(page, "finder")
    page.keyboard.press("Escape")
    page.locator(".bar .settings").click()
    found += look(page, "settings of the canvas")
    page.locator(".canvas").press("Control+z")
    expect(page.locator(".judged.good")).to_be_visible()
    expect(page.locator(".standing.is-saved")).to_be_visible()
    assert found == []


def test_axe_finds_nothing_in_the_outline_and_the_table(desk: Page) -> None:
    page = desk
    base = flow(page)
    found = []
    for path in (
        "/", "/nodes/welcome", "/nodes/report", "/drawing", "/translations", "/settings",
        "/versions", "/publish",
    ):  # fmt: skip
        page.goto(base + path)
        found += look(page, path)
    assert found == []


def test_axe_finds_nothing_on_the_main_pages(desk: Page) -> None:
    page = desk
    found = []
    for path in (
        "", "conversations/", "cases/", "flows/", "flows/begin/", "questions/", "tables/", "calendars/",
        "files/", "departments/", "channels/", "connectors/", "people/",
    ):  # fmt: skip
        answer = page.goto(f"/admin/{path}")
        assert answer, path
        assert answer.ok, path
        found += look(page, path or "overview")
    assert found == []
