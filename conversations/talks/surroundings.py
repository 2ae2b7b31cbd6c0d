"""What stands around a department's flows: read once for the process, and anew when it changes.

A department's row carries a stamp that grows with every change (``models.surrounding``). A claim of
lanes reads that row anyway, so a turn costs no statement for its surroundings as long as nothing
has changed, and what did change is seen by the next claim. A table is loaded when a turn first
looks at it, and kept by its content hash.
"""

import threading
from collections import OrderedDict
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import AbstractContextManager, nullcontext
from datetime import datetime
from typing import Any

import structlog
from flask import current_app
from pydantic import ValidationError
from sqlalchemy import select

from conversations.department.general_holidays import general_holidays
from conversations.transactions import looking
from extensions import db
from flows.department import calendars, tables
from flows.department.questions import Entry
from flows.department.surroundings import Surroundings
from models import Calendar, Department, LookupTable, LookupTableVersion, Question
from models.columns import utc_now
from whatsapp import stand_in

KEPT_CELLS = 2_000_000  # of tables in memory; beyond it the longest unused go

Opening = Callable[[], AbstractContextManager[Any]]

log = structlog.get_logger(__name__)


class _Kept:
    """The surroundings of each department with the stamp and year that they are of."""

    def __init__(self) -> None:
        self._by_department: dict[int, tuple[tuple[int, int], Surroundings]] = {}

    def get(self, department_id: int, mark: tuple[int, int]) -> Surroundings | None:
        found = self._by_department.get(department_id)
        return found[1] if found is not None and found[0] == mark else None

    def put(self, department_id: int, mark: tuple[int, int], found: Surroundings) -> None:
        self._by_department[department_id] = (mark, found)


class _Shelf:
    """Tables by content hash. What a hash names never changes, so nothing goes stale."""

    def __init__(self) -> None:
        self._tables: OrderedDict[str, tables.Table] = OrderedDict()
        self._lock = threading.Lock()
        self._cells = 0

    def get(self, content_hash: str) -> tables.Table | None:
        with self._lock:
            found = self._tables.get(content_hash)
            if found is not None:
                self._tables.move_to_end(content_hash)
            return found

    def put(self, content_hash: str, table: tables.Table) -> None:
        with self._lock:
            if content_hash in self._tables:
                return
            self._tables[content_hash] = table
            self._cells += _cells(table)
            while self._cells > KEPT_CELLS and len(self._tables) > 1:
                _, gone = self._tables.popitem(last=False)
                self._cells -= _cells(gone)


_shelf = _Shelf()


class Tables(Mapping[str, tables.Table]):
    """A department's tables in use by name, each loaded when it is first looked at."""

    def __init__(self, versions: Mapping[str, tuple[int, str]], opened: Opening) -> None:
        """``versions`` are row id and content hash by name; ``opened`` surrounds a reading."""
        self._versions = versions
        self._opened = opened

    def __getitem__(self, name: str) -> tables.Table:
        version_id, content_hash = self._versions[name]
        found = _shelf.get(content_hash)
        if found is None:
            with self._opened():
                found = loaded(version_id)
            if found is None:  # deleted since
                raise KeyError(name)
            _shelf.put(content_hash, found)
        return found

    def __iter__(self) -> Iterator[str]:
        return iter(self._versions)

    def __len__(self) -> int:
        return len(self._versions)


def surroundings_of(stamps: Mapping[int, int], now: datetime) -> dict[int, Surroundings]:
    """The surroundings of the departments with these stamps. Not to be called inside a transaction."""
    kept: _Kept = current_app.extensions.setdefault("surroundings", _Kept())
    marks = {department_id: (stamp, now.year) for department_id, stamp in stamps.items()}
    found = {one: around for one, mark in marks.items() if (around := kept.get(one, mark))}
    missing = stamps.keys() - found.keys()
    if missing:
        with looking():
            fresh = _read(missing, looking, now.year)
        for department_id, around in fresh.items():
            kept.put(department_id, marks[department_id], around)
        found |= fresh
    return found


def seen_by_staff(department_id: int) -> Surroundings:
    """The department's surroundings as the transaction of this request or command sees them."""
    return _read({department_id}, nullcontext, utc_now().year)[department_id]


def loaded(version_id: int) -> tables.Table | None:
    """The table of this revision, whichever is in use; None when there is none."""
    row = db.session.execute(
        select(LookupTableVersion.columns, LookupTableVersion.rows).where(
            LookupTableVersion.id == version_id
        )
    ).first()
    if row is None:
        return None
    columns = [tables.Column.model_validate(one) for one in row.columns]
    # It was judged when it was stored; a large one would take seconds to judge again.
    return tables.Table.model_construct(columns=columns, rows=row.rows)


def _read(ids: Collection[int], opened: Opening, year: int) -> dict[int, Surroundings]:
    versions: dict[int, dict[str, tuple[int, str]]] = {one: {} for one in ids}
    for row in db.session.execute(
        select(
            LookupTable.department_id,
            LookupTable.name,
            LookupTableVersion.id,
            LookupTableVersion.content_hash,
        )
        .join(LookupTableVersion, LookupTableVersion.id == LookupTable.live_version_id)
        .where(LookupTable.department_id.in_(ids))
        .order_by(LookupTable.name)
    ):
        versions[row.department_id][row.name] = (row.id, row.content_hash)
    hours: dict[int, dict[str, calendars.Calendar]] = {one: {} for one in ids}
    for home, name, document in db.session.execute(
        select(Calendar.department_id, Calendar.name, Calendar.document)
        .where(Calendar.department_id.in_(ids))
        .order_by(Calendar.id)
    ):
        calendar = _calendar(name, document)
        if calendar is not None:
            hours[home][name] = calendar
    asked = _questions(ids)
    stood_in = _stood_in(ids)
    return {
        one: Surroundings.model_construct(
            tables=Tables(versions[one], opened),
            calendars=hours[one],
            holidays=general_holidays(range(year - 1, year + 3)),
            questions=asked[one],
            templates=stood_in[one].templates,
            bookings=stood_in[one].bookings,
        )
        for one in ids
    }


def _questions(ids: Collection[int]) -> dict[int, list[Entry]]:
    """The questions that answer citizens, by department."""
    found: dict[int, list[Entry]] = {one: [] for one in ids}
    for row in db.session.execute(
        select(Question.department_id, Question.name, Question.document)
        .where(Question.department_id.in_(ids), Question.live)
        .order_by(Question.id)
    ):
        try:
            entry = Entry.model_validate({**row.document, "id": row.name})
        except ValidationError as fault:
            log.error("question_unreadable", question=row.name, faults=fault.error_count())  # noqa: TRY400
            continue
        found[row.department_id].append(entry)
    return found


def _stood_in(ids: Collection[int]) -> dict[int, Surroundings]:
    """What the sandbox stands in for, by department: templates, and what can be booked."""
    codes = db.session.execute(
        select(Department.id, Department.code).where(Department.id.in_(ids))
    ).all()
    return {row.id: stand_in.surroundings(row.code) for row in codes}


def _calendar(name: str, document: Mapping[str, Any]) -> calendars.Calendar | None:
    try:
        return calendars.Calendar.model_validate(dict(document))
    except ValidationError as fault:
        log.error("calendar_unreadable", calendar=name, faults=fault.error_count())  # noqa: TRY400
        return None


def _cells(table: tables.Table) -> int:
    return len(table.rows) * len(table.columns)
