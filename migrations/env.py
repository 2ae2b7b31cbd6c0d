"""How Alembic runs our migrations: all that are due in one transaction, or none."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Literal

from alembic import context
from alembic.operations import MigrationScript
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, TypeDecorator
from sqlalchemy.exc import OperationalError

import models
from extensions import Base, db

# A migration that cannot get its locks at once gives up: it must not hold up the traffic behind it.
LOCK_TIMEOUT = "4s"
STATEMENT_TIMEOUT = "10min"


def run() -> None:
    """Migrate the application's database."""
    if context.is_offline_mode():
        raise SystemExit("Migrations look at the database: leave --sql out.")
    assert models.__all__  # noqa: S101 (the import fills the metadata; this says that it is used)
    with db.engine.connect() as connection, _foreign_keys_held(connection):
        context.configure(
            connection=connection,
            target_metadata=Base.metadata,
            render_as_batch=True,
            render_item=_rendered,
            compare_type=True,
            compare_server_default=True,
            process_revision_directives=_numbered,
        )
        with context.begin_transaction():
            if connection.dialect.name == "postgresql":
                connection.exec_driver_sql(f"SET LOCAL lock_timeout = '{LOCK_TIMEOUT}'")
                connection.exec_driver_sql(f"SET LOCAL statement_timeout = '{STATEMENT_TIMEOUT}'")
            context.run_migrations()


@contextmanager
def _foreign_keys_held(connection: Connection) -> Iterator[None]:
    """Let SQLite rebuild tables that others point at, and see afterwards that nothing dangles."""
    if connection.dialect.name != "sqlite":
        yield
        return
    driver: Any = connection.connection.dbapi_connection
    # The pragma means nothing inside a transaction, so it goes to the driver before one begins.
    driver.execute("PRAGMA foreign_keys = OFF")
    try:
        yield
        dangling = driver.execute("PRAGMA foreign_key_check").fetchall()
        if dangling:
            raise SystemExit(f"After the migration {len(dangling)} rows point at nothing.")
    finally:
        driver.execute("PRAGMA foreign_keys = ON")


def _rendered(kind: str, item: Any, _context: object) -> str | Literal[False]:
    """Our column types as what the database stores: a migration must not change with our code."""
    if kind != "type" or not isinstance(item, TypeDecorator):
        return False
    return f"sa.{item.impl!r}"


def _numbered(_context: object, _revision: object, directives: list[MigrationScript]) -> None:
    """Give a new migration the next number."""
    heads = ScriptDirectory.from_config(context.config).get_heads()
    directives[0].rev_id = f"{max((int(head) for head in heads), default=0) + 1:04}"


try:
    run()
except OperationalError as fault:
    # The database's own first line holds no rows: it is away, or somebody holds a lock.
    said = str(fault.orig).strip().partition("\n")[0]
    raise SystemExit(
        f"Cannot migrate: the database does not do as asked ({said}). Is DATABASE_URL right, and "
        "is nobody else at work on its tables? Nothing was changed."
    ) from None
