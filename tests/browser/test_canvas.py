"""The canvas in a browser: a clerk draws a flow by mouse, another by keyboard alone."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser.test_main_job import EDITOR, PASSWORD
from tests.services import canvas
from tests.services.application import System

WORDS = {"繁體中文": "有樹倒塌", "English": "A tree is down", "简体中文": "有树倒塌"}


@pytest.fixture(scope="module")
def town() -> Iterator[tuple[System, str]]:
    """The demonstration on SQLite, and the password of its staff."""
    canvas.built()
    running = System({})
    try:
        running.run("db", "upgrade")
        found = PASSWORD.search(running.run("demo"))
        assert found
        running.start()
        yield running, found.group(1)
    finally:
        running.remove()


@pytest.fixture
def desk(browser: Browser, town: tuple[System, str]) -> Iterator[Page]:
    """A signed-in clerk; nothing may break the site's policy or go wrong in the page."""
    running, password = town
    context = browser.new_context(viewport={"width": 1500, "height": 950})
    page = context.new_page()
    wrong: list[str] = []
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on(
        "console", lambda line: wrong.append(line.text) if "Content Security" in line.text else None
    )
    page.goto(f"{running.url}/admin/")
    page.get_by_label("Email").fill(EDITOR)
    page.get_by_label("Password", exact=True).fill(password)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("button", name="Sign out")).to_be_visible()
    yield page
    context.close()
    assert wrong == []


def begin(page: Page, name: str, at: str) -> None:
    """A new flow of this name, on the canvas."""
    page.goto(f"{at}/admin/flows/")
    page.get_by_role("link", name="New flow").first.click()
    page.get_by_label("Name").fill(name)
    page.get_by_role("button", name="Begin").click()
    page.get_by_role("link", name="Canvas").click()
    expect(card(page, "welcome")).to_be_visible()


def card(page: Page, node: str) -> Locator:
    return page.locator(f'.react-flow__node[data-id="{node}"]')


def panel(page: Page) -> Locator:
    return page.get_by_role("complementary")


def add(page: Page, node: str, exit_: str, kind: str) -> None:
    """Put a card of this kind at an exit of another, as it is done by mouse."""
    way = card(page, node).get_by_role("listitem").filter(has_text=exit_)
    way.get_by_role("button").click()
    page.get_by_role("combobox", name="What should happen?").fill(kind)
    page.get_by_role("option", name=kind).first.click()


def write(page: Page, within: Locator, words: dict[str, str]) -> None:
    for language, text in words.items():
        within.get_by_label(language, exact=True).fill(text)


def words(page: Page, legend: str) -> Locator:
    """The box with the texts of this name in the open panel."""
    return panel(page).get_by_role("group", name=legend, exact=True).last


def saved(page: Page) -> None:
    expect(page.get_by_text("Saved in the draft")).to_be_visible()


def test_a_flow_is_drawn_from_nothing_by_mouse(desk: Page, town: tuple[System, str]) -> None:
    page, url = desk, town[0].url
    begin(page, "tree-report", url)
    card(page, "welcome").click()
    write(page, words(page, "Words"), WORDS)
    panel(page).get_by_role("group", name="Options").get_by_role("button", name="Add one").click()
    write(page, words(page, "Label"), {"繁體中文": "報告", "English": "Report", "简体中文": "报告"})

    add(page, "welcome", "Report", "Form")
    fields = panel(page).get_by_role("group", name="Questions")
    for number, kind in enumerate(("photo", "location")):
        fields.get_by_role("button", name="Add one").last.click()
        question = fields.get_by_role("listitem").nth(number)
        question.get_by_label("Type of answer").select_option(kind)
        write(page, question.get_by_role("group", name="Question", exact=True), WORDS)

    add(page, "form1", "Sent", "Case")
    panel(page).get_by_label("Type").first.fill("fallen-tree")
    expect(panel(page).get_by_role("combobox").filter(has_text="form1").first).to_have_value(
        "form1"
    )
    reference = {tag: f"{text} {{{{ case.reference }}}}" for tag, text in WORDS.items()}
    write(page, words(page, "Receipt"), reference)
    add(page, "case1", "Next", "End")

    page.get_by_role("button", name="Settings").click()
    panel(page).get_by_role("group", name="Entrances").get_by_role("button", name="Add one").click()
    panel(page).get_by_label("What brings people here").select_option("first_contact")
    expect(page.get_by_role("button", name="No problems")).to_be_visible()
    saved(page)
    page.reload()
    expect(card(page, "form1")).to_contain_text("A tree is down")
    expect(card(page, "case1")).to_be_visible()


def test_a_menu_is_drawn_by_keyboard_alone(desk: Page, town: tuple[System, str]) -> None:
    page, url = desk, town[0].url
    begin(page, "by-keys", url)
    page.get_by_role("application", name="Canvas of the flow").focus()
    page.keyboard.press("Home")
    page.keyboard.press("Enter")
    expect(panel(page)).to_be_visible()
    panel(page).get_by_role("group", name="Options").get_by_role("button", name="Add one").focus()
    page.keyboard.press("Enter")
    label = words(page, "Label")
    label.get_by_label("English", exact=True).focus()
    page.keyboard.type("Opening hours")
    page.keyboard.press("Escape")
    page.get_by_role("application", name="Canvas of the flow").focus()
    page.keyboard.press("Home")
    page.keyboard.press("/")
    page.keyboard.type("say")
    page.keyboard.press("Enter")
    expect(card(page, "message1")).to_be_visible()
    page.get_by_role("application", name="Canvas of the flow").focus()
    page.keyboard.press("Delete")
    expect(card(page, "message1")).to_have_count(0)
    page.keyboard.press("Control+z")
    expect(card(page, "message1")).to_be_visible()
    page.keyboard.press("Control+Shift+z")
    expect(card(page, "message1")).to_have_count(0)
    page.keyboard.press("Control+z")
    page.keyboard.press("Control+d")
    saved(page)
    page.reload()
    expect(card(page, "welcome")).to_contain_text("Opening hours")
    expect(card(page, "message1")).to_be_visible()


def test_two_people_draw_at_once_and_nothing_is_lost(
    browser: Browser, desk: Page, town: tuple[System, str]
) -> None:
    page, (running, password) = desk, town
    begin(page, "together", running.url)
    other = browser.new_context(viewport={"width": 1500, "height": 950}).new_page()
    other.goto(f"{running.url}/admin/")
    other.get_by_label("Email").fill(EDITOR)
    other.get_by_label("Password", exact=True).fill(password)
    other.get_by_role("button", name="Sign in").click()
    expect(other.get_by_role("button", name="Sign out")).to_be_visible()
    other.goto(page.url)
    expect(card(other, "welcome")).to_be_visible()

    add_alone(other, "End")
    saved(other)
    card(page, "welcome").click()
    write(page, words(page, "Words"), {"English": "Written meanwhile"})
    saved(page)
    for one in (page, other):
        one.reload()
        expect(card(one, "welcome")).to_contain_text("Written meanwhile")
        expect(card(one, "end1")).to_be_visible()
    other.context.close()


def add_alone(page: Page, kind: str) -> None:
    page.get_by_role("button", name="Add a step", exact=False).first.click()
    page.get_by_role("combobox", name="What should happen?").fill(kind)
    page.get_by_role("option", name=kind).first.click()
    expect(card(page, f"{kind.lower()}1")).to_be_visible()


def test_what_a_dropped_connection_held_up_is_saved_when_it_is_back(
    browser: Browser, desk: Page, town: tuple[System, str]
) -> None:
    del browser
    page, url = desk, town[0].url
    begin(page, "offline", url)
    page.route("**/canvas/draft", lambda route: route.abort())
    page.route("**/canvas/look", lambda route: route.abort())
    card(page, "welcome").click()
    write(page, words(page, "Words"), {"English": "Typed without a connection"})
    expect(page.get_by_text("No connection", exact=False)).to_be_visible()
    page.unroute_all()
    saved(page)
    page.reload()
    expect(card(page, "welcome")).to_contain_text("Typed without a connection")
