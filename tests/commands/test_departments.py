import pytest
from sqlalchemy import select

from extensions import db
from models import AuditEvent, Calendar, Department, Queue
from tests.commands.terminal import Terminal


def test_a_department_is_added_with_everything_given(any_terminal: Terminal) -> None:
    printed = any_terminal.run(
        "departments", "add", "Parks-2",
        "--name-en", "Parks", "--name-zh-hant", " 公園 ", "--name-zh-hans", "公园",
        "--telephone", "+852 5555 0120", "--hours-en", "9 to 5", "--hours-zh-hant", "九時至五時",
    ).output  # fmt: skip
    assert printed == "Added the department parks-2.\n"
    with any_terminal.database():
        row = db.session.scalars(select(Department)).one()
        assert row.code == "parks-2"
        assert row.names == {"en": "Parks", "zh-Hant": "公園", "zh-Hans": "公园"}
        assert row.hours == {"en": "9 to 5", "zh-Hant": "九時至五時"}
        assert (row.telephone, row.zone, row.demo) == ("+852 5555 0120", "Asia/Hong_Kong", False)
        assert row.desk_open is False
        queue = db.session.scalars(select(Queue)).one()
        assert (queue.department_id, queue.name) == (row.id, "default")
        calendar = db.session.scalars(select(Calendar)).one()
        assert (calendar.department_id, calendar.name) == (row.id, "default")
        assert calendar.document["weekly"]["mon"] == ["09:00-17:00"]
        event = db.session.scalars(select(AuditEvent)).one()
        assert (event.action, event.actor, event.details) == (
            "department.added", "terminal", {"code": "parks-2"},
        )  # fmt: skip


@pytest.mark.parametrize("code", ["1823", "x", "a-b-c", "a" * 40])
def test_a_code_is_letters_digits_and_hyphens(terminal: Terminal, code: str) -> None:
    terminal.run("departments", "add", code, "--name-en", "A department")


@pytest.mark.parametrize("code", ["", "-", "a b", "公園", "a/b", "-a", "a-", "a" * 41])
def test_another_code_is_wrong_usage(terminal: Terminal, code: str) -> None:
    output = terminal.run("departments", "add", "--name-en", "A", "--", code, fails=2).output
    assert "letters, digits and hyphens" in output


def test_a_code_like_a_telephone_number_is_wrong_usage(terminal: Terminal) -> None:
    output = terminal.run("departments", "add", "a-55550120", "--name-en", "A", fails=2).output
    assert "looks like a telephone number" in output


def test_a_code_is_taken_whatever_its_case(terminal: Terminal) -> None:
    terminal.run("departments", "add", "parks", "--name-en", "Parks")
    output = terminal.run("departments", "add", "PARKS", "--name-en", "Parks", fails=1).output
    assert "There is a department parks already." in output


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ([], "Give the department a name"),
        (["--name-en", " "], "Give the department a name"),
        (["--name-en", "a" * 201], "longer than 200"),
        (["--name-en", "A\x07"], "a character that cannot be shown"),
        (["--name-en", "A", "--telephone", "1" * 41], "longer than 40"),
        (["--name-en", "A", "--zone", "Hong Kong"], "There is no time zone 'Hong Kong'"),
        (["--name-en", "A", "--zone", "../etc/passwd"], "There is no time zone"),
    ],
)
def test_what_is_given_wrongly_is_said(
    terminal: Terminal, arguments: list[str], sentence: str
) -> None:
    assert sentence in terminal.run("departments", "add", "parks", *arguments, fails=2).output
    with terminal.database():
        assert db.session.scalars(select(Department)).all() == []
