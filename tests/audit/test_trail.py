from datetime import UTC, datetime
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from audit import trail
from audit.trail import TrailError, event, record
from extensions import db
from models import AuditEvent, Department, scope
from models.engine import reading
from models.scope import NoScopeError


def test_an_event_is_stored_with_its_change_and_not_without(any_app: Flask) -> None:
    with any_app.app_context():
        _add_department("parks")
        db.session.rollback()
        assert _actions() == []
        _add_department("parks")
        db.session.commit()
        stored = db.session.scalars(sa.select(AuditEvent)).one()
    assert stored.action == "department.added"
    assert stored.actor == "terminal"
    assert stored.details == {"code": "parks"}
    assert stored.at.tzinfo is UTC


@pytest.mark.parametrize(
    "wrong",
    [
        {"action": "department.dreamt"},
        {"code": "not a slug"},
        {"actor": "Chan Tai Man"},
        {"actor": "user:0"},
        {"subject": "+852 5555 0100"},
        {"subject": "department"},
        {"more": 1},
    ],
)
def test_what_does_not_fit_the_catalogue_fails_with_the_change(
    app: Flask, wrong: dict[str, Any]
) -> None:
    right = {"action": "department.added", "actor": "terminal", "subject": "department:1"}
    values = {**right, "code": "parks", **wrong}
    with app.app_context(), pytest.raises(TrailError):
        record(values.pop("action"), **values)


def test_events_can_be_inserted_in_bulk(any_app: Flask) -> None:
    at = datetime(2026, 11, 22, 4, tzinfo=UTC)
    rows = [
        event("media.opened", actor="user:7", subject=f"media:{n}", at=at, department_id=n)
        for n in range(1, 4)
    ]
    with any_app.app_context():
        db.session.execute(sa.insert(AuditEvent), rows)
        db.session.commit()
        stored = db.session.scalars(sa.select(AuditEvent).order_by(AuditEvent.id)).all()
        assert [(one.subject, one.department_id) for one in stored] == [
            ("media:1", 1),
            ("media:2", 2),
            ("media:3", 3),
        ]
        assert {one.at for one in stored} == {at}


def test_a_page_that_only_reads_can_say_what_was_opened(app: Flask) -> None:
    with app.app_context(), reading():
        assert _actions() == []
        record("case.opened", actor="user:7", subject="case:1", department_id=1)
        db.session.commit()
        assert _actions() == ["case.opened"]


def test_a_department_sees_its_own_events(app: Flask) -> None:
    with app.app_context():
        for id in (1, 2, None):
            record("case.opened", actor="user:7", subject="case:1", department_id=id)
        db.session.commit()
        with scope.departments([2]):
            assert [one.department_id for one in db.session.scalars(trail.visible())] == [2]
        with scope.system():
            assert len(db.session.scalars(trail.visible()).all()) == 3
        with pytest.raises(NoScopeError):
            trail.visible()


def _add_department(code: str) -> None:
    db.session.add(Department(code=code))
    record("department.added", actor=trail.TERMINAL, subject="department:1", code=code)


def _actions() -> list[str]:
    return list(db.session.scalars(sa.select(AuditEvent.action)))


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("192.0.2.77", "192.0.2.0/24"),
        ("2001:db8:1:2::3", "2001:db8:1::/48"),
        ("", None),
        ("a pipe", None),
    ],
)
def test_an_event_says_from_which_network_and_no_more(
    app: Flask, address: str, network: str | None
) -> None:
    with app.test_request_context(environ_base={"REMOTE_ADDR": address}):
        stored = record("user.signed_in", actor="user:7", subject="user:7")
        assert stored.origin == network
    with app.app_context():
        assert record("user.signed_in", actor="user:7", subject="user:7").origin is None
