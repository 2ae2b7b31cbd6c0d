"""The department's files: added, listed, looked at; nobody else's."""

import io

import pytest

from extensions import db
from models import Asset, AuditEvent, scope
from tests.admin.conftest import Town
from tests.whatsapp.drawings import drawn

PICTURE = drawn()


def add(
    town: Town, role: str = "content-editor", data: bytes = PICTURE, name: str = "park.png"
) -> str:
    visitor = town.visitor(role)
    answer = visitor.post("/admin/files/", file=(io.BytesIO(data), name))
    assert answer.status_code in {302, 403}, answer.status_code
    return visitor.page("/admin/files/") if answer.status_code == 302 else ""


def files(town: Town) -> list[Asset]:
    with town.app.app_context(), scope.system():
        return list(db.session.query(Asset).order_by(Asset.id))


def test_without_files_the_page_says_what_they_are_for(small_town: Town) -> None:
    page = small_town.visitor("content-editor").page("/admin/files/")
    assert "No files yet" in page
    assert "Add a file" in page


def test_a_file_is_added_listed_and_on_the_trail(small_town: Town) -> None:
    page = add(small_town)
    assert "park.png" in page
    assert "is among the files now" in page
    assert "Picture" in page
    [row] = files(small_town)
    with small_town.app.app_context(), scope.system():
        last = db.session.query(AuditEvent).order_by(AuditEvent.id.desc()).first()
        assert last is not None
        assert (last.action, last.details) == ("asset.added", {"kind": "image"})
    add(small_town)
    assert len(files(small_town)) == 1
    shown = small_town.visitor("content-editor").get(f"/admin/files/{row.id}")
    assert shown.data == PICTURE
    assert shown.headers["Content-Disposition"].startswith("attachment")
    assert "sandbox" in shown.headers["Content-Security-Policy"]


@pytest.mark.parametrize(
    ("data", "sentence"),
    [(b"", "The file is empty"), (b"MZ" + bytes(range(256)), "WhatsApp takes JPEG")],
)
def test_what_cannot_be_sent_is_refused_with_a_sentence(
    small_town: Town, data: bytes, sentence: str
) -> None:
    assert sentence in add(small_town, data=data)
    assert files(small_town) == []


def test_who_may_not_build_adds_nothing(small_town: Town) -> None:
    page = small_town.visitor("auditor").page("/admin/files/")
    assert "Add a file" not in page
    add(small_town, role="auditor")
    assert files(small_town) == []


def test_another_departments_file_does_not_exist(small_town: Town) -> None:
    add(small_town)
    [row] = files(small_town)
    with small_town.app.app_context(), scope.system():
        found = db.session.get(Asset, row.id)
        assert found is not None
        found.department_id = small_town.tax.department
        db.session.commit()
    visitor = small_town.visitor("content-editor")
    assert visitor.get(f"/admin/files/{row.id}").status_code == 404
    assert "park.png" not in visitor.page("/admin/files/")
