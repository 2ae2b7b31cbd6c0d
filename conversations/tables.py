"""The tables as the runtime sees them: by name, for statements over sets of rows."""

from collections.abc import Sequence
from typing import Any, cast

from sqlalchemy import Connection, Table
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.sql.elements import ColumnElement

import models

# A row of a statement: which columns it has, only the statement knows.
AnyRow = Any


def _table(model: type[Any]) -> Table:
    return cast("Table", model.__table__)


call = _table(models.Call)
channel = _table(models.Channel)
consultation = _table(models.Consultation)
connector = _table(models.Connector)
contact = _table(models.Contact)
conversation = _table(models.Conversation)
asset = _table(models.Asset)
asset_upload = _table(models.AssetUpload)
department = _table(models.Department)
draft_snapshot = _table(models.DraftSnapshot)
flow = _table(models.Flow)
flow_version = _table(models.FlowVersion)
handover = _table(models.Handover)
identity = _table(models.Identity)
inbox = _table(models.InboxRow)
installation = _table(models.Installation)
media = _table(models.Media)
message = _table(models.Message)
outbox = _table(models.OutboxRow)
pace = _table(models.Pace)
person = _table(models.Person)
queue = _table(models.Queue)
subscription = _table(models.Subscription)
tester = _table(models.Tester)
timer = _table(models.Timer)
visit_count = _table(models.VisitCount)


def replace(
    connection: Connection, table: Table, rows: Sequence[dict[str, Any]], keys: Sequence[str]
) -> None:
    """Insert ``rows``; where ``keys`` name a row that is there, put the other columns into it."""
    if not rows:
        return
    insert = sqlite.insert if connection.dialect.name == "sqlite" else postgresql.insert
    statement = insert(table)
    others = {name: statement.excluded[name] for name in rows[0] if name not in keys}
    connection.execute(
        statement.on_conflict_do_update(index_elements=list(keys), set_=others), list(rows)
    )


def insert_new(
    connection: Connection,
    table: Table,
    rows: Sequence[dict[str, Any]],
    *returning: ColumnElement[Any],
) -> Sequence[AnyRow]:
    """Insert those of ``rows`` that break no unique constraint; return what was inserted.

    On PostgreSQL this waits for another transaction that is inserting the same; to go on after a
    conflict, read again.
    """
    if not rows:
        return []
    insert = sqlite.insert if connection.dialect.name == "sqlite" else postgresql.insert
    statement = insert(table).on_conflict_do_nothing()
    if not returning:
        connection.execute(statement, list(rows))
        return []
    return connection.execute(statement.returning(*returning), list(rows)).all()
