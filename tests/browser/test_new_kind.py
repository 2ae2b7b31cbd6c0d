"""A kind of node that the editor has never heard of shows up on the canvas and is edited there."""

import threading
from collections.abc import Iterator
from typing import Any, ClassVar, Literal

import pytest
from flask import Flask
from flask.sessions import SecureCookieSessionInterface
from playwright.sync_api import Page, expect
from werkzeug.serving import make_server

from flows.documents.shape import Localised, Shape, ui
from flows.kinds import registry
from flows.node import Leave, Move, Node
from flows.scene import Scene
from tests.admin.builder.conftest import Office
from tests.services import canvas
from tests.staff.people import signed


class Stamp(Shape):
    """What is stuck on."""

    id: str = ui("Id", "代號", "代号")
    label: Localised = ui("Print", "圖案", "图案", widget="localised")
    price: float = ui("Price", "價錢", "价钱", widget="number")


class Postcard(Node):
    """Sends a postcard by the tram."""

    names: ClassVar = {"en": "Postcard", "zh-Hant": "明信片", "zh-Hans": "明信片"}

    kind: Literal["postcard"]
    greeting: Localised = ui("Greeting", "問候", "问候", widget="localised")
    paper: Literal["plain", "glossy"] = ui(
        "Paper", "紙張", "纸张", widget="choice", default="plain"
    )
    stamps: list[Stamp] = ui("Stamps", "郵票", "邮票", default_factory=list)

    def enter(self, scene: Scene) -> Move:
        """Go on."""
        del scene
        return Leave("next")


@pytest.fixture
def office(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[Office, str]]:
    """The office behind a server of its own, with one kind more."""
    canvas.built()
    monkeypatch.setitem(registry(), "postcard", Postcard)
    Office.furnish(app)
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield Office(app), f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


def test_a_new_kind_needs_no_change_of_the_editor(page: Page, office: tuple[Office, str]) -> None:
    built, url = office
    signer = SecureCookieSessionInterface().get_signing_serializer(built.app)
    assert signer
    value = signer.dumps(signed(built.app, built.keys["parks-editor"]))
    page.context.add_cookies([{"name": "sampan", "value": str(value), "url": url}])
    page.set_viewport_size({"width": 1500, "height": 950})
    page.goto(f"{url}/admin/flows/{built.flows['parks']}/canvas")
    expect(page.locator(".react-flow__node").first).to_be_visible()
    page.get_by_role("button", name="Add a step", exact=False).first.click()
    page.get_by_role("combobox", name="What should happen?").fill("tram")
    page.get_by_role("option", name="Postcard").click()
    card = page.locator('.react-flow__node[data-id="postcard1"]')
    panel = page.get_by_role("complementary")
    panel.get_by_role("group", name="Greeting").get_by_label("English").fill("From the Peak")
    panel.get_by_label("Paper").select_option("glossy")
    panel.get_by_role("group", name="Stamps").get_by_role("button", name="Add one").click()
    panel.get_by_role("group", name="Print").get_by_label("English").fill("Junk")
    panel.get_by_label("Price").fill("2.60")
    expect(card).to_contain_text("From the Peak")
    expect(page.get_by_text("Saved in the draft")).to_be_visible()
    stored: dict[str, Any] = built.draft()["nodes"]["postcard1"]
    assert stored["greeting"] == {"en": "From the Peak"}
    assert stored["paper"] == "glossy"
    assert stored["stamps"] == [{"id": "stamp1", "label": {"en": "Junk"}, "price": 2.6}]
