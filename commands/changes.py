"""How a command reads and changes the database: as the system, in one transaction, or not at all."""

from collections.abc import Iterator
from contextlib import contextmanager

import click
from sqlalchemy import select
from sqlalchemy.exc import DBAPIError

from extensions import db
from models import Department, scope


@contextmanager
def change() -> Iterator[None]:
    """Everything in here is stored together when it ends well, and forgotten when it does not."""
    with scope.system():
        try:
            yield
            db.session.commit()
        except DBAPIError as fault:
            raise click.ClickException(database_sentence(fault)) from fault
        finally:
            db.session.rollback()


def require_database() -> None:
    """End the command unless the database answers and has been migrated; leaves nothing open."""
    try:
        with change():
            db.session.execute(select(Department.id).limit(1))
    finally:
        db.session.remove()
        db.engine.dispose()  # processes that are forked from here must not share a connection


def department_of(code: str) -> Department:
    """The department of this code, in upper or lower case; without one the command ends."""
    department = db.session.scalar(select(Department).where(Department.code == code.lower()))
    if department is None:
        known = ", ".join(db.session.scalars(select(Department.code).order_by(Department.code)))
        raise click.ClickException(
            f"There is no department {code!r}; "
            + (f"there are: {known}." if known else "add it with `departments add`.")
        )
    return department


def database_sentence(fault: DBAPIError) -> str:
    """What to do about a database that does not answer; its own words, which hold no rows."""
    said = str(fault.orig).strip().partition("\n")[0]
    return (
        f"The database does not do as asked ({said}). "
        "Is DATABASE_URL right, and has `flask --app app db upgrade` been run?"
    )
