"""Which events of the trail somebody wants to see, and the query that finds them fast.

A trail has millions of rows. Each query begins at one index that ends in the id and stops after a
page; times are turned into ids first, because ids grow with time.
"""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import Any, Self

import msgspec
from flask import request
from sqlalchemy import ColumnElement, Select, func, select, union_all
from sqlalchemy.orm import aliased

from admin import moments
from audit.catalogue import ACTIONS
from audit.trail import SYSTEM
from extensions import db
from models import AuditEvent, Case, Conversation, Handover, Media, Message

PAGE = 50
OVERTAKEN = 1000  # how far the order of ids may differ from that of times
NONE = 2**62  # an id that no event has
MOST_PEOPLE = 20
NAMES = ("person", "subject", "actor", "department", "action", "since", "until")
MOST_SUBJECTS = 5000
MOST_BRANCHES = 100
LONGEST_ID = 18  # digits


class Chosen(msgspec.Struct, frozen=True):
    """The filters above the list, as they were understood; what was not is left out.

    ``people`` are ids of persons; ``since`` and ``until`` are minutes, both of them included.
    """

    people: tuple[int, ...] = ()
    subject: str = ""
    actor: str = ""
    department: int | None = None
    action: str = ""
    since: datetime | None = None
    until: datetime | None = None

    @classmethod
    def read(cls) -> Self:
        """From the address of this request."""
        action = request.args.get("action", "")
        people = map(number_given, request.args.getlist("person")[:MOST_PEOPLE])
        return cls(
            people=tuple(one for one in people if one is not None),
            subject=request.args.get("subject", "")[:80],
            actor=request.args.get("actor", "")[:60],
            department=number_given(request.args.get("department", "")),
            action=action if action in ACTIONS else "",
            since=_minute(request.args.get("since", "")),
            until=_minute(request.args.get("until", "")),
        )

    @property
    def address(self) -> dict[str, list[str]]:
        """The part of this request's address that says it, for links that keep it."""
        return {name: given for name in NAMES if any(given := request.args.getlist(name))}

    @property
    def is_any(self) -> bool:
        """Whether anything was chosen."""
        return self != Chosen()

    def wanted(self) -> "Wanted":
        """What holds for the events that were chosen, whatever their department."""
        found: list[ColumnElement[bool]] = []
        if self.people:
            found.append(AuditEvent.subject.in_(subjects_of(self.people)))
        found += [
            getattr(AuditEvent, column) == value
            for column in ("subject", "actor", "action")
            if (value := getattr(self, column))
        ]
        other = aliased(AuditEvent)
        if self.since:
            first = select(other.id).where(other.at >= self.since).order_by(other.at).limit(1)
            found += [AuditEvent.at >= self.since, AuditEvent.id >= _id(first, NONE) - OVERTAKEN]
        if self.until:
            end = self.until.replace(second=59, microsecond=999_999)
            last = select(other.id).where(other.at <= end).order_by(other.at.desc()).limit(1)
            found += [AuditEvent.at <= end, AuditEvent.id <= _id(last, 0) + OVERTAKEN]
        is_somebody = bool(self.actor) and self.actor != SYSTEM
        return Wanted(found, bool(self.people or self.subject or self.action) or is_somebody)


class Wanted(msgspec.Struct, frozen=True):
    """Conditions on events. ``leads``: an index of theirs, not the departments', leads to few events."""

    conditions: Sequence[ColumnElement[bool]]
    leads: bool

    def page(
        self, departments: Iterable[int] | None, before: int | None, count: int
    ) -> Select[AuditEvent]:
        """Up to ``count`` events, newest first, before an id; of ``departments``, or of all (None)."""
        wanted = list(self.conditions)
        if before is not None:
            wanted.append(AuditEvent.id < before)
        ids = None if departments is None else sorted(departments)
        if ids is None:
            pass
        elif self.leads or not 0 < len(ids) <= MOST_BRANCHES:
            # Neither database takes the departments' index for this.
            wanted.append(func.coalesce(AuditEvent.department_id, 0).in_(ids))
        elif len(ids) == 1:
            wanted.append(AuditEvent.department_id == ids[0])
        else:
            # Each department's newest by its own index; a list would be read and sorted as a whole.
            each = [_newest([*wanted, AuditEvent.department_id == one], count) for one in ids]
            wanted = [AuditEvent.id.in_(union_all(*each))]
        return select(AuditEvent).where(*wanted).order_by(AuditEvent.id.desc()).limit(count)


def subjects_of(people: Iterable[int]) -> list[str]:
    """Everything that events about these persons are about, as far as the present scope sees it."""
    persons = list(people)
    subjects = [f"person:{id}" for id in persons]
    mine = select(Conversation.id).where(Conversation.person_id.in_(persons))
    talks = list(db.session.scalars(mine))
    subjects += [f"conversation:{id}" for id in talks]
    for model, noun in (
        (Case, "case"),
        (Handover, "handover"),
        (Media, "media"),
        (Message, "message"),
    ):
        theirs = select(model.id).where(model.conversation_id.in_(talks))
        newest = theirs.order_by(model.id.desc()).limit(MOST_SUBJECTS)
        subjects += [f"{noun}:{id}" for id in db.session.scalars(newest)]
    return subjects


def number_given(text: str) -> int | None:
    """An id that stands in an address, or None when it is none."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= LONGEST_ID else None


def _newest(wanted: Sequence[ColumnElement[bool]], count: int) -> Select[int]:
    newest = select(AuditEvent.id).where(*wanted).order_by(AuditEvent.id.desc()).limit(count)
    return select(newest.subquery().c.id)


def _id(found: Select[int], otherwise: int) -> Any:
    return func.coalesce(found.scalar_subquery(), otherwise)


def _minute(text: str) -> datetime | None:
    """A minute as a form gives it (``2026-11-25T10:00``, Hong Kong's time), or None."""
    try:
        given = datetime.fromisoformat(text)
    except ValueError:
        return None
    if given.tzinfo or not moments.FIRST_YEAR <= given.year <= moments.LAST_YEAR:
        return None
    here = given.replace(second=0, microsecond=0, tzinfo=moments.zone_of(moments.DEFAULT_ZONE))
    return here.astimezone(UTC)
