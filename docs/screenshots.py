"""Takes the pictures of the README and of the guide anew: `make screenshots`.

It starts Sampan with its demonstration on a database of its own, reports a fallen tree on the
sandbox phone as a citizen would, and looks at the case as a clerk would.
"""

import re

from playwright.sync_api import Browser, Page, ViewportSize, expect, sync_playwright

from config import ROOT
from tests.services import chromium
from tests.services.application import System

IMAGES = ROOT / "docs" / "images"
PHONE = ViewportSize(width=400, height=820)
DESK = ViewportSize(width=1180, height=820)
SIGN_IN = "parks.admin@example.org"


def main() -> None:
    """Take every picture."""
    IMAGES.mkdir(exist_ok=True)
    system = System()
    try:
        system.run("db", "upgrade")
        password = _password(system.run("demo"))
        system.start()
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(
                executable_path=chromium.executable(), args=chromium.arguments()
            )
            _report_a_tree(browser, system.url)
            _ask_for_hours(browser, system.url)
            _look_at_the_case(browser, system.url, password)
            _review(browser.new_page(viewport=DESK, locale="en-GB"), system.url, password)
            browser.close()
    finally:
        system.remove()


def _report_a_tree(browser: Browser, url: str) -> None:
    phone = _phone(browser, url, "zh-Hant", "wen")
    _say(phone, "冧咗樹")
    _hears(phone, "相片")
    phone.get_by_test_id("attach").click()
    phone.get_by_test_id("attach-photo").click()
    phone.get_by_test_id("sample-tree").click()
    _hears(phone, "已收到 1 張相片")
    _tap(phone, "完成")
    phone.get_by_test_id("send-location").last.click()
    phone.get_by_test_id("pin-victoria-park").click()
    _hears(phone, "阻塞通道")
    _shoot(phone, "phone")
    _tap(phone, "沒有阻塞")
    _hears(phone, "其他事情")
    _say(phone, "涼亭旁邊，壓住了長椅。")
    _hears(phone, "電話號碼")
    _say(phone, "略過")
    _tap(phone, "同意")
    _tap(phone, "提交")
    _hears(phone, "檔案編號")


def _ask_for_hours(browser: Browser, url: str) -> None:
    phone = _phone(browser, url, "en", "alex")
    _say(phone, "What are your opening hours?")
    _hears(phone, "Waterfront Park")
    _hears(phone, "anything else")
    _shoot(phone, "phone-english")


def _look_at_the_case(browser: Browser, url: str, password: str) -> None:
    desk = browser.new_page(viewport=DESK, locale="en-GB")
    _enter(desk, url, SIGN_IN, password)
    desk.goto(f"{url}/admin/cases/")
    desk.locator("a", has_text=re.compile(r"PARKS-\w{4}-\w{4}")).first.click()
    _shoot(desk, "case")
    desk.goto(f"{url}/admin/flows/")
    desk.locator("main a", has_text="parks-main").first.click()
    _shoot(desk, "outline")
    _draw(desk)


def _draw(desk: Page) -> None:
    """Look at the canvas as somebody who builds would."""
    desk.get_by_role("link", name="Canvas").click()
    start = desk.locator(".react-flow__node", has=desk.locator(".start"))
    expect(start).to_be_visible(timeout=15_000)
    desk.wait_for_timeout(500)  # the cards glide into place
    _shoot(desk, "canvas")
    start.click()
    expect(desk.get_by_role("complementary")).to_be_visible()
    desk.wait_for_timeout(500)
    _shoot(desk, "panel")
    start.get_by_role("button").first.click()
    desk.get_by_role("option", name="Menu").click()
    errors = desk.get_by_role("button", name=re.compile(r"^[1-9]\d* errors"))
    errors.click(timeout=15_000)
    _shoot(desk, "problems")
    desk.get_by_role("button", name="Undo").click()
    expect(desk.get_by_role("button", name="No problems")).to_be_visible(timeout=15_000)
    expect(desk.get_by_text("Saved in the draft")).to_be_visible(timeout=15_000)
    desk.get_by_role("link", name="Translations").click()
    _shoot(desk, "translations")


def _review(desk: Page, url: str, password: str) -> None:
    """Lead an answer elsewhere and submit it; look at it as the reviewer."""
    _enter(desk, url, "parks.editor@example.org", password)
    desk.goto(f"{url}/admin/flows/")
    desk.locator("main a", has_text="parks-main").first.click()
    flow = desk.url.rstrip("/")
    desk.goto(f"{flow}/nodes/reach")
    desk.locator("#text-en").fill("Shall our staff answer you here, in this chat?")
    desk.get_by_label("Leads to").nth(1).select_option("hours_text")
    desk.get_by_role("button", name="Save", exact=True).click()
    expect(desk.get_by_text("Saved in the draft")).to_be_visible()
    desk.goto(f"{flow}/review")
    desk.get_by_label("Message to the reviewer").fill(
        "Who does not want to write to staff should see when the parks are open."
    )
    desk.get_by_role("button", name="Submit for review").click()
    expect(desk.get_by_text("Reviewers find it in their list")).to_be_visible()
    desk.context.clear_cookies()
    _enter(desk, url, "parks.reviewer@example.org", password)
    desk.goto(f"{flow}/review")
    _shoot(desk, "review")


def _enter(desk: Page, url: str, who: str, password: str) -> None:
    desk.goto(f"{url}/admin/")
    desk.locator("input[name=email]").fill(who)
    desk.locator("input[name=password]").fill(password)
    desk.locator("input[name=password]").press("Enter")
    expect(desk.get_by_role("heading", name="Overview")).to_be_visible()


def _phone(browser: Browser, url: str, language: str, persona: str) -> Page:
    phone = browser.new_page(viewport=PHONE, device_scale_factor=2, locale=language)
    phone.goto(f"{url}/phone?language={language}&persona={persona}")
    phone.get_by_test_id("department-parks").click()
    return phone


def _say(phone: Page, words: str) -> None:
    phone.get_by_test_id("composer").fill(words)
    phone.get_by_test_id("send").click()


def _tap(phone: Page, label: str) -> None:
    whole = re.compile(rf"^\s*{re.escape(label)}\s*$")
    phone.get_by_test_id("reply-button").filter(has_text=whole).last.click()


def _hears(phone: Page, words: str) -> None:
    expect(phone.get_by_test_id("bubble-in").filter(has_text=words).last).to_be_visible(
        timeout=15_000
    )


def _shoot(page: Page, name: str) -> None:
    page.wait_for_load_state("networkidle")
    page.screenshot(path=IMAGES / f"{name}.png")


def _password(printed: str) -> str:
    found = re.search(r"password\s+(\S+)", printed)
    if found is None:
        raise SystemExit(f"`demo` printed no password: {printed}")
    return found[1]


if __name__ == "__main__":
    main()
