"""Statements over sets of rows: one round trip and one text, however many rows there are.

On PostgreSQL a set travels as one array a column. The statement's text stays the same then, so that
what SQLAlchemy, psycopg and the server do for each text is not done anew for each number of rows.
SQLite has no arrays, and nothing to save by them: it is given one row after another.
"""

from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import Any

from sqlalchemy import (
    Column,
    ColumnElement,
    Connection,
    String,
    Table,
    Text,
    TypeDecorator,
    any_,
    bindparam,
    column,
    func,
    select,
)
from sqlalchemy import update as sql_update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.sql.selectable import TableValuedAlias
from sqlalchemy.types import TypeEngine

from conversations.tables import AnyRow

Rows = Sequence[Mapping[str, Any]]


def among(
    connection: Connection, what: ColumnElement[Any], values: Iterable[Any]
) -> ColumnElement[bool]:
    """Whether a column holds one of ``values``."""
    found = list(values)
    if connection.dialect.name != "postgresql":
        return what.in_(found)
    return what == any_(bindparam(None, found, type_=_array_of(what.type)))


def insert(
    connection: Connection, table: Table, rows: Rows, *returning: ColumnElement[Any]
) -> Sequence[AnyRow]:
    """Insert ``rows``, which all name the same columns; what is asked for of each, in no order."""
    if not rows:
        return []
    return _insert(connection, _inserting(table, rows, connection), rows, returning)


def insert_new(
    connection: Connection, table: Table, rows: Rows, *returning: ColumnElement[Any]
) -> Sequence[AnyRow]:
    """Insert those of ``rows`` that break no unique constraint; what was inserted.

    On PostgreSQL this waits for another transaction that is inserting the same; to go on after a
    conflict, read again.
    """
    if not rows:
        return []
    statement = _inserting(table, rows, connection).on_conflict_do_nothing()
    return _insert(connection, statement, rows, returning)


def replace(connection: Connection, table: Table, rows: Rows, keys: Sequence[str]) -> None:
    """Insert ``rows``; where ``keys`` name a row that is there, put the other columns into it."""
    if not rows:
        return
    statement = _inserting(table, rows, connection)
    others = {name: statement.excluded[name] for name in rows[0] if name not in keys}
    _insert(
        connection,
        statement.on_conflict_do_update(index_elements=list(keys), set_=others),
        rows,
    )


def add_up(
    connection: Connection, table: Table, rows: Rows, keys: Sequence[str], what: str
) -> None:
    """Insert ``rows``; where ``keys`` name a row that is there, add the column ``what`` to its own."""
    if not rows:
        return
    statement = _inserting(table, rows, connection)
    total = {what: table.c[what] + statement.excluded[what]}
    _insert(
        connection, statement.on_conflict_do_update(index_elements=list(keys), set_=total), rows
    )


def update(
    connection: Connection,
    table: Table,
    rows: Rows,
    *conditions: ColumnElement[bool],
    **same: Any,
) -> None:
    """Put what each of ``rows`` names into the row of its ``id``, where ``conditions`` hold.

    ``same`` are columns that take one value, or one expression, in all of them.
    """
    if not rows:
        return
    if connection.dialect.name == "postgresql":
        given = _given(table, tuple(rows[0]))
        own: dict[str, Any] = {name: given.c[name] for name in rows[0] if name != "id"}
        statement = sql_update(table).where(table.c.id == given.c["id"], *conditions)
        connection.execute(statement.values({**own, **same}), _arrays(rows))
        return
    own = {
        name: bindparam(f"new_{name}", type_=table.c[name].type) for name in rows[0] if name != "id"
    }
    statement = sql_update(table).where(table.c.id == bindparam("new_id"), *conditions)
    connection.execute(
        statement.values({**own, **same}),
        [{f"new_{name}": value for name, value in row.items()} for row in rows],
    )


def _insert(
    connection: Connection, statement: Any, rows: Rows, returning: Sequence[ColumnElement[Any]] = ()
) -> Sequence[AnyRow]:
    if returning:
        statement = statement.returning(*returning)
    postgres = connection.dialect.name == "postgresql"
    found = connection.execute(statement, _arrays(rows) if postgres else list(rows))
    return found.all() if returning else []


def _inserting(table: Table, rows: Rows, connection: Connection) -> Any:
    if connection.dialect.name != "postgresql":
        return sqlite.insert(table)
    names = tuple(rows[0])
    given = _given(table, names)
    return postgresql.insert(table).from_select(names, select(*(given.c[name] for name in names)))


@cache
def _given(table: Table, names: tuple[str, ...]) -> TableValuedAlias:
    arrays = [bindparam(f"all_{name}", type_=_array_of(table.c[name].type)) for name in names]
    columns = [column(name, _plain(table.c[name])) for name in names]
    return func.unnest(*arrays).table_valued(*columns).render_derived(name="given")


def _arrays(rows: Rows) -> dict[str, list[Any]]:
    return {f"all_{name}": [row[name] for row in rows] for name in rows[0]}


def _array_of(kind: TypeEngine[Any]) -> postgresql.ARRAY[Any]:
    # One dimension: the values themselves may be lists.
    return postgresql.ARRAY(_unbounded(kind), dimensions=1)


def _unbounded(kind: TypeEngine[Any]) -> TypeEngine[Any]:
    """The type without its length: a cast to that would cut in silence what an insert refuses."""
    return Text() if isinstance(kind, String) else kind


def _plain(what: Column[Any]) -> TypeEngine[Any]:
    """What has been sealed on the way in is not to be sealed again inside the statement."""
    kind = _unbounded(what.type)
    return kind.impl_instance if isinstance(kind, TypeDecorator) else kind
