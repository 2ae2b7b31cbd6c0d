"""A department's calendars: adding, changing and removing them.

Nothing here commits: the change and its entry on the trail belong to the caller's transaction.
"""

from typing import Any

from pydantic import ValidationError
from sqlalchemy import select

from audit import trail
from conversations.releases import publishing
from extensions import db
from flows.department.calendars import Calendar as Hours
from flows.documents.faults import ShapeError
from flows.documents.sentences import faults_of
from models import Calendar, Department
from models.calendar import DEFAULT, DEFAULT_HOURS
from models.columns import JsonObject


class StaleCalendarError(Exception):
    """Somebody else has changed the calendar since it was read; nothing is stored."""


class NeededError(Exception):
    """A calendar that cannot go: the default one, or one that ``flows`` look into."""

    def __init__(self, flows: list[str]) -> None:
        """Keep the names of the flows; none for the default calendar."""
        super().__init__(", ".join(flows))
        self.flows = flows


def named(department_id: int, name: str) -> Calendar | None:
    """The department's calendar of this name."""
    return db.session.scalar(
        select(Calendar).where(Calendar.department_id == department_id, Calendar.name == name)
    )


def add(department: Department, name: str, actor: str) -> Calendar:
    """A new calendar, with the hours that a department begins with. The name is free."""
    row = Calendar(department_id=department.id, name=name, document=dict(DEFAULT_HOURS))
    db.session.add(row)
    db.session.flush()
    _record("calendar.added", row, actor)
    return row


def change(row: Calendar, document: JsonObject, actor: str, seen: int | None = None) -> None:
    """Make ``document`` the calendar's; ``seen`` is the revision that its author started from.

    Raises:
        ShapeError: it is no calendar.
        StaleCalendarError: the calendar is at another revision than ``seen``.

    """
    try:
        Hours.model_validate(document)
    except ValidationError as error:
        raise ShapeError(faults_of(error, "")) from error
    db.session.refresh(row, with_for_update=True)
    if seen is not None and row.revision != seen:
        raise StaleCalendarError(f"The calendar {row.name} was changed by somebody else.")
    before = row.document
    fields = sorted(key for key in {*before, *document} if before.get(key) != document.get(key))
    if not fields:
        return
    row.document = document
    row.revision += 1
    db.session.flush()
    _record("calendar.changed", row, actor, revision=row.revision, fields=fields)


def remove(row: Calendar, actor: str) -> None:
    """Take a calendar away.

    Raises:
        NeededError: it is the default one, or a flow, live or a draft, looks into it.

    """
    if row.name == DEFAULT:
        raise NeededError([])
    flows = publishing.mentioning(row.department_id, "calendar", row.name)
    if flows:
        raise NeededError([flow.name for flow in flows])
    db.session.delete(row)
    db.session.flush()
    _record("calendar.removed", row, actor)


def _record(action: str, row: Calendar, actor: str, **details: Any) -> None:
    trail.record(
        action,
        actor=actor,
        subject=f"calendar:{row.id}",
        department_id=row.department_id,
        calendar=row.name,
        **details,
    )
