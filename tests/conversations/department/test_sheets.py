"""Spreadsheets: what is read of them, what is refused, and what is written."""

import io
import zipfile
from datetime import date, datetime, time
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from conversations.department import sheets
from conversations.department.sheets import SheetError
from flows.department.tables import Table


def workbook(*rows: list[Any]) -> bytes:
    book = Workbook()
    page = book.worksheets[0]
    for row in rows:
        page.append(row)
    made = io.BytesIO()
    book.save(made)
    return made.getvalue()


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (" words ", "words"),
        (55550101, "55550101"),
        (12.0, "12"),
        (1.5, "1.5"),
        (True, "TRUE"),
        (datetime(2026, 12, 31), "2026-12-31"),  # noqa: DTZ001 (a spreadsheet has no zones)
        (datetime(2026, 12, 31, 9, 30), "2026-12-31 09:30"),  # noqa: DTZ001
        (date(2026, 12, 31), "2026-12-31"),
        (time(9, 30), "09:30"),
        ("one\r\ntwo", "one\ntwo"),
        ("沙田 🌳", "沙田 🌳"),
    ],
)
def test_a_cell_is_read_as_text(value: Any, text: str) -> None:
    sheet = sheets.read(workbook(["a"], [value]))
    assert (sheet.titles, sheet.rows, sheet.flaws) == (["a"], [[text]], [])


def test_empty_rows_and_columns_at_the_edges_are_left_out() -> None:
    sheet = sheets.read(workbook(["a", "b", None], [None, None], ["x", None], [None], [None, "y"]))
    assert sheet.titles == ["a", "b"]
    assert sheet.rows == [["x", ""], ["", "y"]]


def test_a_formula_counts_as_the_value_that_was_calculated_last() -> None:
    made = workbook(["a", "b"], ["=1+1", "x"])
    kept = _with_value(made, "<f>1+1</f><v />", "<f>1+1</f><v>2</v>")
    assert sheets.read(kept).rows == [["2", "x"]]
    never = _with_value(made, "<f>1+1</f><v />", "<f>1+1</f>")
    assert sheets.read(never).rows == [["", "x"]], "nobody has ever seen a value there"


@pytest.mark.parametrize(
    ("content", "rows"),
    [
        (b"a,b\nx,y\n", [["x", "y"]]),
        ("\ufeffa,b\nx,y\n".encode(), [["x", "y"]]),
        (b"a;b\nx;y,z\n", [["x", "y,z"]]),
        ("a\tb\nx\ty\n".encode("utf-16"), [["x", "y"]]),
        ("a,b\n沙田,大埔\n".encode("big5hkscs"), [["沙田", "大埔"]]),
        (b'a,b\n"x, 1","y ""q"""\n', [["x, 1", 'y "q"']]),
        (b"a\n=1+1\n", [["=1+1"]]),
    ],
)
def test_csv_is_read_as_spreadsheet_programs_write_it(
    content: bytes, rows: list[list[str]]
) -> None:
    assert sheets.read(content).rows == rows


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty"),
        (b" \n ", "empty"),
        (b",,\n,,\n", "empty"),
        (b"x" * (sheets.LARGEST_FILE + 1), "too_large"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1", "old_workbook"),
        (b"PK\x03\x04 nothing more", "unreadable"),
        (b"\xff\x81\x00", "encoding"),
        (b"a\n\x00\n", "encoding"),
        (b"a\n" + b'"' + b"x" * 140_000, "unreadable"),
    ],
)
def test_what_is_no_sheet_is_refused(content: bytes, code: str) -> None:
    with pytest.raises(SheetError) as refusal:
        sheets.read(content)
    assert refusal.value.code == code


def test_a_workbook_that_unpacks_to_more_than_it_may_is_refused_unopened() -> None:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("xl/worksheets/sheet1.xml", b"\0" * (sheets.LARGEST_UNPACKED + 1))
    assert len(made.getvalue()) < 200_000
    with pytest.raises(SheetError) as refusal:
        sheets.read(made.getvalue())
    assert refusal.value.code == "too_large"


def test_a_workbook_with_entities_is_refused() -> None:
    made = workbook(["a"], ["x"])
    many = _with_value(made, "<worksheet", "".join(_nested_entities()) + "<worksheet")
    many = _with_value(many, "<t>x</t>", "<t>&e9;</t>")
    with pytest.raises(SheetError) as refusal:
        sheets.read(many)
    assert refusal.value.code == "unreadable"


def _nested_entities() -> list[str]:
    lines = ['<!DOCTYPE x [<!ENTITY e0 "xxxxxxxxxx">']
    lines += [f'<!ENTITY e{n} "{f"&e{n - 1};" * 20}">' for n in range(1, 10)]
    return [*lines, "]>"]


def test_the_size_that_a_workbook_states_of_itself_is_not_believed() -> None:
    made = workbook(["a", "b"], ["x", "y"], ["z", "w"])
    lying = _with_value(made, 'ref="A1:B3"', 'ref="A1:A1"')
    assert sheets.read(lying).rows == [["x", "y"], ["z", "w"]]


@pytest.mark.parametrize(
    ("rows", "flaws"),
    [
        ([["a", ""], ["x", "y"]], [("B1", "no_title")]),
        ([["a" * 121], ["x"]], [("A1", "title_too_long")]),
        ([["a"], ["x" * 501]], [("A2", "too_long")]),
        ([["a"], [], ["x" * 501]], [("A3", "too_long")]),
        ([["a"], ["#N/A"], ["#1"]], [("A2", "error")]),
        ([["x"] * 201, ["y"]], [("GS1", "too_many_columns")]),
    ],
)
def test_each_flaw_is_told_by_its_cell(rows: list[list[str]], flaws: list[tuple[str, str]]) -> None:
    found = sheets.read(workbook(*rows)).flaws
    assert [(flaw.cell, flaw.code) for flaw in found] == flaws
    assert all(flaw.grave and str(flaw).startswith(flaw.cell) for flaw in found)


def test_rows_and_cells_have_a_bound() -> None:
    many = "a\n" + "x\n" * 20_001
    found = sheets.read(many.encode())
    assert [(flaw.cell, flaw.code) for flaw in found.flaws] == [("A20002", "too_many_rows")]
    wide = ",".join(f"c{n}" for n in range(200)) + "\n"
    with pytest.raises(SheetError) as refusal:
        sheets.read((wide + (",".join("x" * 200) + "\n") * 2001).encode())
    assert refusal.value.code == "too_many_cells"
    with pytest.raises(SheetError) as refusal:
        sheets.read((wide + "x\n" * 2001).encode())
    assert refusal.value.code == "too_many_cells"
    with pytest.raises(SheetError) as refusal:
        sheets.read(b"a\n" + (b"x" * 500 + b"\n") * 8001)
    assert refusal.value.code == "too_much_text"


TEXTS = st.text(
    st.characters(blacklist_categories=["Cc", "Cs", "Cn"], blacklist_characters="\ufffe\uffff"),
    min_size=1,
    max_size=8,
).filter(lambda text: text.strip() == text and not text.startswith("#") and "_x" not in text)


@settings(max_examples=25, deadline=None)
@given(st.lists(st.lists(TEXTS, min_size=2, max_size=2), min_size=1, max_size=4))
def test_what_is_written_is_read_again_letter_for_letter(rows: list[list[str]]) -> None:
    table = Table.model_validate({"columns": ["a", "b"], "rows": rows})
    sheet = sheets.read(sheets.write(table))
    assert (sheet.titles, sheet.rows) == (["a", "b"], rows)


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=200))
def test_no_bytes_break_it(content: bytes) -> None:
    for given_ in (content, b"PK\x03\x04" + content, b"\xff\xfe" + content):
        try:
            sheets.read(given_)
        except SheetError as refusal:
            assert refusal.code in sheets.REFUSALS  # noqa: PT017 (whichever it is)


def _with_value(content: bytes, old: str, new: str) -> bytes:
    """The workbook with something else in its sheet."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as packed, zipfile.ZipFile(made, "w") as again:
        for part in packed.namelist():
            text = packed.read(part)
            if part.startswith("xl/worksheets/"):
                assert old.encode() in text, text
                text = text.replace(old.encode(), new.encode(), 1)
            again.writestr(part, text)
    return made.getvalue()
