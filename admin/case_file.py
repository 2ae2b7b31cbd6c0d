"""Cases as a file: which ones were chosen, and one line for each, written a batch at a time."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime, time, timedelta
from itertools import chain
from typing import Any, Self

import msgspec
from flask import Flask, current_app, request
from flask_babel import gettext
from sqlalchemy import func, select

from admin import moments, spreadsheet
from admin.case_status import STATUSES
from admin.plain import case_type_named, language_named
from extensions import db
from flows.department.cases import STATES
from models import Case, scope
from models.engine import reading

_BATCH = 200  # cases held in memory at once
_LONGEST_ID = 18  # digits


class Chosen(msgspec.Struct, frozen=True):
    """The filters above the list, as they were understood; what was not is left out."""

    status: str = ""
    type: str = ""
    department: int | None = None
    since: date | None = None
    until: date | None = None

    @classmethod
    def read(cls) -> Self:
        """From the address of this request."""
        status = request.args.get("status", "")
        department = request.args.get("department", "")[:_LONGEST_ID]
        return cls(
            status=status if status in STATES else "",
            type=request.args.get("type", "")[:80],
            department=int(department) if department.isascii() and department.isdigit() else None,
            since=_day("since"),
            until=_day("until"),
        )

    def limit(self, statement: Any) -> Any:
        """``statement``, a query or a select on cases, limited to these."""
        zone = moments.zone_of(moments.DEFAULT_ZONE)
        if self.status:
            statement = statement.where(Case.status == self.status)
        if self.type:
            statement = statement.where(Case.type == self.type)
        if self.department is not None:
            statement = statement.where(Case.department_id == self.department)
        if self.since:
            start = datetime.combine(self.since, time(), zone)
            statement = statement.where(Case.created_at >= start)
        if self.until:
            end = datetime.combine(self.until + timedelta(days=1), time(), zone)
            statement = statement.where(Case.created_at < end)
        return statement


class CaseFile(msgspec.Struct, frozen=True):
    """The cases that were chosen, up to ``newest``, in the departments ``ids``.

    ``questions`` are the columns after the fixed ones: a field's id and its question.
    """

    chosen: Chosen
    ids: frozenset[int]
    zones: Mapping[int, str]
    newest: int
    count: int
    questions: dict[str, str]

    @classmethod
    def of(cls, chosen: Chosen, ids: frozenset[int], zones: Mapping[int, str]) -> Self:
        """Look through the cases once, for the columns."""
        wanted = chosen.limit(select(func.count(Case.id), func.max(Case.id)))
        count, newest = db.session.execute(wanted.where(Case.department_id.in_(ids))).one()
        file = cls(chosen, ids, zones, newest or 0, count, {})
        for batch in file._batches():
            for case in batch:
                for answer in case.answers:
                    file.questions.setdefault(_field(answer), _text(answer, "question"))
        return file

    def text(self) -> Iterator[str]:
        """The file, piece by piece, newest case first; it may be read when the request is over.

        Its words are those of the page, so they are looked up while there is one.
        """
        statuses = {status: str(name) for status, name in STATUSES.items()}
        head = [
            gettext("Reference"),
            gettext("Type"),
            gettext("Status"),
            gettext("Filed"),
            gettext("Language"),
            *self.questions.values(),
        ]
        first = spreadsheet.MARK + spreadsheet.line(head)
        rest = ("".join(self._line(case, statuses) for case in batch) for batch in self._batches())
        return chain([first], rest)

    def _batches(self) -> Iterator[list[Case]]:
        """Batch after batch, each looked up by itself and let go of."""
        return self._each_batch(current_app._get_current_object())  # type: ignore[attr-defined]  # noqa: SLF001 (Flask's way to the thing itself)

    def _each_batch(self, app: Flask) -> Iterator[list[Case]]:
        below = self.newest + 1
        while below > 1:
            with app.app_context(), scope.system(), scope.departments(self.ids), reading():
                wanted = self.chosen.limit(select(Case)).where(Case.id < below)
                batch = list(db.session.scalars(wanted.order_by(Case.id.desc()).limit(_BATCH)))
                db.session.expunge_all()
            if not batch:
                return
            below = batch[-1].id
            yield batch

    def _line(self, case: Case, statuses: Mapping[str, str]) -> str:
        zone = moments.zone_of(self.zones.get(case.department_id, moments.DEFAULT_ZONE))
        answers = {_field(answer): _cell(answer) for answer in case.answers}
        cells = [
            case.reference,
            case_type_named(case.type),
            statuses.get(case.status, case.status),
            f"{case.created_at.astimezone(zone):%Y-%m-%d %H:%M}",
            language_named(case.language),
            *(answers.get(field, "") for field in self.questions),
        ]
        return spreadsheet.line(cells)


def _field(answer: Mapping[str, Any]) -> str:
    return _text(answer, "field")


def _text(answer: Mapping[str, Any], name: str) -> str:
    return str(answer.get(name) or "")


def _cell(answer: Mapping[str, Any]) -> str:
    """The answer in words; a pin with its coordinates, which the words may leave out."""
    words, value = _text(answer, "words"), answer.get("value")
    if not isinstance(value, Mapping) or "latitude" not in value:
        return words
    place = f"{value['latitude']}, {value['longitude']}"
    return words if place in words else f"{words} ({place})".strip()


def _day(name: str) -> date | None:
    return moments.day_given(request.args.get(name, ""))
