from datetime import UTC, datetime, timedelta, timezone

import pytest
from flask import Flask
from sqlalchemy.exc import StatementError

from extensions import db
from models import Installation

HONG_KONG = timezone(timedelta(hours=8))


def test_instants_come_back_aware_and_in_utc(any_app: Flask) -> None:
    noon = datetime(2026, 11, 22, 12, 0, 0, 123456, tzinfo=HONG_KONG)
    with any_app.app_context():
        db.session.add(Installation(id="1", created_at=noon))
        db.session.commit()
        stored = db.session.get_one(Installation, "1").created_at
        assert stored == noon
        assert stored.tzinfo == UTC


def test_an_instant_without_a_zone_is_refused(any_app: Flask) -> None:
    with any_app.app_context():
        db.session.add(Installation(id="1", created_at=datetime(2026, 11, 22)))  # noqa: DTZ001 (that is the mistake)
        with pytest.raises(StatementError, match="time zone"):
            db.session.flush()
