"""The tables that staff keep for flows: what the terminal and the staff site both do with them.

What was uploaded is kept for good and never changed; one revision of a table is in use. Nothing
here commits: the change and its entry on the trail belong to the caller's transaction.
"""

from collections.abc import Sequence
from typing import Any

from openpyxl.utils import get_column_letter
from sqlalchemy import delete, func, select

from audit import trail
from audit.detail import slug
from conversations.department import sheets
from conversations.department.sheets import Flaw, Sheet
from conversations.releases import publishing
from conversations.talks import surroundings
from extensions import db
from flows.department.tables import OWN, Column, Table, columns_of, words_in
from flows.documents.shape import is_name
from models import Department, LookupTable, LookupTableVersion


class FlawedError(Exception):
    """A sheet that cannot become a table; ``flaws`` says why."""

    def __init__(self, flaws: list[Flaw]) -> None:
        """Keep the flaws; at least one."""
        super().__init__("; ".join(str(flaw) for flaw in flaws))
        self.flaws = flaws


class InUseError(Exception):
    """A table that flows look things up in; ``flows`` are their names."""

    def __init__(self, flows: list[str]) -> None:
        """Keep the names; at least one."""
        super().__init__(f"It is used by: {', '.join(flows)}.")
        self.flows = flows


def is_fit(name: str) -> bool:
    """Whether ``name`` can be a table's or a calendar's name, and stand on the trail."""
    return is_name(name) and slug(name)


def table_of(sheet: Sheet, known: list[Column] | None = None) -> Table:
    """The table that a sheet holds; a heading that is ``known`` keeps what flows call it.

    The sheet gets a further flaw, no grave one, for each word of the first column that two rows have.

    Raises:
        FlawedError: it cannot be one.

    """
    columns = columns_of(sheet.titles, known or ())
    flaws = [*sheet.grave, *_of_columns(columns)]
    if flaws:
        raise FlawedError(flaws)
    table = Table(columns=columns, rows=sheet.rows)
    sheet.flaws += repeated(sheet.rows)
    return table


def named(department_id: int, name: str) -> LookupTable | None:
    """The department's table of this name."""
    return db.session.scalar(
        select(LookupTable).where(
            LookupTable.department_id == department_id, LookupTable.name == name
        )
    )


def add(department: Department, name: str, table: Table, actor: str) -> LookupTableVersion:
    """Keep ``table`` as the newest revision of the department's table of that name, not yet in use.

    The name may be new. When the newest revision holds the very same, that one is returned.
    """
    db.session.execute(
        select(Department.id).where(Department.id == department.id).with_for_update()
    )
    row = named(department.id, name)
    if row is None:
        row = LookupTable(department_id=department.id, name=name)
        db.session.add(row)
        db.session.flush()
    newest = db.session.scalar(
        select(LookupTableVersion)
        .where(LookupTableVersion.table_id == row.id)
        .order_by(LookupTableVersion.number.desc())
        .limit(1)
    )
    if newest is not None and newest.content_hash == table.content_hash:
        return newest
    version = LookupTableVersion(
        department_id=department.id,
        table=row,
        number=newest.number + 1 if newest else 1,
        content_hash=table.content_hash,
        columns=[column.model_dump() for column in table.columns],
        rows=table.rows,
        row_count=len(table.rows),
        made_by=actor,
    )
    db.session.add(version)
    db.session.flush()
    _record("table.uploaded", row, actor, number=version.number, version=version.content_hash)
    return version


def use(version: LookupTableVersion, actor: str) -> None:
    """Let flows look things up in this revision, from their next turn on."""
    row = version.table
    db.session.refresh(row, with_for_update=True)
    if row.live_version_id == version.id:
        return
    row.live_version_id = version.id
    db.session.flush()
    _record("table.used", row, actor, number=version.number, version=version.content_hash)


def remove(row: LookupTable, actor: str) -> None:
    """Take a table away with all its revisions.

    Raises:
        InUseError: a flow, live or a draft, looks things up in it.

    """
    flows = publishing.mentioning(row.department_id, "table", row.name)
    if flows:
        raise InUseError([flow.name for flow in flows])
    row.live_version_id = None
    db.session.flush()
    db.session.execute(delete(LookupTableVersion).where(LookupTableVersion.table_id == row.id))
    db.session.delete(row)
    db.session.flush()
    _record("table.removed", row, actor)


def content(version: LookupTableVersion) -> Table:
    """What stands in this revision."""
    found = surroundings.loaded(version.id)
    if found is None:
        raise LookupError(f"There is no revision {version.id}.")
    return found


def count(row: LookupTable) -> int:
    """How many revisions there are."""
    wanted = select(func.count(LookupTableVersion.id)).where(LookupTableVersion.table_id == row.id)
    return db.session.scalar(wanted) or 0


def _of_columns(columns: list[Column]) -> list[Flaw]:
    flaws = []
    seen = set()
    for place, column in enumerate(columns, 1):
        cell = f"{get_column_letter(place)}1"
        if column.id in OWN:
            flaws.append(Flaw(cell, "taken_title", column.title))
        elif column.title and (column.id, column.language) in seen:
            flaws.append(Flaw(cell, "same_title", column.title))
        seen.add((column.id, column.language))
    return flaws


def repeated(rows: Sequence[Sequence[str]]) -> list[Flaw]:
    """Words of the first column by which an earlier row is found already."""
    seen: set[str] = set()
    flaws: list[Flaw] = []
    for number, row in enumerate(rows, 2):
        words = words_in(row[0]) if row else []
        flaws += [Flaw(f"A{number}", "twice", word) for word in words if word in seen]
        seen.update(words)
        if len(flaws) >= sheets.MOST_FLAWS:
            break
    return flaws


def _record(action: str, row: LookupTable, actor: str, **details: Any) -> None:
    trail.record(
        action,
        actor=actor,
        subject=f"table:{row.id}",
        department_id=row.department_id,
        table=row.name,
        **details,
    )
