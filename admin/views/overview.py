"""The first page: what waits for somebody, and what to do next."""

from collections.abc import Iterator
from typing import Any

import msgspec
from flask import url_for
from flask_admin import AdminIndexView, expose
from flask_babel import gettext
from sqlalchemy import and_, func, select
from sqlalchemy.orm import InstrumentedAttribute

from admin import alarms, moments
from admin.plain import named
from admin.reach import departments, reach, zones
from admin.views.secured import Personal
from conversations.department.testers import is_tester
from conversations.outbound import unsent
from conversations.talks import parked
from extensions import db
from models import (
    Case,
    Channel,
    Conversation,
    Department,
    Flow,
    Handover,
)
from staff.access import ALL, departments_of, may, seeing

LATEST = 5


class Tile(msgspec.Struct, frozen=True):
    """A number that somebody should know, and where to look closer."""

    count: int
    name: str
    url: str = ""
    trouble: bool = False


class Step(msgspec.Struct, frozen=True):
    """Something to do next, where there is nothing to show yet."""

    title: str
    words: str
    url: str = ""
    command: str = ""


class OverviewView(Personal, AdminIndexView):
    """Open to every member of staff: each part shows only what their permissions reach."""

    def __init__(self, **kwargs: Any) -> None:
        """Without Flask-Admin's own static files: none of them is used."""
        super().__init__(**kwargs)
        self.static_folder = None

    @expose()
    def index(self) -> str:
        """The overview."""
        return str(
            self.render(
                "admin/overview.html",
                builds=may("flows.edit"),
                reviews=may("flows.review"),
                tiles=list(_tiles()),
                steps=list(_steps()),
                latest=_latest(),
                zones=zones(),
            )
        )


def _tiles() -> Iterator[Tile]:
    if may("conversations.answer"):
        waits = and_(Handover.state == "waiting", ~Handover.is_test)
        count = _count(Handover.id, Handover.department_id, "conversations.answer", waits)
        yield Tile(count, gettext("Waiting for a person"), url_for("waiting.index_view"))
    if may("cases.read"):
        stands = and_(Case.status == "open", ~Case.is_test)
        count = _count(Case.id, Case.department_id, "cases.read", stands)
        url = url_for("cases.index_view", status="open")
        yield Tile(count, gettext("Open cases"), url)
    if may("conversations.read"):
        mine = is_tester(Conversation.person_id, Conversation.department_id)
        today = and_(Conversation.last_message_at >= moments.midnight(), ~mine)
        count = _count(Conversation.id, Conversation.department_id, "conversations.read", today)
        yield Tile(count, gettext("Conversations today"), url_for("conversations.index_view"))
    if may("channels.manage"):
        troubled = alarms.troubled()
        count = _count(Channel.id, Channel.department_id, "channels.manage", troubled)
        url = url_for("channels.index_view")
        yield Tile(count, gettext("Channels that need attention"), url, trouble=count > 0)
    if may(alarms.PERMISSION):
        with seeing(alarms.PERMISSION):
            count = parked.count() + unsent.count("parked")
        if departments_of(alarms.PERMISSION) == ALL:
            count += sum(row.rows for row in parked.unclaimed())
        url = url_for("operations.index_view")
        yield Tile(count, gettext("Parked: waiting for an operator"), url, trouble=count > 0)


def _count(
    id: InstrumentedAttribute[int],
    department_id: InstrumentedAttribute[int],
    permission: str,
    condition: Any,
) -> int:
    wanted = select(func.count(id)).where(department_id.in_(reach(permission)), condition)
    return db.session.scalar(wanted) or 0


def _latest() -> list[Case]:
    if not may("cases.read"):
        return []
    wanted = select(Case).where(Case.department_id.in_(reach("cases.read")))
    return list(db.session.scalars(wanted.order_by(Case.id.desc()).limit(LATEST)))


def _steps() -> Iterator[Step]:
    """What a new installation, or a new department, still lacks."""
    if db.session.scalar(select(func.count(Department.id))) == 0:
        words = gettext("Whoever runs the system adds it at the terminal:")
        yield Step(gettext("Add a department"), words, command="flask --app app departments add")
        return
    if may("channels.manage"):
        with_number = set(db.session.scalars(select(Channel.department_id)))
        for one in departments("channels.manage"):
            if one.id not in with_number:
                yield Step(
                    gettext("Connect a WhatsApp number for %(name)s", name=named(one)),
                    gettext("Enter what WhatsApp Manager shows, then work down the checklist."),
                    url_for("channels.create_view"),
                )
    if may("flows.read"):
        live = select(Flow.department_id).where(Flow.live_version_id.is_not(None))
        with_flow = set(db.session.scalars(live))
        for one in departments("flows.read"):
            if one.id not in with_flow:
                yield Step(
                    gettext("Publish a flow for %(name)s", name=named(one)),
                    gettext(
                        "Until one is published, citizens are told that nothing is set up yet."
                    ),
                    url_for("flows.index_view"),
                )
