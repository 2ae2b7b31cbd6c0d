import pytest
from hypothesis import given
from hypothesis import strategies as st

from admin.builder.lettering import cut, width, wrapped


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("", []),
        ("short", ["short"]),
        ("one two three four five", ["one two", "three four", "five"]),
        ("one two three four five six seven eight", ["one two", "three four", "five six …"]),
        ("公園開放時間如下", ["公園開放時", "間如下"]),
        ("Unbreakableword", ["Unbreakabl…"]),
    ],
)
def test_words_are_broken_into_lines(text: str, lines: list[str]) -> None:
    assert wrapped(text, 11, 3) == lines


@given(st.text(), st.integers(4, 30), st.integers(1, 4))
def test_no_line_is_longer_than_its_room(text: str, letters: int, most: int) -> None:
    lines = wrapped(" ".join(text.split()), letters, most)
    assert len(lines) <= most
    for line in lines:
        assert width(line) <= letters


@pytest.mark.parametrize(
    ("line", "shown"),
    [
        ("", ""),
        ("short", "short"),
        ("eleven letters", "eleven le…"),
        ("請傳送塌樹的相片", "請傳送塌…"),
    ],
)
def test_a_line_is_cut_at_its_room(line: str, shown: str) -> None:
    assert cut(line, 10) == shown
