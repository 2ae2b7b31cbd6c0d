"""A page asks the database as often for a long list as for a short one."""

from collections.abc import Iterator
from typing import Any

from flask import Flask
from sqlalchemy import event

from admin.views.secured import Secured
from extensions import db
from models import scope
from tests.admin.conftest import Town, build
from tests.admin.rows import fill

FEW, MANY = 2, 12  # below the shortest page, so that each row is drawn
# Who sees the list; the views that have none.
SEES = {
    "waiting": "agent",
    "conversations": "agent",
    "stuck": "supervisor",
    "cases": "agent",
    "departments": "system-admin",
    "channels": "system-admin",
    "connectors": "system-admin",
    "people": "system-admin",
    "trail": "auditor",
}
WITHOUT_LIST = {"media", "why"}


def _lists(app: Flask) -> Iterator[str]:
    """The endpoints of the views that have a list."""
    for view in app.extensions["admin"][0]._views:
        if isinstance(view, Secured) and f"{view.endpoint}.index_view" in app.view_functions:
            yield view.endpoint


def test_no_list_asks_more_often_the_longer_it_is(app: Flask) -> None:
    town = build(app)
    endpoints = sorted({*_lists(app)} - WITHOUT_LIST)
    assert len(endpoints) > 10
    with app.app_context(), scope.system():
        fill(town, FEW)
    before = {one: _asked(town, one) for one in endpoints}
    with app.app_context(), scope.system():
        fill(town, MANY, FEW)
    after = {one: _asked(town, one) for one in endpoints}
    grown = [
        f"{one}: {before[one]} → {after[one]}" for one in endpoints if after[one] > before[one]
    ]
    assert not grown


def _asked(town: Town, endpoint: str) -> int:
    """How many statements the list takes, the second time that it is looked at."""
    visitor = town.visitor(SEES.get(endpoint, "department-admin"))
    with town.app.test_request_context():
        address = town.app.url_for(f"{endpoint}.index_view")
    visitor.page(address)
    statements: list[str] = []

    def note(_c: Any, _cursor: Any, statement: str, *_more: Any) -> None:
        statements.append(statement)

    with town.app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", note)
    try:
        visitor.page(address)
    finally:
        event.remove(engine, "before_cursor_execute", note)
    return len(statements)
