"""WhatsApp's marks as the phone draws them, and that nothing else becomes markup."""

from typing import Any

import pytest
from playwright.sync_api import Page

DRAW = """async ([words]) => {
    const { formatted } = await import("/static/sandbox/format.js");
    const box = document.createElement("div");
    box.append(formatted(words));
    return box.innerHTML;
}"""
AWAY = 'target="_blank" rel="noopener noreferrer"'
CASES = {
    "plain": "plain",
    "*bold*": "<strong>bold</strong>",
    "_slanted_": "<em>slanted</em>",
    "~struck~": "<s>struck</s>",
    "`code`": "<code>code</code>",
    "```a\n*b*```": '<code class="block">a\n*b*</code>',
    "*_both_*": "<strong><em>both</em></strong>",
    "a *b* c *d*": "a <strong>b</strong> c <strong>d</strong>",
    "2*3*4": "2*3*4",
    "snake_case_name": "snake_case_name",
    "* not bold *": "• not bold *",
    "**": "**",
    "「*重要*」": "「<strong>重要</strong>」",
    "> quoted": "<blockquote>quoted</blockquote>",
    "- one\n- two": "• one\n• two",
    "see https://example.org/a_b_c.": (
        f'see <a href="https://example.org/a_b_c" {AWAY}>https://example.org/a_b_c</a>.'
    ),
    "javascript:alert(1)": "javascript:alert(1)",
    "<b>x</b> &amp;": "&lt;b&gt;x&lt;/b&gt; &amp;amp;",
    "*<img src=x>*": "<strong>&lt;img src=x&gt;</strong>",
    'https://example.org/"onclick=': f'<a href="https://example.org/" {AWAY}>https://example.org/</a>"onclick=',
}


@pytest.fixture
def drawing(live: Any, page: Page) -> Page:
    page.goto(f"{live.url}/phone?language=en")
    return page


def test_marks(drawing: Page) -> None:
    drawn = {words: drawing.evaluate(DRAW, [words]) for words in CASES}
    assert drawn == CASES


def test_long_and_hostile_words_are_drawn_at_once(drawing: Page) -> None:
    for words in ("*" * 4096, "*a" * 2048, "_*~" * 1365, "`" * 4096, "https://" * 512):
        begun = drawing.evaluate("performance.now()")
        drawing.evaluate(DRAW, [words])
        assert drawing.evaluate("performance.now()") - begun < 2000
