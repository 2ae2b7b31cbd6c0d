"""Events of the trail as a file: a table for people, or JSON lines as they are stored."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import chain
from typing import Any

import msgspec
import orjson
from flask import Flask, current_app
from flask_babel import gettext
from sqlalchemy import select

from admin import spreadsheet
from admin.sentences import deeds
from admin.trail_choice import Wanted
from extensions import db
from models import AuditEvent, AuditSeal, scope
from models.engine import reading

BATCH = 1000  # events held in memory at once
TYPES = {"csv": "text/csv", "jsonl": "application/x-ndjson"}


class TrailFile(msgspec.Struct, frozen=True):
    """The events that are wanted in these departments (None: all), newest first.

    ``names`` are staff by actor, ``codes`` departments by id.
    """

    wanted: Wanted
    departments: frozenset[int] | None
    names: Mapping[str, str]
    codes: Mapping[int, str]

    def text(self, format: str) -> Iterator[str]:
        """The file, piece by piece; it may be read when the request is over."""
        app = current_app._get_current_object()  # type: ignore[attr-defined]  # noqa: SLF001 (Flask's way to the thing itself)
        if format == "jsonl":
            return ("".join(map(_json_line, batch)) for batch in self._batches(app))
        said = deeds()
        head = [
            gettext("Number"), gettext("When (UTC)"), gettext("Who"), gettext("Account"), gettext("What"),
            gettext("Action"), gettext("Department"), gettext("About"), gettext("From"), gettext("Details"),
            gettext("Seal"),
        ]  # fmt: skip
        first = spreadsheet.MARK + spreadsheet.line(head)
        rest = ("".join(self._line(event, said) for event in batch) for batch in self._batches(app))
        return chain([first], rest)

    def _batches(self, app: Flask) -> Iterator[list[dict[str, Any]]]:
        before: int | None = None
        while True:
            with app.app_context(), scope.system(), reading():
                page = self.wanted.page(self.departments, before, BATCH)
                batch = stored(db.session.scalars(page).all())
                db.session.expunge_all()
            if batch:
                yield batch
            if len(batch) < BATCH:
                return
            before = batch[-1]["id"]

    def _line(self, event: Mapping[str, Any], said: Mapping[str, str]) -> str:
        return spreadsheet.line(
            [
                event["id"],
                event["at"].replace(tzinfo=None).isoformat(sep=" ", timespec="seconds"),
                self.names.get(event["actor"], ""),
                event["actor"],
                said.get(event["action"], ""),
                event["action"],
                self.codes.get(event["department_id"], ""),
                event["subject"],
                event["origin"] or "",
                orjson.dumps(event["details"], option=orjson.OPT_SORT_KEYS).decode(),
                event["seal"] or "",
            ]
        )


def stored(rows: Sequence[AuditEvent]) -> list[dict[str, Any]]:
    """The events as they are stored, each with the number of its seal (None: not sealed yet)."""
    ids = [row.id for row in rows]
    seals = select(AuditSeal.event_id, AuditSeal.seq).where(AuditSeal.event_id.in_(ids))
    seal = {event_id: seq for event_id, seq in db.session.execute(seals)}  # noqa: C416 (rows are tuples, which dict() is not told)
    columns = [column.key for column in AuditEvent.__table__.columns]
    return [
        {**{name: getattr(row, name) for name in columns}, "seal": seal.get(row.id)} for row in rows
    ]


def _json_line(event: Mapping[str, Any]) -> str:
    return orjson.dumps(event, option=orjson.OPT_APPEND_NEWLINE).decode()
