"""The canvas with a flow of five hundred steps, in Chromium: how soon one sees what one does.

Run by itself, as `python -m benchmarks.canvas`: it needs a browser and the built canvas.
"""

import json
import re
import statistics
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Page, ViewportSize, expect, sync_playwright

from benchmarks.gate import flow_of
from tests.services import chromium
from tests.services.application import System

NODES = 500
EDITS = 30
SCREEN = ViewportSize(width=1500, height=950)
SIGN_IN = "parks.admin@example.org"

# Milliseconds from a key, as the browser dates it, until the frame with the card's new words has
# been handed to the screen: the message comes after the painting of that frame.
TYPING = """
() => {
  const card = document.querySelector('.react-flow__node[data-id="n0"] .words');
  const field = document.activeElement;
  window.tooks = [];
  field.addEventListener('keydown', (event) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      window.tooks.push(performance.now() - event.timeStamp);
      window.fresh = card.textContent.endsWith(field.value.split('}}').pop());
    };
    requestAnimationFrame(() => port2.postMessage(null));
  }, { capture: true });
}
"""
PAINTED = """
(count) => new Promise((done) => {
  const look = () => (window.tooks.length === count ? done() : setTimeout(look, 10));
  look();
})
"""
# Milliseconds between frames while a card is dragged.
FRAMES = """
() => {
  window.frames_ = [];
  let last = performance.now();
  const tick = (now) => { window.frames_.push(now - last); last = now; window.ticking && requestAnimationFrame(tick); };
  window.ticking = true;
  requestAnimationFrame(tick);
}
"""


def measure() -> str:
    """A line with the first opening, edits (median and 95th percentile) and a card being dragged."""
    with _desk() as page:
        opened = _open(page)
        edits = _type(page)
        frames = _drag(page)
    return (
        f"canvas: {NODES} steps open in {opened:,.0f} ms; an edit shows in "
        f"{statistics.median(edits):.0f} ms (median), {_p95(edits):.0f} ms (p95 of {EDITS}); "
        f"a frame of dragging takes {statistics.median(frames):.0f} ms (median), "
        f"{_p95(frames):.0f} ms (p95)"
    )


@contextmanager
def _desk() -> Iterator[Page]:
    """A clerk's page at a new installation that holds the large flow."""
    running = System({})
    try:
        running.run("db", "upgrade")
        found = re.search(r"password\s+(\S+)", running.run("demo"))
        assert found, "`demo` has printed no password"
        large = json.dumps(flow_of(NODES))
        running.run("flows", "import", "--department", "parks", "-", stdin=large)
        running.start()
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(
                executable_path=chromium.executable(), args=chromium.arguments()
            )
            page = browser.new_page(viewport=SCREEN, locale="en-GB")
            page.goto(f"{running.url}/admin/flows/")
            page.locator("input[name=email]").fill(SIGN_IN)
            page.locator("input[name=password]").fill(found[1])
            page.locator("input[name=password]").press("Enter")
            page.locator("main a", has_text="large").first.click()
            yield page
            browser.close()
    finally:
        running.remove()


def _open(page: Page) -> float:
    """From asking for the page until its first card is there."""
    page.get_by_role("link", name="Canvas").click()
    page.locator('.react-flow__node[data-id="n0"]').wait_for()
    return float(page.evaluate("performance.now()"))


def _type(page: Page) -> list[float]:
    page.locator('.react-flow__node[data-id="n0"]').click()
    words = page.get_by_role("complementary").get_by_label("English", exact=True).first
    words.focus()
    words.press("End")
    page.evaluate(TYPING)
    for number in range(EDITS):
        page.keyboard.press(chr(ord("a") + number % 26))
        page.evaluate(PAINTED, number + 1)
        assert page.evaluate("window.fresh"), "the card does not show what has been typed"
        page.wait_for_timeout(200)  # the gate looks between two words, as with people
    return [float(one) for one in page.evaluate("window.tooks")]


def _drag(page: Page) -> list[float]:
    box = page.locator('.react-flow__node[data-id="n0"] .head').bounding_box()
    assert box
    page.mouse.move(box["x"] + 20, box["y"] + 20)
    page.mouse.down()
    page.evaluate(FRAMES)
    for step in range(60):
        page.mouse.move(box["x"] + 20 + step * 3, box["y"] + 20 + step * 2)
    page.mouse.up()
    page.evaluate("window.ticking = false")
    expect(page.get_by_role("button", name="Tidy up")).to_be_visible()
    return [float(one) for one in page.evaluate("window.frames_")]


def _p95(values: list[float]) -> float:
    return statistics.quantiles(values, n=20)[-1]


if __name__ == "__main__":
    sys.stdout.write(measure() + "\n")
