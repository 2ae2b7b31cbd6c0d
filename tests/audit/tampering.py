"""A hand at the database that may do what no program of ours can."""

from collections.abc import Iterator
from contextlib import contextmanager

import sqlalchemy as sa

from audit import chain
from audit.trail import record
from extensions import db
from models import AuditSeal


def happen(times: int) -> None:
    """So many events on the trail."""
    for number in range(1, times + 1):
        record("case.opened", actor="user:7", subject=f"case:{number}", department_id=1)
    db.session.commit()


@contextmanager
def unguarded(*, undone: bool = False) -> Iterator[sa.Connection]:
    """A transaction in which the trail's tables are open; the triggers are there again afterwards."""
    with db.engine.begin() as connection:
        yield from _without_triggers(connection)
        if undone:
            connection.rollback()


def _without_triggers(connection: sa.Connection) -> Iterator[sa.Connection]:
    if connection.dialect.name == "postgresql":
        for table in ("audit_event", "audit_seal"):
            connection.exec_driver_sql(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        yield connection
        for table in ("audit_event", "audit_seal"):
            connection.exec_driver_sql(f"ALTER TABLE {table} ENABLE TRIGGER USER")
        return
    listed = "SELECT name, sql FROM sqlite_master WHERE type = 'trigger'"
    triggers = list(connection.exec_driver_sql(listed))
    for name, _sql in triggers:
        connection.exec_driver_sql(f"DROP TRIGGER {name}")
    yield connection
    for _name, sql in triggers:
        connection.exec_driver_sql(sql)


def tamper(*statements: str) -> None:
    """Run these statements on the unguarded tables."""
    with unguarded() as connection:
        for statement in statements:
            connection.exec_driver_sql(statement)


def hash_anew(since: int) -> None:
    """Make the chain agree with what stands in the tables, from this seal on."""
    with unguarded() as connection:
        wanted = sa.select(AuditSeal.__table__).order_by(AuditSeal.seq)
        before = chain.START
        for seal in connection.execute(wanted).all():
            if seal.seq >= since:
                event = connection.execute(
                    sa.select(*chain.columns(connection)).where(sa.text("id = :id")),
                    {"id": seal.event_id},
                ).one()
                digest = chain.digest(event)
                before = chain.link(before, seal.seq, seal.event_id, digest)
                changed = sa.update(AuditSeal).where(AuditSeal.seq == seal.seq)
                connection.execute(changed.values(digest=digest, hash=before))
            else:
                before = seal.hash
