"""`questions`: in from a spreadsheet and out again, or refused whole with a sentence for each row."""

from pathlib import Path

import pytest
from sqlalchemy import select

from extensions import db
from models import AuditEvent, Question
from tests.commands.terminal import Terminal

HEAD = "id,question (en),answer (en),live\n"


@pytest.fixture
def department(terminal: Terminal) -> Terminal:
    terminal.run("departments", "add", "parks", "--name-en", "Parks")
    return terminal


def write(folder: Path, content: str) -> str:
    file = folder / "questions.csv"
    file.write_text(content, encoding="utf-8")
    return str(file)


def test_what_was_imported_comes_out_as_it_was(department: Terminal, tmp_path: Path) -> None:
    file = write(tmp_path, HEAD + "fee,How much?,$17,yes\ndogs,May I bring a dog?,No,no\n")
    said = department.run("questions", "import", file, "--department", "parks").output
    assert said == "2 added, 0 changed, 0 as they were.\n"
    for name in ("out.xlsx", "out.csv"):
        out = str(tmp_path / name)
        said = department.run("questions", "export", out, "--department", "PARKS").output
        assert said == f"Wrote 2 questions to {out}.\n"
        said = department.run("questions", "import", out, "--department", "parks").output
        assert said == "0 added, 0 changed, 2 as they were.\n"
    with department.database():
        found = db.session.scalars(select(Question).order_by(Question.name)).all()
        assert [(row.name, row.live) for row in found] == [("dogs", False), ("fee", True)]
        actions = set(db.session.scalars(select(AuditEvent.action)))
        assert {"questions.imported", "questions.exported", "question.added"} <= actions


def test_a_row_that_is_no_question_stores_nothing(department: Terminal, tmp_path: Path) -> None:
    file = write(tmp_path, HEAD + "fee,How much?,$17,yes\nno id,Where?,,yes\n")
    said = department.run("questions", "import", file, "--department", "parks", fails=1).output
    assert "row 3: id: An id begins with a letter" in said
    assert "Nothing was stored." in said
    with department.database():
        assert db.session.scalars(select(Question)).all() == []


def test_what_is_no_spreadsheet_is_refused(department: Terminal, tmp_path: Path) -> None:
    file = write(tmp_path, " ")
    said = department.run("questions", "import", file, "--department", "parks", fails=1).output
    assert "There is nothing in this file. Nothing was stored." in said


def test_a_department_that_is_not_there_is_named(department: Terminal, tmp_path: Path) -> None:
    file = write(tmp_path, HEAD)
    said = department.run("questions", "import", file, "--department", "gone", fails=1).output
    assert "There is no department 'gone'" in said
