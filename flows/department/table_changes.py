"""What is different between two tables, row by row: added, removed and changed.

Rows are the same row when the same stands in their first column; of several such rows the first is
compared with the first.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from flows.department.tables import Table


@dataclass(frozen=True)
class Changed:
    """A row that says something else now: its first cell, and each column with before and after."""

    key: str
    cells: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True)
class Difference:
    """What happened between two tables. Columns are named by their headings."""

    columns_added: tuple[str, ...]
    columns_removed: tuple[str, ...]
    added: tuple[str, ...]
    removed: tuple[str, ...]
    changed: tuple[Changed, ...]

    def __bool__(self) -> bool:
        """Whether there is any."""
        return any(
            (self.columns_added, self.columns_removed, self.added, self.removed, self.changed)
        )


def difference(before: Table, after: Table) -> Difference:
    """What ``after`` has otherwise than ``before``; the order of rows and columns does not count."""
    old, new = _places(before), _places(after)
    shared = [column for column in new if column in old]
    titles = {(one.id, one.language): one.title for one in (*before.columns, *after.columns)}
    waiting = _by_key(before)
    added: list[str] = []
    changed: list[Changed] = []
    for key, rows in _by_key(after).items():
        for row in rows:
            earlier = waiting[key].pop(0) if waiting.get(key) else None
            if earlier is None:
                added.append(key)
                continue
            cells = tuple(
                (titles[column], was, now)
                for column in shared
                if (was := _cell(earlier, old[column])) != (now := _cell(row, new[column]))
            )
            if cells:
                changed.append(Changed(key, cells))
    return Difference(
        columns_added=tuple(titles[column] for column in new if column not in old),
        columns_removed=tuple(titles[column] for column in old if column not in new),
        added=tuple(added),
        removed=tuple(key for key, rows in waiting.items() for _ in rows),
        changed=tuple(changed),
    )


def _places(table: Table) -> dict[tuple[str, str | None], int]:
    return {(column.id, column.language): place for place, column in enumerate(table.columns)}


def _by_key(table: Table) -> dict[str, list[Sequence[str]]]:
    found: dict[str, list[Sequence[str]]] = defaultdict(list)
    for row in table.rows:
        found[_cell(row, 0)].append(row)
    return found


def _cell(row: Sequence[str], place: int) -> str:
    return row[place] if place < len(row) else ""
