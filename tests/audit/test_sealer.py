from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from audit import sealer
from audit.trail import event
from extensions import db
from models import AuditEvent, AuditSeal
from models.columns import utc_now
from tests.audit.tampering import happen


def test_events_are_sealed_once_and_in_order(any_app: Flask) -> None:
    with any_app.app_context():
        happen(3)
        assert _seal() == 3
        assert _seal() == 0
        happen(2)
        assert _seal() == 2
        assert _sealed() == [(1, 1), (2, 2), (3, 3), (4, 4), (5, 5)]


def test_a_set_at_a_time(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sealer, "SET", 2)
    with app.app_context():
        happen(5)
        assert [_seal() for _ in range(4)] == [2, 2, 1, 0]


def test_what_was_overtaken_is_sealed_after_what_overtook_it(any_app: Flask) -> None:
    with any_app.app_context():
        _insert(1, 3)
        assert _seal() == 2
        _insert(2)
        assert _seal() == 1
        assert _sealed() == [(1, 1), (2, 3), (3, 2)]


def test_what_was_left_far_behind_is_looked_for_too(any_app: Flask) -> None:
    with any_app.app_context():
        _insert(1, 5, 2 * sealer.NEAR)
        _seal()
        _insert(2, 3, age=timedelta(hours=2))
        _insert(4, age=sealer.FAR * 2)
        assert _seal() == 0
        with db.engine.begin() as connection:
            assert sealer.are_any(connection, sealer.overlooked(connection))
            assert sealer.seal(connection, sealer.overlooked(connection)) == 2
            assert not sealer.are_any(connection, sealer.overlooked(connection))


def test_only_one_seals_at_a_time(make_app: Callable[..., Flask], postgres_database: str) -> None:
    with make_app(postgres_database).app_context():
        happen(3)
        with db.engine.begin() as first:
            assert sealer.seal(first, sealer.recent(first)) == 3
            with db.engine.begin() as second:
                assert sealer.seal(second, sealer.recent(second)) == 0
        assert _seal() == 0


def test_how_long_the_oldest_has_waited(app: Flask) -> None:
    with app.app_context():
        assert _oldest() is None
        happen(2)
        _seal()
        assert _oldest() is None
        _insert(3, age=timedelta(hours=1))
        _insert(4)
        oldest = _oldest()
        assert oldest is not None
        assert timedelta(minutes=59) < utc_now() - oldest < timedelta(minutes=61)


def _seal() -> int:
    with db.engine.begin() as connection:
        return sealer.seal(connection, sealer.recent(connection))


def _oldest() -> datetime | None:
    with db.engine.connect() as connection:
        return sealer.oldest_unsealed(connection)


def _sealed() -> list[tuple[int, int]]:
    wanted = sa.select(AuditSeal.seq, AuditSeal.event_id).order_by(AuditSeal.seq)
    with db.engine.connect() as connection:
        return [(seq, event_id) for seq, event_id in connection.execute(wanted)]


def _insert(*ids: int, age: timedelta = timedelta()) -> None:
    at = utc_now() - age
    rows = [
        {**event("media.opened", actor="user:7", subject="media:1", at=at), "id": id} for id in ids
    ]
    with db.engine.begin() as connection:
        connection.execute(sa.insert(AuditEvent), rows)
