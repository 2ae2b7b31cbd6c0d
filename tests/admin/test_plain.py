import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from admin.plain import case_type_named, masked_digits, masked_name, masked_number, plain, telephone


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("塌樹 at 3 pm 🌳", "塌樹 at 3 pm 🌳"),
        ("two\nlines\tand a tab", "two\nlines\tand a tab"),
        ("family 👨\u200d👩\u200d👧", "family 👨\u200d👩\u200d👧"),
        ("\u202egpj.exe", "‹U+202E›gpj.exe"),
        ("a\u2066b\u2069c", "a‹U+2066›b‹U+2069›c"),
        ("zero\u200bwidth", "zero‹U+200B›width"),
        ("bell\x07", "bell‹U+0007›"),
        ("half a pair \ud800", "half a pair ‹U+D800›"),
        (None, ""),
        (7, "7"),
    ],
)
def test_what_is_hidden_is_shown(written: object, shown: str) -> None:
    assert plain(written) == shown


@given(st.text(st.characters(exclude_categories=())))
def test_nothing_that_turns_or_hides_is_left(text: str) -> None:
    shown = plain(text)
    shown.encode()
    hidden = {sign for sign in shown if unicodedata.category(sign) in {"Cf", "Cc", "Cs"}}
    assert hidden <= {"\n", "\t", "\u200c", "\u200d"}


@pytest.mark.parametrize(
    ("name", "masked"),
    [("Chan Tai Man", "C•• T•• M••"), ("陳大文", "陳••"), ("", ""), ("  ", ""), ("\u202eA", "‹••")],
)
def test_a_name_is_shortened(name: str, masked: str) -> None:
    assert masked_name(name) == masked


@given(st.text(max_size=200))
def test_a_shortened_name_gives_nothing_else_away(name: str) -> None:
    assert all(len(word) <= 3 for word in masked_name(name).split())


@pytest.mark.parametrize(
    ("number", "masked"),
    [("85255550123", "•••• 0123"), ("+852 5555 0123", "•••• 0123"), ("123", "••••"), ("", "••••")],
)
def test_a_number_keeps_its_last_digits(number: str, masked: str) -> None:
    assert masked_number(number) == masked


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("+852 5555 0123", "•••• 0123"),
        ("85255550123", "•••• 0123"),
        ("ring 5555-0123 or (5555) 0124", "ring •••• 0123 or (•••• 0124"),
        ("A123456(3)", "A•••••••"),
        ("my card is AB1234567.", "my card is AB•••••••."),
        ("2026-11-23", "2026-11-23"),
        ("3 lanes, 12 m, 14:30", "3 lanes, 12 m, 14:30"),
        ("Sha Tin", "Sha Tin"),
        (7, "7"),
    ],
)
def test_long_numbers_within_a_text_are_shortened(text: object, shown: str) -> None:
    assert masked_digits(text) == shown


@given(st.text(st.sampled_from("0123456789 -+()A\n"), max_size=300))
def test_no_long_number_is_left(text: str) -> None:
    shown = masked_digits(text)
    assert not re.search(r"\d{7}", shown)


def test_a_number_is_written_as_people_write_it() -> None:
    assert telephone("+85255550123") == "+852 5555 0123"
    assert telephone("no\u202enumber") == "no‹U+202E›number"


@pytest.mark.parametrize(
    ("type", "shown"),
    [("fallen-tree", "Fallen tree"), ("x", "X"), ("", ""), ("\u202ex", "‹U+202E›x")],
)
def test_a_type_of_case_is_shown_as_people_write_it(type: str, shown: str) -> None:
    assert case_type_named(type) == shown
