"""The built-in sentences: complete, alike in what they mention, within WhatsApp's limits."""

import re

import pytest

from flows.match import script_of
from flows.messages import BUTTON_TITLE, FOOTER, LIST_BUTTON, ROW_TITLE, fits
from flows.phrases import SENTENCES, WORDS, global_words, is_danger, nearest, sentence

SPECIAL = {"footer_language", "language_set"}  # these speak to readers of other languages


@pytest.mark.parametrize("language", SENTENCES)
def test_every_language_has_every_sentence(language: str) -> None:
    assert set(SENTENCES[language]) == set(SENTENCES["en"])
    assert set(WORDS[language]) == set(WORDS["en"])
    assert all(text.strip() for text in SENTENCES[language].values())
    for key, text in SENTENCES[language].items():
        named = set(re.findall(r"\{(\w+)\}", text))
        assert named == set(re.findall(r"\{(\w+)\}", SENTENCES["en"][key])), key


@pytest.mark.parametrize("language", SENTENCES)
def test_labels_fit(language: str) -> None:
    said = SENTENCES[language]
    for key, text in said.items():
        if key.startswith("button_"):
            assert fits(text, min(BUTTON_TITLE, LIST_BUTTON, ROW_TITLE)), text
        if key.startswith("footer_"):
            assert fits(text, FOOTER), text


def test_no_simplified_on_traditional_pages_nor_the_other_way_round() -> None:
    for key, text in SENTENCES["zh-Hant"].items():
        assert key in SPECIAL or script_of(text) in {"zh-Hant", "zh", "", "en"}, text
    for key, text in SENTENCES["zh-Hans"].items():
        assert key in SPECIAL or script_of(text) in {"zh-Hans", "zh", "", "en"}, text


def test_no_word_that_works_everywhere_means_two_things() -> None:
    seen: dict[str, str] = {}
    for words in WORDS.values():
        for name in ("menu", "back", "person", "stop", "language"):
            for word in words[name]:
                assert global_words().whole(word) == name, word
                assert seen.setdefault(word, name) == name


@pytest.mark.parametrize(
    ("text", "danger"),
    [
        ("救命", True),
        ("快啲嚟，救命呀", True),
        ("999", True),
        ("room 999", False),
        ("tree", False),
        ("請你打999", True),
        ("I will call 999", True),
        ("HK$999", False),
        ("報警呀", True),
        ("防盜報警器", False),
    ],
)
def test_danger(text: str, danger: bool) -> None:
    assert is_danger(text) is danger


def test_a_department_s_own_words_come_first() -> None:
    own = {"goodbye": {"en": "Bye from Parks, {name}"}}
    assert sentence("goodbye", "en", own, {"name": "x"}) == "Bye from Parks, x"
    assert sentence("goodbye", "zh-Hant", own, {}) == SENTENCES["zh-Hant"]["goodbye"]


@pytest.mark.parametrize(
    ("language", "near"),
    [("zh-HK", "zh-Hant"), ("zh-CN", "zh-Hans"), ("ur", "en"), ("en-GB", "en"), ("", "en")],
)
def test_the_nearest_language(language: str, near: str) -> None:
    assert nearest(language) == near
