import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from admin.spreadsheet import line, safe


@pytest.mark.parametrize(
    "value",
    [
        "=1+1",
        "+85255550123",
        "-1",
        "@SUM(A1)",
        "\t=1",
        "\r=1",
        "\n=1",
        "  =1",
        "＝1",
        "=cmd|' /C calc'!A0",
        "\ufeff=1",
        "\u202e=1",
    ],
)
def test_what_would_start_a_formula_is_text(value: str) -> None:
    assert safe(value)[0] in {"'", "‹"}


@pytest.mark.parametrize("value", ["Victoria Park", "塌樹", "2026-12-31", "a=b", ""])
def test_plain_words_stay(value: str) -> None:
    assert safe(value) == value


@given(st.lists(st.text(), min_size=1))
def test_a_line_is_one_row_whatever_is_in_it(cells: list[str]) -> None:
    rows = list(csv.reader(io.StringIO(line(cells), newline="")))
    assert rows == [[safe(cell) for cell in cells]]
    assert not any(cell.startswith(("=", "+", "-", "@")) for cell in rows[0])
