import hashlib
from datetime import UTC, datetime

import sqlalchemy as sa
from flask import Flask

from audit import chain
from audit.trail import record
from extensions import db
from models import AuditEvent

# As the first words of audit/chain.py say it; nobody's sealed trail may stop to verify.
TOLD = (
    b'[1,"2026-11-25 10:00:00.000000","department.changed","user:7",3,"department:3",null,'
    b'{"fields":["names","zone"]}]'
)


def test_a_digest_is_the_same_on_both_databases_and_for_ever(any_app: Flask) -> None:
    with any_app.app_context():
        event = record(
            "department.changed", actor="user:7", subject="department:3", department_id=3,
            fields=["names", "zone"],
        )  # fmt: skip
        event.at = datetime(2026, 11, 25, 10, tzinfo=UTC)
        db.session.commit()
        with db.engine.connect() as connection:
            stored = connection.execute(sa.select(*chain.columns(connection))).one()
    assert chain.digest(stored) == hashlib.sha256(TOLD).digest()


def test_a_link_holds_everything_before_it() -> None:
    digest = hashlib.sha256(TOLD).digest()
    first = chain.link(chain.START, 1, 1, digest)
    assert first == hashlib.sha256(bytes(39) + b"\1" + bytes(7) + b"\1" + digest).digest()
    others = [
        chain.link(first, 1, 1, digest),
        chain.link(chain.START, 2, 1, digest),
        chain.link(chain.START, 1, 2, digest),
        chain.link(chain.START, 1, 1, first),
    ]
    assert first not in others


def test_whatever_somebody_slipped_in_has_a_digest() -> None:
    odd = [(1, "at", b"\xff", None, 2**70, "x", None, "{"), (1,) * 7 + ("[" * 2000 + "]" * 2000,)]
    assert len({chain.digest(one) for one in odd}) == 2


def test_every_column_of_an_event_is_sealed(app: Flask) -> None:
    with app.app_context(), db.engine.connect() as connection:
        sealed = len(chain.columns(connection))
    assert sealed == len(AuditEvent.__table__.columns)
