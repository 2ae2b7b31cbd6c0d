"""Words as they are compared: courtesy left out, colloquial and written made one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.understanding.likeness import joined, word_list


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("How can I book a tennis court?", ("book", "tennis", "court")),
        ("Pools, libraries & the bus", ("pool", "library", "bus")),
        ("我想問下泳池幾點", ("泳池", "时间")),
        ("泳池的時間", ("泳池", "时间")),
        ("泳池幾點開門呀？", ("泳池", "时间", "开放")),
        ("狗", ("狗",)),
        ("點樣book場", ("book", "场")),
        ("hi", ()),
        ("你好，請問", ()),
        ("the mayor's office", ("mayor", "office")),
        ("", ()),
        ("👍👍", ("👍👍",)),
    ],
)
def test_words_that_say_something(text: str, words: tuple[str, ...]) -> None:
    assert word_list(text) == words


def test_street_and_leaflet_say_the_same() -> None:
    assert word_list("泳池幾錢") == word_list("泳池收費")


def test_pairs_that_overlap_read_as_one_word() -> None:
    assert joined(("游泳", "泳池", "收费", "pool")) == ["游泳池", "收费", "pool"]


@given(st.text(max_size=300))
def test_any_text_has_words_without_blanks(text: str) -> None:
    for word in word_list(text):
        assert word
        assert word == word.strip()
