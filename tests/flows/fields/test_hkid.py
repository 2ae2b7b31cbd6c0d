"""The check digit of an identity card, and numbers that stand in a text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.fields.hkid import check_digit, masked, without_numbers


@pytest.mark.parametrize(
    ("letters", "digits", "check"),
    [("A", "123456", "3"), ("G", "123456", "A"), ("AB", "987654", "3"), ("L", "555555", "0")],
)
def test_check_digit(letters: str, digits: str, check: str) -> None:
    assert check_digit(letters, digits) == check


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("A123456(3)", "A123•••(•)"),
        ("my card is a1234563, thanks", "my card is A123•••(•), thanks"),
        ("身份證A123456(3)號", "身份證A123•••(•)號"),
        ("A123456(4)", "A123456(4)"),
        ("flight CX1234567", "flight CX1234567"),
        ("XA123456(3)9", "XA123456(3)9"),
    ],
)
def test_numbers_in_a_text_are_masked(text: str, shown: str) -> None:
    assert without_numbers(text) == shown


@given(st.from_regex(r"[A-Z]{1,2}", fullmatch=True), st.from_regex(r"[0-9]{6}", fullmatch=True))
def test_every_right_number_is_masked(letters: str, digits: str) -> None:
    number = f"{letters}{digits}({check_digit(letters, digits)})"
    assert without_numbers(f"no. {number}.") == f"no. {masked(letters, digits)}."
