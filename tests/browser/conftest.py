import threading
from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, ViewportSize
from werkzeug.serving import make_server

from tests.admin.conftest import Town, build
from tests.browser import demonstration
from tests.browser.demonstration import OpenPage
from tests.services import canvas
from tests.services.application import System
from tests.services.chromium import PATIENCE


@pytest.fixture
def open_page(browser: Browser) -> Iterator[OpenPage]:
    """Open a page in a browser of its own: ``open_page(width=360, java_script_enabled=False)``."""
    contexts = []

    def make(width: int = 1280, **options: Any) -> Page:
        viewport = ViewportSize(width=width, height=900)
        context = browser.new_context(viewport=viewport, locale="en-GB", **options)
        context.set_default_timeout(PATIENCE)
        contexts.append(context)
        return context.new_page()

    yield make
    for context in contexts:
        context.close()


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


@pytest.fixture(scope="module")
def town() -> Iterator[tuple[System, str]]:
    """The demonstration on SQLite with the canvas, and the password of its staff."""
    canvas.built()
    with demonstration.planted({}) as found:
        yield found
