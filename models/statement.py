"""What a statement touches: which tables of departments, and whether the ORM can limit it."""

from functools import cache
from typing import Any

from sqlalchemy import Alias, Column, Join, Select, Table, TextClause
from sqlalchemy.orm.context import FromStatement
from sqlalchemy.sql import visitors
from sqlalchemy.sql.dml import UpdateBase
from sqlalchemy.sql.selectable import TextualSelect

from extensions import Base
from models.columns import DepartmentOwned


class Touched:
    """The departments' tables that a statement touches, by name.

    ``owned`` are all of them, ``bare`` those named as tables and not by their classes, which no
    loader criteria reach. ``text`` says that the statement was written as SQL.
    """

    def __init__(self, statement: Any) -> None:
        """Look through the whole statement: joins, subqueries and conditions."""
        self.owned: set[str] = set()
        self.bare: set[str] = set()
        self.text = isinstance(statement, TextClause | TextualSelect | FromStatement)
        classes: set[str] = set()
        columns: set[str] = set()
        for part in visitors.iterate(statement):
            names = _owned(part)
            self.owned |= names
            if _by_class(part):
                classes |= names
            elif isinstance(part, Column):
                columns |= names
            self.bare |= _bare(_sources(part))
        self.bare |= columns - classes

    def __str__(self) -> str:
        """The names, for an error's sentence."""
        return ", ".join(sorted(self.owned)) or "SQL written as text"


def _sources(part: Any) -> list[Any]:
    """What this part reads from or writes to, where it is named rather than derived."""
    if isinstance(part, Select):
        return [*part._raw_columns, *part._from_obj]  # noqa: SLF001 (the public froms mix in what is derived)
    if isinstance(part, UpdateBase):
        return [part.table]
    if isinstance(part, Join):
        # Criteria do not reach into a join that was made by hand; Select.join is the way.
        return [_plain(part.left), _plain(part.right)]
    return []


def _bare(sources: list[Any]) -> set[str]:
    """The departments' tables among these that no class names.

    Beside its class a bare column is harmless: the ORM itself writes its own statements that way.
    """
    classes: set[str] = set()
    tables: set[str] = set()
    columns: set[str] = set()
    for source in sources:
        group = classes if _by_class(source) else columns if _is_column(source) else tables
        group |= _owned(source)
    return tables | columns - classes


def _is_column(source: Any) -> bool:
    return isinstance(source, Column) and isinstance(source.table, Table)


def _plain(source: Any) -> Any:
    return source._deannotate() if isinstance(source, Table | Alias) else source  # noqa: SLF001


def _by_class(source: Any) -> bool:
    return bool(source._annotations.get("parentmapper"))  # noqa: SLF001 (no public way)


def _owned(part: Any) -> set[str]:
    table = part.table if isinstance(part, Column) else part
    while isinstance(table, Alias):
        table = table.element
    return {table.name} & _owned_tables() if isinstance(table, Table) else set()


@cache
def _owned_tables() -> frozenset[str]:
    return frozenset(
        mapper.local_table.name
        for mapper in Base.registry.mappers
        if issubclass(mapper.class_, DepartmentOwned) and isinstance(mapper.local_table, Table)
    )
