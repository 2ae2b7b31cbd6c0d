"""The pages about tables: nothing is used before somebody has looked at it."""

import io
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook
from werkzeug.test import TestResponse

from conversations.department import lookup_tables
from conversations.releases import publishing
from extensions import db
from flows.department.tables import Table
from models import AuditEvent, Department, Flow, LookupTable, LookupTableVersion, scope
from tests.admin.conftest import Town, Visitor

ROWS: list[list[Any]] = [
    ["District", "Office (en)", "Office (zh-Hant)", "Telephone"],
    ["sha-tin|Sha Tin|沙田", "Sha Tin Office", "沙田辦事處", 55550101],
    ["tai-po|Tai Po|大埔", "=1+1", "大埔辦事處", "05550102"],
]
MAIN: dict[str, Any] = {
    "format": 1,
    "name": "front",
    "languages": ["en"],
    "start": "look",
    "nodes": {"look": {"kind": "table", "table": "offices", "where": {"district": "x"}}},
}


def workbook(rows: list[list[Any]]) -> bytes:
    """A workbook in which no text is a formula."""
    book = Workbook()
    page = book.worksheets[0]
    for row in rows:
        page.append(row)
    cells: list[Any] = [cell for line in page.iter_rows() for cell in line]
    for cell in cells:
        cell.data_type = "s" if isinstance(cell.value, str) else cell.data_type
    made = io.BytesIO()
    book.save(made)
    return made.getvalue()


def upload(visitor: Visitor, path: str, content: bytes, **fields: Any) -> TestResponse:
    file = (io.BytesIO(content), "offices.xlsx")
    return visitor.post(path, **fields, file=file)


def begun(town: Town, rows: list[list[Any]] | None = None) -> int:
    """The table ``offices`` of the parks, in use; its id."""
    with town.app.app_context(), scope.system():
        department = db.session.get_one(Department, town.parks.department)
        columns, *lines = [[str(cell) for cell in row] for row in rows or ROWS]
        table = Table.model_validate({"columns": columns, "rows": lines})
        version = lookup_tables.add(department, "offices", table, "terminal")
        lookup_tables.use(version, "terminal")
        db.session.commit()
        return version.table_id


def events(town: Town) -> list[tuple[str, dict[str, Any]]]:
    with town.app.app_context(), scope.system():
        found = db.session.query(AuditEvent).order_by(AuditEvent.id)
        return [(one.action, one.details) for one in found if one.action.startswith("table.")]


def test_a_table_is_uploaded_looked_at_and_put_to_use(town: Town) -> None:
    editor = town.visitor("content-editor")
    assert "No tables yet" in editor.page("/admin/tables/")
    answer = upload(editor, "/admin/tables/new/", workbook(ROWS), name="offices")
    assert answer.status_code == 302
    page = editor.page(answer.headers["Location"])
    assert "This is not in use" in page
    assert "沙田辦事處" in page
    assert "55550101" in page
    assert "=1+1" in page
    with town.app.app_context(), scope.system():
        row = db.session.query(LookupTable).one()
        assert row.live_version_id is None
        id = row.id
    assert "Not yet" in editor.page("/admin/tables/")
    editor.post(f"/admin/tables/use/?id={id}&number=1")
    page = editor.page(
        f"/admin/tables/details/?id={id}&column=district&words=沙田&language=zh-Hant"
    )
    assert "Revision 1 is in use." in page
    assert "One row fits" in page
    assert page.count("沙田辦事處") > 1
    assert "No row fits" in editor.page(f"/admin/tables/details/?id={id}&words=nowhere")
    assert [action for action, _ in events(town)] == ["table.uploaded", "table.used"]


def test_the_next_one_is_compared_and_the_last_can_come_back(small_town: Town) -> None:
    id = begun(small_town)
    editor = small_town.visitor("content-editor")
    rows = [ROWS[0], [*ROWS[1][:3], "5555 0199"], ["north|North", "North Office", "北區", "1"]]
    answer = upload(editor, f"/admin/tables/upload/?id={id}", workbook(rows))
    page = editor.page(answer.headers["Location"])
    for words in ("1 row added", "1 row removed", "1 row changed", "5555 0199", "north|North"):
        assert words in page, words
    assert "Revision 1 is in use." in editor.page(f"/admin/tables/details/?id={id}")
    editor.post(f"/admin/tables/use/?id={id}&number=2")
    assert "Revision 2 is in use." in editor.page(f"/admin/tables/details/?id={id}")
    assert "Go back to this one" in editor.page(f"/admin/tables/version/?id={id}&number=1")
    editor.post(f"/admin/tables/use/?id={id}&number=1")
    assert "Revision 1 is in use." in editor.page(f"/admin/tables/details/?id={id}")
    same = upload(editor, f"/admin/tables/upload/?id={id}", workbook(rows))
    assert same.headers["Location"].endswith("number=2"), "the same file makes no new revision"


def test_a_column_that_a_live_flow_says_is_missed_before_it_is_gone(small_town: Town) -> None:
    id = begun(small_town)
    said = {"kind": "message", "text": {"en": "{{ result.look.telephone }}"}}
    look = MAIN["nodes"]["look"] | {"exits": {"found": "said", "not_found": "over"}}
    nodes = {"look": look, "said": said | {"exits": {"next": "over"}}, "over": {"kind": "end"}}
    flow = MAIN | {"name": "offices", "nodes": nodes, "triggers": [{"by": "link", "code": "X"}]}
    with small_town.app.app_context(), scope.system():
        department = db.session.get_one(Department, small_town.parks.department)
        publishing.publish(publishing.import_document(department, flow, "terminal"), "terminal")
        db.session.commit()
    editor = small_town.visitor("content-editor")
    for rows, missed in (([row[:3] for row in ROWS], True), (ROWS, False)):
        answer = upload(editor, f"/admin/tables/upload/?id={id}", workbook(rows))
        page = editor.page(answer.headers["Location"])
        assert ("Live flows would miss something here." in page) is missed
        assert ("result.look.telephone" in page) is missed


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "Choose a file first."),
        (b"PK\x03\x04 and no more", "cannot be read as a spreadsheet"),
        (b"\xd0\xcf\x11\xe0 an old one", "old Excel file"),
        (b"District,District\nx,y\n", "Another column is called"),
        (b"District,\nx,y\n", "There are cells below, but no heading."),
        (b"District\n" + b"x" * 501 + b"\n", "more than 500 characters"),
        (b"District\n#REF!\n", "The formula gives #REF!"),
        (b"Rows\nx\n", "A column cannot be called"),
        (b"\xff\x00\x81", "neither UTF-8 nor Big5"),
    ],
)
def test_what_cannot_be_a_table_is_shown_and_not_stored(
    small_town: Town, content: bytes, words: str
) -> None:
    editor = small_town.visitor("content-editor")
    page = upload(editor, "/admin/tables/new/", content, name="offices")
    assert page.status_code == 200
    assert "Nothing was stored." in page.text
    assert words in page.text
    with small_town.app.app_context(), scope.system():
        assert db.session.query(LookupTable).count() == 0
        assert db.session.query(LookupTableVersion).count() == 0


@pytest.mark.parametrize("name", ["", "a b", "地區", "x" * 81, "55550123", "../x"])
def test_a_name_is_one_that_flows_can_use(small_town: Town, name: str) -> None:
    editor = small_town.visitor("content-editor")
    page = upload(editor, "/admin/tables/new/", workbook(ROWS), name=name)
    assert "Letters, digits" in page.text
    begun(small_town)
    page = upload(editor, "/admin/tables/new/", workbook(ROWS), name="offices")
    assert "has a table of this name" in page.text


def test_a_table_that_a_flow_uses_stays(small_town: Town) -> None:
    id = begun(small_town)
    editor = small_town.visitor("content-editor")
    assert "No flow looks anything up in it." in editor.page(f"/admin/tables/details/?id={id}")
    with small_town.app.app_context(), scope.system():
        db.session.get_one(Flow, small_town.parks.flow).draft = MAIN
        db.session.commit()
    page = editor.post(f"/admin/tables/remove/?id={id}")
    assert "These flows use it: front." in editor.page(page.headers["Location"])
    with small_town.app.app_context(), scope.system():
        db.session.get_one(Flow, small_town.parks.flow).draft = MAIN | {"nodes": {}}
        db.session.commit()
    assert editor.post(f"/admin/tables/remove/?id={id}").headers["Location"] == "/admin/tables/"
    with small_town.app.app_context(), scope.system():
        assert db.session.query(LookupTableVersion).count() == 0
    assert events(small_town)[-1] == ("table.removed", {"table": "offices"})


def test_the_file_that_is_taken_away_holds_no_formula_and_comes_back_the_same(
    small_town: Town,
) -> None:
    id = begun(small_town)
    editor = small_town.visitor("content-editor")
    answer = editor.get(f"/admin/tables/file/?id={id}&number=1")
    assert "offices-1.xlsx" in answer.headers["Content-Disposition"]
    page = load_workbook(io.BytesIO(answer.data)).worksheets[0]
    cells = {cell.value: cell for line in page.iter_rows() for cell in line}
    assert cells["=1+1"].data_type == "s"
    assert cells["05550102"].number_format == "@"
    again = upload(editor, f"/admin/tables/upload/?id={id}", answer.data)
    assert again.headers["Location"].endswith("number=1")
    assert events(small_town)[-1] == ("table.exported", {"table": "offices", "number": 1})


@pytest.mark.parametrize("who", ["agent", "auditor", "supervisor", "system-admin"])
def test_who_may_not_change_tables_looks_at_most(small_town: Town, who: str) -> None:
    id = begun(small_town)
    visitor = small_town.visitor(who)
    may_look = who != "agent"
    for path in ("details/", "version/", "file/"):
        answer = visitor.get(f"/admin/tables/{path}?id={id}&number=1")
        assert answer.status_code == (200 if may_look else 403), path
    for path in ("use/", "upload/", "remove/"):
        answer = visitor.post(f"/admin/tables/{path}?id={id}&number=1")
        assert answer.status_code == (404 if may_look else 403), path
    assert upload(visitor, "/admin/tables/new/", workbook(ROWS), name="x").status_code == 403


def test_another_department_s_table_does_not_exist(town: Town) -> None:
    id = begun(town)
    with town.app.app_context(), scope.system():
        row = db.session.get_one(LookupTable, id)
        version = db.session.query(LookupTableVersion).one()
        row.department_id = version.department_id = town.tax.department
        db.session.commit()
    editor = town.visitor("content-editor")
    assert "offices" not in editor.page("/admin/tables/")
    for path in ("details/", "version/", "file/"):
        assert editor.get(f"/admin/tables/{path}?id={id}&number=1").status_code == 404
    for path in ("use/", "upload/", "remove/"):
        assert editor.post(f"/admin/tables/{path}?id={id}&number=1").status_code == 404
    taken = upload(
        editor, "/admin/tables/new/", workbook(ROWS), name="x", department=town.tax.department
    )
    assert taken.status_code == 302, "what a form names is one of one's own departments, or none"
    with town.app.app_context(), scope.system():
        assert db.session.query(LookupTable).filter_by(name="x").one().department_id == (
            town.parks.department
        )
