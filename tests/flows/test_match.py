"""Chinese and English as people type them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.match import Matcher, fold, number_in, script_of

MATCHER = Matcher(
    [
        ("tree", ["Report a fallen tree", "報告塌樹", "塌樹", "冧樹", "tree"]),
        ("hours", ["Opening hours", "開放時間", "幾點開門"]),
        ("file", ["報稅", "file a return"]),
        ("refund", ["退稅", "tax refund"]),
        ("id", ["身份證", "ID"]),
    ]
)


@pytest.mark.parametrize(
    ("text", "key", "how"),
    [
        ("報告塌樹", "tree", "exact"),
        ("报告塌树", "tree", "exact"),
        ("ＴＲＥＥ!!", "tree", "exact"),
        ("我條街有樹冧樹呀", "tree", "contained"),
        ("there is a tree on my car", "tree", "contained"),
        ("幾點開門㗎", "hours", "contained"),
        ("opening", "hours", "contained"),
        ("oppening hours", "hours", "near"),
        ("我想報稅", "file", "contained"),
        ("我想退税", "refund", "contained"),
        ("tax refnd", "refund", "near"),
        ("開放时间", "hours", "exact"),
    ],
)
def test_understood(text: str, key: str, how: str) -> None:
    found = MATCHER.find(text)
    assert found is not None
    assert (found.key, found.how) == (key, how)


@pytest.mark.parametrize(
    "text",
    ["", "   ", "🌳", "streetcar", "報稅定退稅", "税", "video", "re", "hello", "\u200b\u202e"],
)
def test_not_understood(text: str) -> None:
    assert MATCHER.find(text) is None


BLOCKED = Matcher(
    [
        ("road", ["阻塞馬路", "馬路", "It blocks the road", "road"]),
        ("none", ["沒有阻塞", "沒有", "冇", "Nothing is blocked", "no"]),
    ]
)


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("沒有阻塞馬路", "none"),
        ("冇阻塞馬路", "none"),
        ("有冇阻塞馬路", "road"),
        ("是不是阻塞馬路", "road"),
        ("阻塞馬咯", "road"),
        ("没有阻塞", "none"),
        ("nothing is blocked", "none"),
        ("not the road", None),
        ("有阻塞", None),  # a part of “沒有阻塞”, and a slip away from it
        ("blocked", None),
        ("is blocked", None),
    ],
)
def test_a_denial_is_not_what_it_denies(text: str, key: str | None) -> None:
    found = BLOCKED.find(text)
    assert (found.key if found else None) == key


def test_words_that_mean_two_things_mean_neither() -> None:
    matcher = Matcher([("a", ["office", "north"]), ("b", ["office", "south"])])
    assert matcher.find("office") is None
    found = matcher.find("south office")
    assert found is not None
    assert found.key == "b"


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("2", 2),
        ("２", 2),
        ("②", 2),
        (" 2. ", 2),
        ("no. 2", 2),
        ("option 2 please", 2),
        ("第二", 2),
        ("二", 2),
        ("選項三", 3),
        ("十", 10),
        ("十二", 12),
        ("二十", 20),
        ("二十一", 21),
        ("要 4", 4),
        ("2 trees", None),
        ("一二三", None),
        ("", None),
        ("1234", None),
        ("十十", None),
    ],
)
def test_numbers(text: str, number: int | None) -> None:
    assert number_in(text) == number


@pytest.mark.parametrize(
    ("text", "script"),
    [("報稅", "zh-Hant"), ("报税", "zh-Hans"), ("中文", "zh"), ("hi", ""), ("hello", ""), ("good morning", "en"),
     ("holiday?", "en"), ("😀", ""), ("ٹیکس", ""), ("pay 稅", "zh-Hant")],
)  # fmt: skip
def test_script(text: str, script: str) -> None:
    assert script_of(text) == script


@pytest.mark.fuzz
@given(st.text(max_size=200))
def test_any_text_is_read_without_a_fault(text: str) -> None:
    assert fold(fold(text)) == fold(text)
    MATCHER.find(text)
    number_in(text)
    script_of(text)


def test_a_million_characters_are_read_in_no_time() -> None:
    assert len(fold("樹" * 1_000_000)) == 1000
    assert MATCHER.find("塌樹" * 500_000) is not None


@pytest.mark.fuzz
@given(st.lists(st.text(max_size=12), max_size=8), st.text(max_size=60))
def test_any_phrases_are_matched_without_a_fault(phrases: list[str], text: str) -> None:
    matcher = Matcher(enumerate([phrase] for phrase in phrases))
    found = matcher.find(text)
    assert found is None or fold(phrases[int(str(found.key))]) == found.phrase
    for phrase in phrases:
        exact = matcher.exact(phrase)
        alike = [one for one in phrases if fold(one) == fold(phrase)]
        assert (exact is not None) == (bool(fold(phrase)) and len(alike) == 1)


@pytest.mark.parametrize(
    "hostile",
    ["(a+)+" * 200, "(#" * 500, "{{" * 500, "a" * 999 + "!", "\u0301" * 1000, "^.*" * 300],
)
def test_patterns_in_what_is_typed_are_only_words(hostile: str) -> None:
    """Nothing that is typed becomes a pattern; the time is that of its first thousand characters."""
    assert MATCHER.find(hostile) is None
    assert number_in(hostile) is None
