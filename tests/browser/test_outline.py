"""Without JavaScript and without a mouse: everything that a canvas does is done in the outline."""

import pytest
from playwright.sync_api import Locator, Page, expect
from sqlalchemy import select

from conversations.releases import reviews
from extensions import db
from flows.graph import content_hash
from models import Department, Flow, scope
from staff import accounts, invitation
from tests.admin.conftest import Town
from tests.browser.demonstration import OpenPage

PASSWORD = "seven lanterns on the quay"
IS_FOCUSED = "one => one === document.activeElement"
FARTHEST = 150  # presses of the Tab key


def reach(page: Page, wanted: Locator) -> None:
    """Press Tab until ``wanted`` has the focus, and see that the focus can be seen."""
    expect(wanted).to_be_visible()
    for _ in range(FARTHEST):
        if wanted.evaluate(IS_FOCUSED):
            break
        page.keyboard.press("Tab")
    else:
        pytest.fail(f"no keyboard reaches {wanted}")
    ring = wanted.evaluate("one => getComputedStyle(one).outlineStyle")
    assert ring != "none", wanted


def follow(page: Page, name: str) -> None:
    reach(page, page.get_by_role("link", name=name, exact=True).first)
    page.keyboard.press("Enter")


def push(page: Page, name: str) -> None:
    reach(page, page.get_by_role("button", name=name, exact=True).first)
    page.keyboard.press("Enter")


def write(page: Page, wanted: Locator, words: str) -> None:
    reach(page, wanted)
    page.keyboard.press("ControlOrMeta+A")
    page.keyboard.type(words)


def choose(page: Page, wanted: Locator, option: str) -> None:
    """Press the arrow until the list shows ``option``."""
    reach(page, wanted)
    for _ in range(FARTHEST):
        if wanted.evaluate("one => one.selectedOptions[0].label") == option:
            return
        page.keyboard.press("ArrowDown")
    pytest.fail(f"{option} is not in {wanted}")


@pytest.fixture
def clerk(open_page: OpenPage, site: tuple[Town, str]) -> Page:
    """Somebody new, with the link that was made for them, and no JavaScript."""
    town, address = site
    with town.app.test_request_context(), scope.system():
        parks = db.session.get_one(Department, town.parks.department)
        user = accounts.add("new@example.org", "content-editor", parks, actor="terminal")
        db.session.commit()
        path = "/admin/" + invitation.link(user).partition("/admin/")[2]
    page = open_page(java_script_enabled=False)
    page.goto(f"{address}{path}")
    return page


def test_a_flow_is_built_and_published_by_keyboard_without_javascript(
    clerk: Page, site: tuple[Town, str]
) -> None:
    page, town = clerk, site[0]
    write(page, page.locator("[name=password]"), PASSWORD)
    write(page, page.locator("[name=again]"), PASSWORD)
    push(page, "Set the password")
    write(page, page.get_by_label("Email"), "new@example.org")
    write(page, page.get_by_label("Password", exact=True), PASSWORD)
    push(page, "Sign in")

    follow(page, "Flows")
    follow(page, "New flow")
    write(page, page.get_by_label("Name"), "pools")
    for language in ("繁體中文", "简体中文"):
        reach(page, page.get_by_label(language))
        page.keyboard.press("Space")
    push(page, "Begin")

    follow(page, "Edit welcome")
    write(page, page.locator("#text-en"), "Which pool?")
    push(page, "Add to “Options”")
    expect(page.locator("[autofocus]")).to_be_focused()
    page.keyboard.type("Harbour Pool")
    choose(page, page.get_by_label("Leads to").first, "New: Say")
    push(page, "Save and back to the outline")
    expect(page.get_by_text("Saved in the draft")).to_be_visible()

    follow(page, "Edit message1")
    write(page, page.locator("#text-en"), "It is open until ten.")
    choose(page, page.get_by_label("Next"), "New: End")
    push(page, "Save and back to the outline")

    follow(page, "Settings")
    push(page, "Add to “Entrances”")
    choose(page, page.get_by_label("What brings people here"), "Words")
    write(page, page.locator("[name=triggers-0-words-en]"), "pool")
    push(page, "Save")

    follow(page, "Review")
    push(page, "Submit for review")
    expect(page.get_by_text("Submitted.")).to_be_visible()
    with town.app.app_context(), scope.system():
        flow = db.session.scalars(select(Flow).where(Flow.name == "pools")).one()
        reviews.approve(flow, f"user:{town.parks.user}", content_hash(flow.draft), {})
        db.session.commit()
    follow(page, "Publish")
    push(page, "Publish now")
    expect(page.get_by_text("Version 1 is live").first).to_be_visible()
    with town.app.app_context(), scope.system():
        flow = db.session.scalars(select(Flow).where(Flow.name == "pools")).one()
        assert flow.live_version is not None
        document = flow.live_version.document
    welcome, pool = document["nodes"]["welcome"], document["nodes"]["message1"]
    assert welcome["text"] == {"en": "Which pool?"}
    assert [one["label"] for one in welcome["options"]] == [{"en": "Harbour Pool"}]
    assert pool["text"] == {"en": "It is open until ten."}
    assert document["triggers"] == [{"by": "words", "words": {"en": ["pool"]}}]
