"""Drafts are saved whole or not at all, on either database."""

from typing import Any

import pytest
from flask import Flask

from admin.builder import saving
from conversations.releases import publishing
from extensions import db
from flows.documents.faults import ShapeError
from models import Department, Flow, scope

EMPTY: dict[str, Any] = {
    "format": 1,
    "name": "front",
    "languages": ["en"],
    "start": "hello",
    "nodes": {"hello": {"kind": "end"}},
}


def test_what_was_seen_is_replaced_and_what_was_not_stays(
    any_app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(saving, "actor", lambda: "user:1")
    with any_app.app_context(), scope.system():
        department = Department(code="parks", names={"en": "Parks"})
        db.session.add(department)
        db.session.flush()
        row = publishing.import_document(department, EMPTY, "terminal")
        db.session.commit()
        changed = saving.copied(EMPTY)
        changed["nodes"]["bye"] = {"kind": "end"}
        seen = row.revision
        assert saving.save(row, changed, seen)
        assert not saving.save(row, EMPTY, seen)
        assert not saving.save(row, EMPTY, None)
        with pytest.raises(ShapeError):
            saving.save(row, {**changed, "start": 7}, row.revision)
        db.session.rollback()
        db.session.expire_all()
        assert db.session.get_one(Flow, row.id).draft == changed
        assert "bye" not in EMPTY["nodes"]


@pytest.mark.parametrize(
    ("sent", "revision"),
    [("7", 7), ("", None), (None, None), ("-1", None), ("٣", None), ("9" * 40, None), ("x", None)],
)
def test_a_revision_is_a_small_number_or_none(sent: str | None, revision: int | None) -> None:
    assert saving.revision(sent) == revision


def test_marks_tell_contents_apart_and_not_their_order() -> None:
    assert saving.mark({"a": 1, "b": [2]}) == saving.mark({"b": [2], "a": 1})
    assert saving.mark({"a": 1}) != saving.mark({"a": "1"})
