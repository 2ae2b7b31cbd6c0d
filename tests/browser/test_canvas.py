"""The canvas in a browser: a clerk draws a flow by mouse, another by keyboard alone."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Locator, Page, StorageState, expect

from tests.browser.demonstration import REVIEWER, OpenPage, approve, enter
from tests.services.application import System

WORDS = {"繁體中文": "有樹倒塌", "English": "A tree is down", "简体中文": "有树倒塌"}


@pytest.fixture(scope="module")
def signed_in(browser: Browser, town: tuple[System, str]) -> StorageState:
    """The cookies of a clerk; signing in again for each test would be too often for the site."""
    running, password = town
    context = browser.new_context()
    page = context.new_page()
    enter(page, running.url, password)
    state = context.storage_state()
    context.close()
    return state


@pytest.fixture
def desk(browser: Browser, town: tuple[System, str], signed_in: StorageState) -> Iterator[Page]:
    """A signed-in clerk; nothing may break the site's policy or go wrong in the page."""
    running, _ = town
    context = browser.new_context(viewport={"width": 1500, "height": 950}, storage_state=signed_in)
    page = context.new_page()
    wrong: list[str] = []
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on(
        "console", lambda line: wrong.append(line.text) if "Content Security" in line.text else None
    )
    page.goto(f"{running.url}/admin/")
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
    expect(panel(page).get_by_label("From the form")).to_have_value("form1")
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


def test_two_people_draw_at_once_and_nothing_is_lost(desk: Page, town: tuple[System, str]) -> None:
    page = desk
    begin(page, "together", town[0].url)
    other = page.context.new_page()
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


def add_alone(page: Page, kind: str) -> None:
    page.get_by_role("button", name="Add a step", exact=False).first.click()
    page.get_by_role("combobox", name="What should happen?").fill(kind)
    page.get_by_role("option", name=kind).first.click()
    expect(card(page, f"{kind.lower()}1")).to_be_visible()


def test_what_a_dropped_connection_held_up_is_saved_when_it_is_back(
    desk: Page, town: tuple[System, str]
) -> None:
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


def reach(page: Page, wanted: Locator, key: str = "Tab") -> None:
    """Come to a control by the Tab key alone."""
    for _ in range(120):
        if wanted.count() and wanted.first.evaluate("one => one === document.activeElement"):
            return
        page.keyboard.press(key)
    raise AssertionError(f"the Tab key never comes to {wanted}")


def say(page: Page, texts: dict[str, str], legend: str = "Words") -> None:
    """Type a text in every language; the cursor is before or in the first of them."""
    for language, text in texts.items():
        reach(page, words(page, legend).get_by_label(language, exact=True))
        page.keyboard.press("Control+a")
        page.keyboard.insert_text(text)


def add_entrance_by_keys(page: Page) -> None:
    """From the canvas back to the button for the flow's settings, and add who comes first there."""
    reach(page, page.get_by_role("button", name="Settings"), "Shift+Tab")
    page.keyboard.press("Enter")
    entrances = panel(page).get_by_role("group", name="Entrances")
    reach(page, entrances.get_by_role("button", name="Add one"))
    page.keyboard.press("Enter")
    page.keyboard.press("Shift+Tab")
    by = panel(page).get_by_label("What brings people here")
    reach(page, by)
    page.keyboard.type("First")
    expect(by).to_have_value("first_contact")


def test_a_flow_is_built_and_published_by_keyboard_alone(
    desk: Page, town: tuple[System, str], open_page: OpenPage
) -> None:
    page, url = desk, town[0].url
    page.goto(f"{url}/admin/flows/")
    reach(page, page.get_by_role("link", name="New flow"))
    page.keyboard.press("Enter")
    reach(page, page.get_by_label("Name"))
    page.keyboard.type("keys-only")
    page.keyboard.press("Enter")
    reach(page, page.get_by_role("link", name="Canvas"))
    page.keyboard.press("Enter")
    canvas_ = page.get_by_role("application", name="Canvas of the flow")
    expect(card(page, "welcome")).to_be_visible()
    reach(page, canvas_)
    page.keyboard.press("Home")
    page.keyboard.press("Enter")
    say(page, WORDS)
    options = panel(page).get_by_role("group", name="Options")
    reach(page, options.get_by_role("button", name="Add one"))
    page.keyboard.press("Enter")
    page.keyboard.press("Shift+Tab")
    say(page, {"繁體中文": "報告", "English": "Report", "简体中文": "报告"}, "Label")
    page.keyboard.press("Escape")
    expect(canvas_).to_be_focused()
    page.keyboard.press("/")
    page.keyboard.type("say")
    page.keyboard.press("Enter")
    expect(card(page, "message1")).to_be_visible()
    say(page, WORDS)
    page.keyboard.press("Escape")
    page.keyboard.press("/")
    page.keyboard.type("end")
    page.keyboard.press("Enter")
    expect(card(page, "end1")).to_be_visible()
    page.keyboard.press("Escape")
    add_entrance_by_keys(page)
    expect(page.get_by_role("button", name="No problems")).to_be_visible()
    saved(page)
    page.keyboard.press("Escape")
    reach(page, page.get_by_role("link", name="Review", exact=True))
    page.keyboard.press("Enter")
    reach(page, page.get_by_role("button", name="Submit for review"))
    page.keyboard.press("Enter")
    expect(page.get_by_text("Submitted.")).to_be_visible()
    approve(enter(open_page(), url, town[1], REVIEWER), url, "keys-only")
    page.reload()
    reach(page, page.get_by_role("link", name="Publish").first)
    page.keyboard.press("Enter")
    reach(page, page.get_by_role("button", name="Publish now"))
    page.keyboard.press("Enter")
    expect(page.get_by_text("Version 1 is live", exact=False).first).to_be_visible()


def test_what_breaks_is_mended_from_the_list_and_undone(
    desk: Page, town: tuple[System, str]
) -> None:
    page, url = desk, town[0].url
    begin(page, "broken", url)
    card(page, "welcome").click()
    write(page, words(page, "Words"), WORDS)
    add_alone(page, "End")
    page.get_by_role("button", name="errors", exact=False).click()
    listed = page.get_by_role("region", name="Problems").get_by_role("listitem")
    lost = listed.filter(has_text="end1")
    lost.get_by_role("button", name="Mend it").click()
    expect(page.get_by_text("Mended. Undo takes it back.")).to_be_visible()
    expect(card(page, "end1")).to_have_count(0)
    expect(lost).to_have_count(0)
    page.get_by_role("button", name="Undo").click()
    expect(card(page, "end1")).to_be_visible()
    card(page, "end1").get_by_role("button", name="Mend it").click()
    expect(card(page, "end1")).to_have_count(0)
    saved(page)


def test_cards_are_copied_from_one_flow_into_another(desk: Page, town: tuple[System, str]) -> None:
    page, url = desk, town[0].url
    begin(page, "from-here", url)
    card(page, "welcome").click()
    write(page, words(page, "Words"), {"English": "Copied words"})
    page.get_by_role("application", name="Canvas of the flow").focus()
    page.keyboard.press("Control+c")
    saved(page)
    begin(page, "to-there", url)
    page.get_by_role("application", name="Canvas of the flow").focus()
    page.keyboard.press("Control+v")
    expect(page.locator(".react-flow__node", has_text="Copied words")).to_be_visible()
    saved(page)


def test_two_people_see_each_other(browser: Browser, desk: Page, town: tuple[System, str]) -> None:
    page, (running, password) = desk, town
    begin(page, "seen", running.url)
    context = browser.new_context(viewport={"width": 1500, "height": 950})
    other = context.new_page()
    enter(other, running.url, password, "parks.editor@example.org")
    other.goto(page.url)
    expect(other.get_by_text("Lam Hoi-ying is editing, too")).to_be_visible()
    add_alone(other, "End")
    saved(other)
    # The next time this page asks, it sees the other person and what they have saved.
    expect(page.get_by_text("Wong Shu-yan is editing, too")).to_be_visible(timeout=30_000)
    expect(card(page, "end1")).to_be_visible()
    context.close()


def test_a_line_let_go_over_nothing_asks_what_comes_there(
    desk: Page, town: tuple[System, str]
) -> None:
    page, url = desk, town[0].url
    begin(page, "lines", url)
    page.get_by_role("button", name="Add a step", exact=False).first.click()
    page.get_by_role("combobox", name="What should happen?").fill("Say")
    page.get_by_role("option", name="Say").first.click()
    expect(card(page, "message1")).to_be_visible()
    page.keyboard.press("Escape")
    handle = card(page, "message1").locator(".react-flow__handle.source").bounding_box()
    assert handle
    page.mouse.move(handle["x"] + 5, handle["y"] + 5)
    page.mouse.down()
    page.mouse.move(handle["x"] + 150, handle["y"] + 60, steps=5)
    page.mouse.up()
    page.get_by_role("combobox", name="What should happen?").fill("End")
    page.get_by_role("option", name="End").first.click()
    line = page.locator('.react-flow__edge[data-id="message1 next"]')
    expect(line).to_have_count(1)
    page.keyboard.press("Escape")
    line.locator(".react-flow__edge-interaction").dispatch_event("click")
    page.get_by_role("application", name="Canvas of the flow").focus()
    page.keyboard.press("Delete")
    expect(line).to_have_count(0)
    expect(card(page, "end1")).to_be_visible()
    page.keyboard.press("Control+z")
    expect(line).to_have_count(1)
    line.locator(".between").dispatch_event("click")
    page.get_by_role("combobox", name="What should happen?").fill("Say")
    page.get_by_role("option", name="Say").first.click()
    expect(page.locator('.react-flow__edge[data-id="message2 next"]')).to_have_count(1)
    saved(page)


def test_lists_and_decimals_are_typed_into_rules(desk: Page, town: tuple[System, str]) -> None:
    page, url = desk, town[0].url
    begin(page, "rules", url)
    page.get_by_role("button", name="Add a step", exact=False).first.click()
    page.get_by_role("combobox", name="What should happen?").fill("Condition")
    page.get_by_role("option", name="Condition").first.click()
    panel(page).get_by_role("button", name="Add one").first.click()
    rule = panel(page).locator(".rule").first
    rule.get_by_role("button", name="Add one").click()
    rule.get_by_label("Comparison").select_option("in")
    value = rule.get_by_label("Value")
    value.press_sequentially("en, zh-Hant")
    expect(value).to_have_value("en, zh-Hant")
    rule.get_by_label("Comparison").select_option("more_than")
    value.fill("")
    value.press_sequentially("1.5")
    expect(value).to_have_value("1.5")
    value.blur()
    expect(value).to_have_value("1.5")
