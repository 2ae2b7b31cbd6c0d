"""The staff site in a real browser: the policy holds, the talk keeps itself up to date, it fits."""

import re

import msgspec
import pytest
from flask.sessions import SecureCookieSessionInterface
from playwright.sync_api import Page, expect

from extensions import db
from flows import events
from models import Conversation, Message, scope
from tests.admin.conftest import Town
from tests.admin.rows import fill
from tests.staff.people import signed


def _enter(page: Page, town: Town, address: str, who: str) -> list[str]:
    """Sign the browser in; the list collects what it complains about."""
    signer = SecureCookieSessionInterface().get_signing_serializer(town.app)
    assert signer
    value = signer.dumps(signed(town.app, town.sessions[who]))
    page.context.add_cookies([{"name": "sampan", "value": str(value), "url": address}])
    complaints: list[str] = []
    page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
    page.on("pageerror", lambda fault: complaints.append(str(fault)))
    return complaints


def test_an_open_conversation_shows_what_is_said_next(page: Page, site: tuple[Town, str]) -> None:
    town, address = site
    _enter(page, town, address, "agent")
    page.goto(f"{address}/admin/conversations/details/?id={town.parks.conversation}")
    expect(page.locator(".bubble")).to_have_count(7)
    with town.app.app_context(), scope.system():
        conversation = db.session.get(Conversation, town.parks.conversation)
        assert conversation is not None
        db.session.add(
            Message(
                department_id=conversation.department_id, ulid="Z" * 26,
                conversation_id=conversation.id, direction="in", kind="words", status="received",
                content=msgspec.json.encode(events.Words(text="Are you still there?")),
            )
        )  # fmt: skip
        db.session.commit()
    expect(page.get_by_text("Are you still there?")).to_be_visible()


# What is wrong with the page that is open, in words. Each of these is a rule of WCAG 2.2 or of ours.
FLAWS = """() => {
  const found = [];
  const shown = (one) => one.getClientRects().length > 0;
  const all = (what) => [...document.querySelectorAll(what)];
  const wide = document.documentElement.scrollWidth - innerWidth;
  if (wide > 0) found.push(`${wide} pixels too wide`);
  const levels = all("h1, h2, h3, h4").filter(shown).map((one) => Number(one.tagName[1]));
  if (levels.filter((one) => one === 1).length !== 1) found.push("not one h1");
  levels.forEach((one, at) => at && one > levels[at - 1] + 1 && found.push("a heading's level is left out"));
  for (const one of all("input:not([type=hidden]), select, textarea"))
    if (!one.labels?.length && !one.ariaLabel) found.push(`no label: ${one.name}`);
  for (const one of all("a[href], button, summary")) {
    const name = one.textContent.trim() || one.ariaLabel || one.querySelector("img")?.alt;
    if (!name) found.push(`no name: ${one.outerHTML.slice(0, 80)}`);
  }
  for (const one of all("img:not([alt])")) found.push(`no alt: ${one.src}`);
  const ids = all("[id]").map((one) => one.id);
  for (const id of new Set(ids.filter((one, at) => ids.indexOf(one) !== at))) found.push(`twice: #${id}`);
  for (const one of all("label[for]"))
    if (!document.getElementById(one.htmlFor)) found.push(`label of nothing: ${one.htmlFor}`);
  return found;
}"""
# Where the links of the page lead within the staff site; those of a drawing are SVG's.
LINKS = """links => links.map((one) => new URL(one.getAttribute("href"), location))
  .filter((one) => one.origin === location.origin && one.pathname.startsWith("/admin/"))
  .map((one) => one.pathname + one.search)"""
# Files, and what signs out or changes the language: no pages.
NO_PAGE = re.compile(r"/language/|/media/|/file/|/files/\d|export|\.xlsx|\.yaml|\.csv")


@pytest.mark.parametrize(
    ("who", "width"),
    [("department-admin", 1280), ("department-admin", 360), ("agent", 360), ("system-admin", 360)],
)
def test_every_page_that_can_be_reached_is_sound(
    page: Page, site: tuple[Town, str], who: str, width: int
) -> None:
    """Follow every link, one a view, in the width of a desk or of a telephone."""
    town, address = site
    with town.app.app_context(), scope.system():
        fill(town, 2)
    complaints = _enter(page, town, address, who)
    page.set_viewport_size({"width": width, "height": 800})
    routes = town.app.url_map.bind("localhost")
    waiting, seen, titles, flaws = ["/admin/"], set[str](), dict[str, str](), list[str]()
    while waiting:
        path = waiting.pop(0)
        view = str(routes.match(path.partition("?")[0])[0])
        if view in seen or NO_PAGE.search(path):
            continue
        seen.add(view)
        answer = page.goto(f"{address}{path}")
        if answer is None or not answer.ok:
            flaws.append(f"{path}: does not open")
        flaws += [f"{path}: {flaw}" for flaw in page.evaluate(FLAWS)]
        title = page.title()
        if title in titles:
            flaws.append(f"{path}: has the title of {titles[title]}, {title}")
        titles[title] = path
        waiting += page.eval_on_selector_all("a[href]", LINKS)
    assert flaws == []
    assert complaints == []
    assert len(seen) >= REACHED[who]


# So many views at least: a crawl that finds no links finds no flaws either.
REACHED = {"department-admin": 40, "agent": 6, "system-admin": 25}


def test_the_navigation_folds_on_a_narrow_screen(page: Page, site: tuple[Town, str]) -> None:
    town, address = site
    _enter(page, town, address, "agent")
    page.set_viewport_size({"width": 360, "height": 800})
    page.goto(f"{address}/admin/")
    cases = page.locator(".side").get_by_role("link", name="Cases")
    expect(cases).to_be_hidden()
    page.get_by_role("button", name="Menu").click()
    cases.click()
    expect(page.get_by_role("heading", name="Cases")).to_be_visible()


def test_a_case_is_closed_by_hand(page: Page, site: tuple[Town, str]) -> None:
    town, address = site
    _enter(page, town, address, "agent")
    page.goto(f"{address}/admin/cases/details/?id={town.parks.case}")
    page.get_by_role("button", name="Close the case").click()
    expect(page.get_by_text("The case is now: Closed.")).to_be_visible()
    expect(page.get_by_role("button", name="Open it again")).to_be_visible()
