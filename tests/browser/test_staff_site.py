"""The staff site in a real browser: the policy holds, the talk keeps itself up to date, it fits."""

import threading
import time
from collections.abc import Iterator
from typing import Any

import msgspec
import pytest
from flask import Flask
from flask.sessions import SecureCookieSessionInterface
from playwright.sync_api import Page, expect
from werkzeug.serving import make_server

from extensions import db
from flows import events
from models import Conversation, Message, scope
from tests.admin.conftest import Town, build


@pytest.fixture
def site(app: Flask) -> Iterator[tuple[Town, str]]:
    """The town behind a server of its own, and its address."""
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield build(app), f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


def _enter(page: Page, town: Town, address: str, who: str) -> list[str]:
    """Sign the browser in; the list collects what it complains about."""
    signer = SecureCookieSessionInterface().get_signing_serializer(town.app)
    assert signer
    session: dict[str, Any] = {"_user_id": town.sessions[who], "_fresh": True, "fs_cc": "set"}
    value = signer.dumps({**session, "fs_paa": time.time()})
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


@pytest.mark.parametrize("width", [1280, 360])
def test_every_page_keeps_to_the_policy_and_fits(
    page: Page, site: tuple[Town, str], width: int
) -> None:
    town, address = site
    complaints = _enter(page, town, address, "department-admin")
    page.set_viewport_size({"width": width, "height": 800})
    place = town.parks
    for path in (
        "", "conversations/", "cases/", "flows/", "departments/", "channels/", "people/",
        "flows/begin/", "flows/begin/from/closure-notice",
        f"cases/details/?id={town.tax.case + 100}",
        f"channels/details/?id={place.channel}",
        f"departments/edit/?id={place.department}",
        f"people/details/?id={place.user}",
    ):  # fmt: skip
        page.goto(f"{address}/admin/{path}")
        wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
        assert wide <= 0, path
    assert [one for one in complaints if "404" not in one] == []


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
