"""Migrations lead up, down and up again on both databases, and end where the models are."""

import re
from collections.abc import Callable, Iterator
from datetime import UTC
from pathlib import Path

import flask_migrate
import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from flask import Flask
from sqlalchemy.exc import DBAPIError

from config import ROOT
from extensions import Base, db
from models import AuditEvent, AuditSeal, Calendar, Department, Queue, scope
from models import queue as queue_model
from models.calendar import DEFAULT, DEFAULT_HOURS
from models.columns import utc_now

VERSIONS = ROOT / "migrations" / "versions"


@pytest.fixture
def empty(make_app: Callable[..., Flask], empty_database_url: str) -> Iterator[Flask]:
    app = make_app(empty_database_url)
    with app.app_context():
        yield app


@pytest.mark.usefixtures("empty")
def test_up_down_up_and_no_difference() -> None:
    flask_migrate.upgrade()
    with db.engine.begin() as connection:
        connection.execute(sa.insert(AuditEvent).values(action="a", actor="b", subject="c"))
    first = _tables()
    flask_migrate.downgrade(revision="base")
    assert _tables() <= {"alembic_version"}
    flask_migrate.upgrade()
    assert _tables() == first
    assert first - {"alembic_version"} == set(Base.metadata.tables)
    assert _differences() == []


@pytest.mark.usefixtures("empty")
def test_each_migration_can_be_undone_by_itself() -> None:
    count = len(list(VERSIONS.glob("*.py")))
    flask_migrate.upgrade()
    for _step in range(count):
        flask_migrate.downgrade(revision="-1")
        flask_migrate.upgrade(revision="+1")
        flask_migrate.downgrade(revision="-1")
    assert _tables() <= {"alembic_version"}


@pytest.mark.usefixtures("empty")
def test_departments_that_were_there_get_their_queue_and_calendar() -> None:
    flask_migrate.upgrade(revision="0003")
    with db.engine.begin() as connection:
        department = sa.Table("department", sa.MetaData(), autoload_with=connection)
        connection.execute(
            sa.insert(department).values(
                code="parks", names={}, telephone="", hours={}, phrases={}, zone="UTC",
                demo=False, created_at=utc_now(),
            )
        )  # fmt: skip
    flask_migrate.upgrade()
    with scope.system():
        queue = db.session.scalars(sa.select(Queue)).one()
        assert (queue.name, queue.names) == (queue_model.DEFAULT, queue_model.DEFAULT_NAMES)
        assert queue.created_at.tzinfo is not None
        assert db.session.scalars(sa.select(Department.desk_open)).one() is False
        calendar = db.session.scalars(sa.select(Calendar)).one()
        assert (calendar.name, calendar.document) == (DEFAULT, DEFAULT_HOURS)
        assert (calendar.revision, calendar.updated_at.tzinfo) == (1, UTC)
        assert db.session.scalars(sa.select(Department.around)).one() == 0


def test_migrations_are_numbered_without_gaps() -> None:
    numbers = sorted(int(file.name[:4]) for file in VERSIONS.glob("*.py"))
    assert numbers == list(range(1, len(numbers) + 1))
    for file in VERSIONS.glob("*.py"):
        found = re.search(r'^revision = "(\d{4})"$', file.read_text("utf-8"), re.MULTILINE)
        assert found is not None
        assert found[1] == file.name[:4]


def test_migrations_do_not_change_with_our_code() -> None:
    for file in VERSIONS.glob("*.py"):
        imported = re.findall(r"^(?:from|import) (\S+)", file.read_text("utf-8"), re.MULTILINE)
        assert set(imported) <= {"sqlalchemy", "alembic", "typing", "sqlalchemy.dialects"}


@pytest.mark.usefixtures("empty")
def test_foreign_keys_hold_again_after_a_migration() -> None:
    flask_migrate.upgrade()
    with db.engine.connect() as connection, pytest.raises(DBAPIError):
        connection.exec_driver_sql(
            "INSERT INTO timer (conversation_id, purpose, due_at, turn) "
            "VALUES (1, 'silence', '2026-11-22 00:00:00', 1)"
        )


@pytest.mark.usefixtures("empty")
def test_the_sql_of_a_migration_is_not_printed_unseen() -> None:
    with pytest.raises(SystemExit, match="leave --sql out"):
        flask_migrate.upgrade(sql=True)


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE audit_event SET actor = 'somebody else'",
        "UPDATE audit_event SET details = '{}' WHERE id = 1",
        "DELETE FROM audit_event",
        "DELETE FROM audit_event WHERE id = 1",
        "UPDATE audit_seal SET hash = digest",
        "DELETE FROM audit_seal WHERE seq = 1",
    ],
)
def test_the_trail_is_append_only(any_app: Flask, change: str) -> None:
    _refused(any_app, change)


@pytest.mark.parametrize(
    "change",
    [
        "REPLACE INTO audit_event SELECT * FROM audit_event",
        "REPLACE INTO audit_seal SELECT * FROM audit_seal",
    ],
)
def test_nothing_on_the_trail_is_replaced(app: Flask, change: str) -> None:
    _refused(app, change)


@pytest.mark.parametrize("table", ["audit_event", "audit_seal"])
def test_the_trail_is_not_truncated(
    make_app: Callable[..., Flask], postgres_database: str, table: str
) -> None:
    _refused(make_app(postgres_database), f"TRUNCATE {table}")


def _refused(app: Flask, change: str) -> None:
    with app.app_context():
        with db.engine.begin() as connection:
            connection.execute(sa.insert(AuditEvent).values(action="a", actor="b", subject="c"))
            seal = {"seq": 1, "event_id": 1, "digest": b"d", "hash": b"h"}
            connection.execute(sa.insert(AuditSeal).values(seal))
        with (
            db.engine.connect() as connection,
            pytest.raises(DBAPIError, match="never changed or deleted"),
        ):
            connection.exec_driver_sql(change)
        with db.engine.connect() as connection:
            assert connection.scalar(sa.select(AuditEvent.actor)) == "b"
            assert connection.scalar(sa.select(AuditSeal.hash)) == b"h"


def _tables() -> set[str]:
    return set(sa.inspect(db.engine).get_table_names())


def _differences() -> list[object]:
    with db.engine.connect() as connection:
        options = {"compare_type": True, "compare_server_default": True}
        context = MigrationContext.configure(connection, opts=options)
        return list(compare_metadata(context, Base.metadata))


def test_a_database_that_is_away_is_said_in_one_sentence(
    make_app: Callable[..., Flask], tmp_path: Path
) -> None:
    app = make_app(f"sqlite:///{tmp_path}/none/x.sqlite")
    result = app.test_cli_runner().invoke(args=["db", "upgrade"])
    assert isinstance(result.exception, SystemExit)
    assert "Cannot migrate: the database does not do as asked (unable to open" in str(
        result.exception.code
    ) + str(result.output)
