"""The demonstration in a browser: what citizens do on the phone, and staff at the desk."""

import atexit
import re
import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import cache

from playwright.sync_api import Page, expect

from tests.services.application import System

OpenPage = Callable[..., Page]  # see the fixture ``open_page``

ADMIN = "parks.admin@example.org"
AGENT = "parks.agent@example.org"
REVIEWER = "parks.reviewer@example.org"
PASSWORD = re.compile(r"with the password\s+(\S+)")


@contextmanager
def planted(settings: Mapping[str, str]) -> Iterator[tuple[System, str]]:
    """The demonstration as ``make run`` brings it up, and the password of its staff.

    On SQLite, which is what no settings mean, it is seeded once a process and copied.
    """
    running = System(settings)
    try:
        if settings:
            password = _seed(running)
        else:
            seeded, password = _seeded()
            shutil.copytree(seeded.instance, running.instance)
        running.start()
        yield running, password
    finally:
        running.remove()


@cache
def _seeded() -> tuple[System, str]:
    model = System()
    atexit.register(model.remove)
    return model, _seed(model)


def _seed(running: System) -> str:
    """Fill it with the demonstration; the password of its staff."""
    running.run("db", "upgrade")
    found = PASSWORD.search(running.run("demo"))
    assert found
    return found.group(1)


# On the phone


def chat(open_page: OpenPage, url: str, persona: str) -> Page:
    page = open_page()
    page.goto(f"{url}/phone?persona={persona}&chat=parks")
    return page


def answered(page: Page, words: str) -> None:
    """Wait until the department's last bubble holds ``words``."""
    expect(page.get_by_test_id("bubble-in").last).to_contain_text(words)


def heard(page: Page, words: str) -> None:
    """Wait until a bubble of the department's holds ``words``."""
    expect(page.get_by_test_id("bubble-in").filter(has_text=words).last).to_be_visible()


def say(page: Page, words: str) -> None:
    page.get_by_test_id("composer").fill(words)
    page.get_by_test_id("send").click()


def attach(page: Page, *steps: str) -> None:
    page.get_by_test_id("attach").click()
    for step in steps:
        page.get_by_test_id(step).click()


def tap(page: Page, label: str) -> None:
    page.get_by_test_id("bubble-in").last.get_by_role("button", name=label, exact=True).click()


# At the desk


def enter(page: Page, url: str, password: str, who: str = ADMIN) -> Page:
    """Sign in on ``page``, in whatever language it is."""
    page.goto(f"{url}/admin/")
    page.locator("input[name=email]").fill(who)
    page.locator("input[name=password]").fill(password)
    page.locator("input[name=password]").press("Enter")
    expect(page.locator(".side")).to_be_visible()
    return page


def approve(page: Page, url: str, flow: str) -> None:
    """As a reviewer, who is signed in on ``page``: find the flow in the list, and approve it."""
    page.goto(f"{url}/admin/reviews/")
    page.get_by_role("link", name=flow).click()
    page.get_by_role("button", name="Approve").click()
    expect(page.get_by_text("Approved. It can be published as it is.")).to_be_visible()
