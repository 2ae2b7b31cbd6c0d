"""Every address of the staff site, opened as every role with another department's rows.

Whatever is opened or sent, nothing of the other department is shown and none of its rows changes.
The last test opens the same addresses as somebody who may: what the others did not find is there.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import MetaData, Table, select
from werkzeug.routing import Rule

from extensions import Base, db
from models import Asset, Grant, InboxRow, Message, OutboxRow, SignIn, User, scope, tester
from staff.roles import EVERYWHERE, ROLES
from tests.admin.conftest import TREE, Town, Visitor, build
from tests.admin.rows import fill
from tests.staff.people import signed

# What only rows of the other department hold, and what only citizens have said there or here.
THEIRS = re.compile(
    r"Tax Office|稅務處|TAX-7Q2K|tax@example\.org|"
    r"\b(row|table|flow|calendar|connector|CASE)-0\b|\+85255550102|\b0{64}\b"
)
CITIZENS = re.compile(r"Tree down|Chan Tai Man|egnp\.eert")
OUTSIDE = ("security.", "welcome", "choose_language")
REFUSED = {302, 403, 404, 405}
# Fields by which forms, bulk actions, inline edits and look-ups of the site name a row.
NAMING = (
    "id", "rowid", "pk", "list_form_pk", "ids", "contact", "conversation", "case", "question",
    "proposal", "grant", "table", "version", "number", "flow", "connector", "channel", "row",
)  # fmt: skip


@dataclass
class Crawl:
    """The town whose second department, ``tax``, has rows of every kind."""

    town: Town
    rules: list[tuple[Rule, str, dict[str, str]]] = field(default_factory=list)

    @classmethod
    def of(cls, app: Flask) -> "Crawl":
        town = build(app)
        theirs = replace(town, parks=town.tax, tax=town.parks)
        with app.app_context(), scope.system():
            fill(theirs, 1)
            for role in ROLES:
                for place in (town.parks, town.tax):
                    where = None if role in EVERYWHERE else place.department
                    key = f"{role}-{place.department}".ljust(64, "x")
                    user = User(email=f"{role}.{place.department}@crawl.example", fs_uniquifier=key)
                    user.grants.append(Grant(role=role, department_id=where))
                    db.session.add(user)
            db.session.commit()
        # As in production: refusals are answers. Tokens are looked at before any guard.
        app.config.update(WTF_CSRF_ENABLED=False, PROPAGATE_EXCEPTIONS=False)
        crawl = cls(town)
        crawl.visitor("agent", town.tax.department)  # whose sign-in nobody else ends
        with app.app_context(), scope.system(), app.test_request_context():
            crawl.rules = list(crawl._rules())
            db.session.rollback()  # so that nobody waits for the lock
        return crawl

    def visitor(self, role: str, department: int) -> Visitor:
        client = self.town.app.test_client()
        with client.session_transaction() as session:
            session.update(signed(self.town.app, f"{role}-{department}".ljust(64, "x")))
        return Visitor(client)

    def _rules(self) -> Iterator[tuple[Rule, str, dict[str, str]]]:
        """Every address with the ids of a row of ``tax`` in it, and in the fields that name one."""
        app, tax = self.town.app, self.town.tax
        views = {view.endpoint: view for view in app.extensions["admin"][0]._views}
        asset = _of(Asset, tax)
        rows = {
            "media": tax.media,
            "why": _of(Message, tax),
            "testers": _of(tester.Tester, tax),
            "operations": db.session.scalar(
                select(InboxRow.id).where(InboxRow.state == "parked", InboxRow.kind == "message")
            ),
        }
        sign_in = str(db.session.scalar(select(SignIn.id)))
        for rule in app.url_map.iter_rules():
            if not rule.rule.startswith("/admin") or rule.endpoint.startswith(OUTSIDE):
                continue
            blueprint = rule.endpoint.partition(".")[0]
            id = str(_of(getattr(views.get(blueprint), "model", None), tax) or tax.flow)
            id = str(rows.get(blueprint, id))
            values: dict[str, Any] = {
                "flow_id": tax.flow,
                "id": rows.get(blueprint, asset),
                "format": "csv",
                "number": 1,
                "node_id": "hello",
                "export_type": "csv",
                "starter_name": "closure",
            }
            path = app.url_map.bind("localhost").build(
                rule.endpoint,
                {name: values[name] for name in rule.arguments},
                method=min(rule.methods or {""}),
            )
            here = str(tax.department)
            fields = {"department": here, "department_id": here, "sign_in": sign_in}
            yield rule, path, {**dict.fromkeys(NAMING, id), **fields}

    def opened(self, visitor: Visitor) -> Iterator[tuple[Rule, str, int, str]]:
        """Every answer of every address to this visitor."""
        for rule, path, fields in self.rules:
            for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
                body: dict[str, Any] = {}
                if method == "POST" and "/canvas" in rule.rule:
                    body = {"json": {"document": TREE, "revision": 1, "name": "x"}}
                elif method == "POST":
                    body = {"data": {**fields, "action": "delete"}}
                answer = visitor.client.open(path, method=method, query_string=fields, **body)
                shown = answer.get_data().decode("utf-8", "replace")  # files are bytes
                yield rule, f"{method} {path}", answer.status_code, shown

    def rows_of_tax(self) -> dict[str, list[Any]]:
        """Every row of every table that belongs to ``tax``, as the database holds it.

        The queues name no department; what stands in them here is all theirs.
        """
        found = {}
        raw = MetaData()
        with self.town.app.app_context(), db.engine.connect() as connection:
            for name, table in Base.metadata.tables.items():
                if "department_id" in table.columns and name != "audit_event":
                    plain = Table(name, raw, autoload_with=connection)
                    mine = plain.c.department_id == self.town.tax.department
                    found[name] = [
                        tuple(row)
                        for row in connection.execute(
                            select(plain)
                            .where(mine)
                            .order_by(plain.c[table.primary_key.columns[0].name])
                        )
                    ]
            for queue in (InboxRow, OutboxRow):
                plain = Table(queue.__tablename__, raw, autoload_with=connection)
                rows = connection.execute(select(plain).order_by(plain.c.id))
                found[queue.__tablename__] = [tuple(row) for row in rows]
        return found


def _of(model: Any, tax: Any) -> int | None:
    """The id of a row of ``tax`` in the table of a view."""
    if model is None:
        return None
    if model.__name__ == "Department":
        return int(tax.department)
    if model is User:
        return int(tax.user)
    wanted = select(model.id).where(model.department_id == tax.department)
    found: int | None = db.session.scalar(wanted.order_by(model.id).limit(1))
    return found


@pytest.fixture
def crawl(any_app: Flask) -> Crawl:
    return Crawl.of(any_app)


def test_nobody_reaches_what_is_another_departments(crawl: Crawl) -> None:
    before = crawl.rows_of_tax()
    assert sum(map(len, before.values())) > 15
    wrong = []
    for role in sorted(ROLES.keys() - EVERYWHERE):
        visitor = crawl.visitor(role, crawl.town.parks.department)
        for rule, request, status, shown in crawl.opened(visitor):
            names_a_row = {"flow_id", "id"} & rule.arguments
            if status >= 500 or (names_a_row and status not in REFUSED):
                wrong.append(f"{role}: {request}: {status}")
            if found := THEIRS.search(shown):
                wrong.append(f"{role}: {request}: {status} shows {found[0]}")
        assert visitor.get("/admin/").status_code == 200, role  # it was signed in all the while
    assert not wrong
    assert crawl.rows_of_tax() == before
    with crawl.town.app.app_context():
        assert db.session.scalar(select(SignIn.id)) == 1


def test_who_runs_the_system_sees_nothing_of_citizens(crawl: Crawl) -> None:
    visitor = crawl.visitor("system-admin", crawl.town.tax.department)
    wrong = [
        f"{request}: {status}"
        for _rule, request, status, shown in crawl.opened(visitor)
        if status >= 500 or CITIZENS.search(shown)
    ]
    assert not wrong


def test_what_nobody_else_found_is_there(app: Flask) -> None:
    crawl = Crawl.of(app)
    found = set()
    for role in ("department-admin", "agent", "content-editor"):
        visitor = crawl.visitor(role, crawl.town.tax.department)
        for rule, request, status, shown in crawl.opened(visitor):
            there = THEIRS.search(shown) or ({"flow_id", "id"} & rule.arguments and status == 200)
            if request.startswith("GET") and there:
                found.add(rule.endpoint)
    assert found >= {
        "assets.index_view", "builder.outline_view", "calendars.details_view", "cases.details_view",
        "cases.export", "cases.index_view", "channels.details_view", "connectors.details_view",
        "conversations.details_view", "departments.edit_view", "flows.index_view",
        "people.details_view", "people.index_view", "questions.index_view", "tables.details_view",
        "waiting.index_view",
    }  # fmt: skip
