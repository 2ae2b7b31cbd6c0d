"""The main job, by hand in a browser: a citizen writes, a staff-built flow answers.

Real processes, the real client, the stand-in for Meta over real HTTP, and Chromium on both sides.
"""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from tests.browser.demonstration import (
    REVIEWER,
    OpenPage,
    answered,
    attach,
    chat,
    enter,
    heard,
    planted,
    say,
    tap,
)
from tests.services.application import SECRETS, System
from tests.services.postgres import Postgres
from tests.services.redis import Redis

# What the clerk finds for the first park, and writes instead.
EARLIER = {
    "en": ("6:00", "5:30"),
    "zh-Hant": ("上午六時", "上午五時半"),
    "zh-Hans": ("上午六时", "上午五时半"),
}


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def town(request: pytest.FixtureRequest) -> Iterator[tuple[System, str]]:
    """The demonstration as ``make run`` brings it up, and the password of its staff."""
    with planted({} if request.param == "sqlite" else _servers(request)) as found:
        yield found
    if request.param == "postgresql":
        request.getfixturevalue("redis_server").empty()


def _servers(request: pytest.FixtureRequest) -> dict[str, str]:
    """The settings of an installation on PostgreSQL and Redis."""
    server: Postgres = request.getfixturevalue("postgres_server")
    redis: Redis = request.getfixturevalue("redis_server")
    return {**SECRETS, "DATABASE_URL": server.url(server.create()), "REDIS_URL": redis.url}


def test_a_fallen_tree_is_reported_in_chinese_and_stands_in_the_staff_site(
    open_page: OpenPage, town: tuple[System, str]
) -> None:
    running, password = town
    page = chat(open_page, running.url, "mei")
    say(page, "報告塌樹")
    answered(page, "相片")
    attach(page, "attach-photo", "sample-tree")
    answered(page, "已收到 1 張相片")
    tap(page, "完成")
    answered(page, "塌樹在哪裏")
    attach(page, "attach-location", "pin-victoria-park")
    answered(page, "阻塞")
    tap(page, "阻塞馬路")
    answered(page, "多少條行車線")
    say(page, "９")
    answered(page, "請輸入 1 至 6 之間的數字")
    say(page, "二")
    answered(page, "其他事情")
    say(page, "壓住咗個巴士站 *牌*")
    answered(page, "電話")
    say(page, "略過")
    answered(page, "同意")
    tap(page, "同意")
    answered(page, "請核對您的答案")
    tap(page, "提交")
    filed = page.get_by_test_id("bubble-in").filter(has_text="PARKS-").last
    expect(filed).to_be_visible()
    found = re.search(r"PARKS-\w{4}-\w{4}", filed.inner_text())
    assert found
    # Every message of the department's was sent, delivered and read.
    expect(page.get_by_test_id("bubble-out").last.get_by_test_id("ticks")).to_have_attribute(
        "data-status", "read"
    )

    staff = enter(open_page(), running.url, password)
    staff.goto(f"{running.url}/admin/cases/")
    staff.get_by_role("link", name=found.group()).click()
    expect(staff.get_by_role("heading", name=found.group())).to_be_visible()
    expect(staff.get_by_text("壓住咗個巴士站 *牌*")).to_be_visible()
    expect(staff.get_by_text("22.28195, 114.18856")).to_be_visible()
    expect(staff.locator(".place", has_text="維多利亞公園")).to_be_visible()
    expect(staff.get_by_text("維多利亞公園（應該在灣仔區）")).to_be_visible()
    picture = staff.locator("main img").first
    expect(picture).to_be_visible()
    picture.scroll_into_view_if_needed()  # pictures are fetched when they come into sight
    expect(picture).to_have_js_property("complete", value=True)
    assert picture.evaluate("picture => picture.naturalWidth") > 100
    staff.get_by_role("link", name="Read the conversation").click()
    expect(staff.get_by_text("請核對您的答案").first).to_be_visible()


def test_a_clerk_changes_the_opening_hours_and_the_phone_answers_with_them(
    open_page: OpenPage, town: tuple[System, str]
) -> None:
    running, password = town
    page = chat(open_page, running.url, "alex")
    say(page, "opening hours")
    heard(page, "6:00 to 23:00")

    staff = enter(open_page(), running.url, password)
    staff.goto(f"{running.url}/admin/flows/")
    staff.get_by_role("link", name="parks-main").first.click()
    staff.locator("#node-hours_text").get_by_role("link", name="Edit hours_text").click()
    for language, (old, new) in EARLIER.items():
        words = staff.locator(f"#text-{language}")
        expect(words).to_have_value(re.compile(old))
        words.fill(words.input_value().replace(old, new, 1))
    staff.get_by_role("button", name="Save", exact=True).click()
    expect(staff.get_by_text("Saved in the draft")).to_be_visible()
    expect(staff.locator("#text-en")).to_have_value(re.compile("5:30"))
    staff.goto(staff.url.partition("/nodes/")[0])
    staff.get_by_role("link", name="Publish").first.click()
    expect(staff.locator("ins", has_text="5:30 to 23:00")).to_be_visible()
    staff.get_by_role("button", name="Publish now").click()
    expect(staff.get_by_text("Version 2 is live").first).to_be_visible()

    say(page, "0")
    answered(page, "How can we help?")
    say(page, "hours")
    heard(page, "5:30 to 23:00")
    chinese = chat(open_page, running.url, "mei")
    say(chinese, "開放時間")
    heard(chinese, "上午五時半")


def test_somebody_without_a_telephone_number_is_answered_too(
    open_page: OpenPage, town: tuple[System, str]
) -> None:
    running, _ = town
    page = chat(open_page, running.url, "robin")
    say(page, "hi")
    expect(page.get_by_test_id("bubble-in").last).to_be_visible()
    say(page, "Contact us")
    heard(page, "Office hours")


def test_a_changed_flow_is_published_once_a_second_person_has_approved_it(
    open_page: OpenPage, town: tuple[System, str]
) -> None:
    running, password = town
    author = enter(open_page(), running.url, password, "parks.editor@example.org")
    author.goto(f"{running.url}/admin/flows/")
    author.get_by_role("link", name="parks-main").first.click()
    flow = author.url.rstrip("/")
    author.goto(f"{flow}/nodes/reach")
    author.get_by_label("Leads to").nth(1).select_option("hours_text")
    author.get_by_role("button", name="Save", exact=True).click()
    expect(author.get_by_text("Saved in the draft")).to_be_visible()

    author.goto(f"{flow}/publish")
    expect(author.get_by_text("More than words changed")).to_be_visible()
    expect(author.get_by_role("button", name="Publish now")).to_have_count(0)
    author.get_by_role("link", name="Submit for review").click()
    author.get_by_label("Message to the reviewer").fill("After the telephone come the hours.")
    author.get_by_role("button", name="Submit for review").click()
    expect(author.locator(".chip")).to_have_text("In review")
    expect(author.get_by_role("button", name="Approve")).to_have_count(0)

    reviewer = enter(open_page(), running.url, password, REVIEWER)
    reviewer.locator(".side").get_by_role("link", name="Reviews").click()
    expect(reviewer.get_by_text("After the telephone come the hours.")).to_be_visible()
    reviewer.get_by_role("main").get_by_role("link", name="parks-main").first.click()
    expect(reviewer.locator(".spot.is-changed")).to_be_visible()
    expect(reviewer.locator(".drawing .is-changed")).to_be_visible()
    expect(reviewer.locator(".played .tag-good").first).to_be_visible()
    reviewer.get_by_role("link", name="See it on the canvas").click()
    expect(reviewer.locator(".differs.is-changed .card")).to_be_visible()
    expect(reviewer.locator(".differences > ul > .is-changed")).to_have_count(1)
    reviewer.get_by_role("button", name="Changes").click()
    expect(reviewer.locator(".differs.is-changed .card")).to_have_count(0)
    reviewer.get_by_role("link", name="In review").click()
    reviewer.get_by_role("button", name="Approve").click()
    expect(reviewer.locator(".chip")).to_have_text("Approved")

    author.goto(f"{flow}/publish")
    author.get_by_role("button", name="Publish now").click()
    expect(author.get_by_text(re.compile(r"Version \d+ is live")).first).to_be_visible()
    author.goto(f"{flow}/versions/")
    expect(author.get_by_text("Approved by 高明覽 Ko Ming-lam").first).to_be_visible()

    page = chat(open_page, running.url, "wen")
    say(page, "联络我们")
    answered(page, "您想工作人员在这里回复您吗？")
    say(page, "不用了")
    heard(page, "海滨公园")
