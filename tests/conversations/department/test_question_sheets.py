"""Questions as spreadsheets: out and in again unchanged, or refused row by row."""

from typing import Any

import pytest

from conversations.department import question_sheets, questions, sheets
from conversations.department.question_sheets import FlawedSheetError, Imported
from models import Department, Question
from tests.conversations.office import Office

FULL: dict[str, Any] = {
    "question": {"en": "How much?", "zh-Hant": "幾多錢？"},
    "also": {"zh-Hant": ["收費", "=價錢"]},
    "answer": {"en": "-$17, with a line\nbelow", "zh-Hant": "17 元" + "。" * 600},
    "topic": "fees",
    "link": "https://example.org/fees",
    "valid_from": "2026-12-01",
    "valid_until": "2026-12-31",
}


def take(office: Office, content: str | bytes) -> Imported:
    with office.open() as session:
        owner = session.get_one(Department, office.department_id)
        raw = content.encode() if isinstance(content, str) else content
        found = question_sheets.take(owner, raw, "terminal")
        session.commit()
        return found


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_out_and_in_again_changes_nothing(office: Office, kind: str) -> None:
    with office.open() as session:
        owner = session.get_one(Department, office.department_id)
        questions.add(owner, "fees", FULL, True, "terminal")  # noqa: FBT003
        questions.add(owner, "rest", {**FULL, "also": {}}, False, "terminal")  # noqa: FBT003
        rows = question_sheets.of_department(owner.id)
        out = question_sheets.csv_text(rows) if kind == "csv" else question_sheets.workbook(rows)
        session.commit()
    assert take(office, out) == Imported(added=0, changed=1, same=1)  # an empty "also" is left out
    assert office.rows(Question)[0].document == FULL


def test_new_rows_are_added_and_known_ones_changed(office: Office) -> None:
    head = "id,question (en),answer (EN),live\n"
    assert take(office, head + "fees,How much?,$17,\n,Where is it?,Here,no\n") == Imported(2, 0, 0)
    assert take(office, head + "fees,How much?,$18,yes\n") == Imported(0, 1, 0)
    found = {row.name: (row.document["answer"], row.live) for row in office.rows(Question)}
    assert found == {"fees": ({"en": "$18"}, True), "where-is-it": ({"en": "Here"}, False)}


@pytest.mark.parametrize(
    ("content", "faults"),
    [
        ("id,question (en),answer (en)\n", ["There are no questions below the headings."]),
        (
            "id,question (en)\nq,x\n",
            ["row 1: There is no column such as “answer (en)”.", "row 2: The answer is empty."],
        ),
        (
            "id,question (en),answer (en),colour\na,Q,A,red\n",
            ["row 1: The heading “colour” means nothing here."],
        ),
        (
            "id,question (en),answer (en)\na,Q,A\na,Q,\n",
            [
                "row 3: The id a stands in an earlier row as well.",
                "row 3: The answer is empty.",
            ],
        ),
        ("id,question (en),answer (en)\nno id,Q,A\n", ["row 2: id: An id begins with a letter"]),
        ("id,question (en),answer (en)\na,Q,{{ answers.b }}\n", ["row 2: answer.en: Nothing is"]),
    ],
)
def test_a_sheet_with_a_fault_stores_nothing(
    office: Office, content: str, faults: list[str]
) -> None:
    with pytest.raises(FlawedSheetError) as refusal:
        take(office, content)
    told = [str(fault) for fault in refusal.value.faults]
    assert all(
        one.startswith(wanted.removesuffix("…")) for one, wanted in zip(told, faults, strict=True)
    ), told
    assert office.count(Question) == 0


def test_what_is_no_spreadsheet_is_refused(office: Office) -> None:
    with pytest.raises(sheets.SheetError):
        take(office, b"\xd0\xcf\x11\xe0 old")
