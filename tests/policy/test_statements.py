"""A page asks the database as often for two hundred rows as for one."""

from collections.abc import Iterator
from typing import Any

from flask import Flask
from sqlalchemy import event

from admin.views.secured import Secured
from extensions import db
from models import (
    Asset,
    AuditEvent,
    Calendar,
    Case,
    Channel,
    Connector,
    Contact,
    Conversation,
    Department,
    Flow,
    FlowVersion,
    Grant,
    Handover,
    LookupTable,
    LookupTableVersion,
    Person,
    Question,
    Queue,
    User,
    scope,
)
from tests.admin.conftest import TREE, Town, build

FEW, MANY = 2, 12  # below the shortest page, so that each row is drawn
# Who sees the list; the views that have none.
SEES = {
    "waiting": "agent",
    "conversations": "agent",
    "cases": "agent",
    "departments": "system-admin",
    "channels": "system-admin",
    "connectors": "system-admin",
    "people": "system-admin",
    "trail": "auditor",
}
WITHOUT_LIST = {"media"}


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
        _fill(town, FEW)
    before = {one: _asked(town, one) for one in endpoints}
    with app.app_context(), scope.system():
        _fill(town, MANY, FEW)
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


def _fill(town: Town, until: int, since: int = 0) -> None:
    """Rows number ``since`` to ``until`` of everything that is listed."""
    home, talk = town.parks.department, db.session.get_one(Conversation, town.parks.conversation)
    for number in range(since, until):
        name = f"row-{number}"
        department = Department(code=name, names={"en": name})
        queue = Queue(department_id=home, name=name)
        person = Person()
        table = LookupTable(department_id=home, name=name)
        flow = Flow(department_id=home, name=name, draft=TREE)
        channel = Channel(
            department_id=home, phone_number_id=f"77{number}", number=f"+8525555{number:04}",
            waba_id="1", portfolio_id="700", token="a-token",
        )  # fmt: skip
        db.session.add_all([department, queue, person, table, flow, channel])
        db.session.flush()
        contact = Contact(person_id=person.id, department_id=home, name=name, language="en")
        user = User(
            email=f"{name}@example.org", fs_uniquifier=name.ljust(64, "x"), password="unusable"
        )
        user.grants.append(Grant(role="agent", department_id=department.id))
        db.session.add_all([contact, user])
        db.session.flush()
        said = Conversation(
            department_id=home, person_id=person.id, channel_id=channel.id, contact_id=contact.id,
            last_inbound_at=talk.last_inbound_at, last_message_at=talk.last_message_at,
        )  # fmt: skip
        version = FlowVersion(
            department_id=home, flow_id=flow.id, number=1, content_hash="0" * 64, document=TREE,
            published_by=f"user:{user.id}",
        )  # fmt: skip
        rows = LookupTableVersion(
            department_id=home, table_id=table.id, number=1, content_hash="0" * 64, columns=[],
            rows=[], row_count=0, made_by=f"user:{user.id}",
        )  # fmt: skip
        db.session.add_all([said, version, rows])
        db.session.flush()
        flow.live_version_id, table.live_version_id = version.id, rows.id
        question = {"question": {"en": name}, "answer": {"en": name}}
        db.session.add_all([
            Handover(
                department_id=home, conversation_id=said.id, queue_id=queue.id, turn=1,
                state="taken", taken_by=user.id,
            ),
            Case(
                department_id=home, reference=name, type=name, conversation_id=said.id,
                contact_id=contact.id, flow="front", version="0" * 64, node="file", language="en",
                answers=[],
            ),
            Question(department_id=home, name=name, document=question, live=True),
            Calendar(department_id=home, name=name, document={}),
            Connector(department_id=home, name=name, proposed={}, proposed_by=f"user:{user.id}"),
            Asset(
                department_id=home, sha256=f"{number:064}", name=name, kind="image",
                mime_type="image/png", size=1,
            ),
            AuditEvent(
                action="case.opened", actor=f"user:{user.id}", subject=f"case:{number}",
                department_id=home, details={},
            ),
        ])  # fmt: skip
    db.session.commit()
