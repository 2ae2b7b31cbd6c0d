"""Tables at the terminal."""

import io
from pathlib import Path

import pytest
from openpyxl import load_workbook
from sqlalchemy import select

from extensions import db
from models import AuditEvent, LookupTable, LookupTableVersion
from tests.commands.terminal import Terminal

CSV = "地區,District,Office (en)\n沙田,Sha Tin,Sha Tin Office\n大埔,Tai Po,=1+1\n"
WHERE = ("--department", "parks", "--name", "offices")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    made = tmp_path / "offices.csv"
    made.write_text(CSV, encoding="utf-8")
    return made


def test_a_file_is_in_use_at_once_and_comes_out_again(
    any_terminal: Terminal, file: Path, tmp_path: Path
) -> None:
    any_terminal.run("departments", "add", "parks", "--name-en", "Parks")
    printed = any_terminal.run("tables", "import", str(file), *WHERE).output
    assert printed == (
        "The table offices of parks has 2 rows, revision 1. Columns: column_1, district, office.\n"
    )
    file.write_text("District,地區,Office (en)\nx,y,z\nx,y,z\n", encoding="utf-8")
    printed = any_terminal.run("tables", "import", str(file), *WHERE).output
    assert "warning: A3: “x” stands in an earlier row as well" in printed
    assert "revision 2. Columns: district, column_1, office." in printed, "names stay"
    out = tmp_path / "out.xlsx"
    assert any_terminal.run(
        "tables", "export", "offices", str(out), "--department", "parks"
    ).output == f"Wrote {out}.\n"  # fmt: skip
    page = load_workbook(io.BytesIO(out.read_bytes())).worksheets[0]
    assert [[cell.value for cell in line] for line in page.iter_rows()][1] == ["x", "y", "z"]
    with any_terminal.database():
        actions = list(db.session.scalars(select(AuditEvent.action).order_by(AuditEvent.id)))
        assert actions[1:] == [
            "table.uploaded", "table.used", "table.uploaded", "table.used", "table.exported",
        ]  # fmt: skip
        row = db.session.scalars(select(LookupTable)).one()
        assert row.live_version is not None
        assert (row.live_version.number, row.live_version.made_by) == (2, "terminal")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "There is nothing in this file."),
        ("a,a\nx,y\n", "B1: Another column is called “a” as well."),
        ("a\n" + "x" * 501, "A2: This has more than 500 characters."),
    ],
)
def test_what_is_no_table_is_refused_whole(
    terminal: Terminal, file: Path, text: str, words: str
) -> None:
    terminal.run("departments", "add", "parks", "--name-en", "Parks")
    file.write_text(text, encoding="utf-8")
    result = terminal.run("tables", "import", str(file), *WHERE, fails=1)
    assert words in result.output
    assert "Nothing was stored." in result.output
    with terminal.database():
        assert db.session.scalars(select(LookupTableVersion.id)).all() == []


def test_wrong_names_are_told(terminal: Terminal, file: Path, tmp_path: Path) -> None:
    terminal.run("departments", "add", "parks", "--name-en", "Parks")
    wrong = ("--department", "parks", "--name", "a b")
    assert "letters, digits" in terminal.run("tables", "import", str(file), *wrong, fails=2).output
    terminal.run("tables", "import", str(file), *WHERE)
    out = tmp_path / "out.xlsx"
    missed = terminal.run(
        "tables", "export", "other", str(out), "--department", "parks", fails=1
    ).output
    assert "parks has no table 'other'. It has: offices." in missed
    assert not out.exists()
