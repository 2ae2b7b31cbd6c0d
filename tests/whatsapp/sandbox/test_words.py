"""The phone's own sentences stand in all three languages, with the same blanks."""

import re
from typing import Any

from playwright.sync_api import Page

READ = """async () => (await import("/static/sandbox/words.js")).WORDS"""


def test_every_sentence_in_every_language(live: Any, page: Page) -> None:
    page.goto(f"{live.url}/phone")
    words: dict[str, dict[str, str]] = page.evaluate(READ)
    assert set(words) == {"en", "zh-Hant", "zh-Hans"}
    for language, sentences in words.items():
        assert list(sentences) == list(words["en"]), language
        for key, sentence in sentences.items():
            blanks = re.findall(r"{\w+}", sentence)
            assert sentence, (language, key)
            assert blanks == re.findall(r"{\w+}", words["en"][key]), (language, key)


def test_every_sentence_that_the_page_asks_for_is_there(live: Any, page: Page) -> None:
    page.goto(f"{live.url}/phone")
    words = page.evaluate(READ)["en"]
    asked = re.findall(r'data-(?:words|label|hint)="(\w+)"', page.content())
    assert asked
    assert set(asked) <= set(words)
