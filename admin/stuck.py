"""Where people stand and what they wait for: for the page of those who are stuck."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Literal

import msgspec
from sqlalchemy import func, select

from admin import moments
from conversations.talks.library import compiled
from extensions import db
from flows.graph import Flow
from flows.versions.telling import name_of_node
from models import Conversation, FlowVersion, Handover, InboxRow, OutboxRow, Timer
from models.handover import OPEN
from staff.language import shown_language

RECENT = timedelta(days=30)  # who has been silent for longer is not waiting any more
MOST_STEPS = 100  # that are offered to choose from

Why = Literal["unanswered", "unsent", "person", "system", "citizen"]


class Step(msgspec.Struct, frozen=True):
    """A step at which people stand: how many, and since when the first of them."""

    flow: str
    node: str
    name: str
    people: int
    since: datetime | None

    @property
    def key(self) -> str:
        """How the address of the page names it."""
        return f"{self.flow}:{self.node}"


class Standing(msgspec.Struct, frozen=True):
    """Where one talk stands, in words, what it waits for, and what happens next by itself."""

    name: str
    why: Why
    next_timer: datetime | None


def recent() -> Any:
    """Whether a talk waits for something, and not for longer than anybody would."""
    return (Conversation.node != "") & (Conversation.last_message_at >= moments.now() - RECENT)


def steps(departments: Collection[int]) -> list[Step]:
    """The steps at which people of these departments stand, those with most people first."""
    many = func.count(Conversation.id)
    rows = db.session.execute(
        select(
            Conversation.flow,
            Conversation.node,
            func.max(Conversation.version).label("version"),
            many.label("people"),
            func.min(Conversation.last_message_at).label("since"),
        )
        .where(Conversation.department_id.in_(departments), recent())
        .group_by(Conversation.flow, Conversation.node)
        .order_by(many.desc(), Conversation.flow, Conversation.node)
        .limit(MOST_STEPS)
    ).all()
    flows = flows_of({row.version for row in rows})
    return [
        Step(row.flow, row.node, _name(flows, row.version, row.node), row.people, row.since)
        for row in rows
    ]


def standings(talks: Sequence[Conversation]) -> dict[int, Standing]:
    """Where each of these talks stands; a few statements, however many they are."""
    ids = [talk.id for talk in talks]
    flows = flows_of({talk.version for talk in talks})
    unanswered = _those(InboxRow.conversation_id, ids, InboxRow.state == "parked")
    unsent = _those(OutboxRow.conversation_id, ids, OutboxRow.state == "parked")
    held = _those(Handover.conversation_id, ids, Handover.state.in_(OPEN))
    timers = {
        row.conversation_id: row.due_at
        for row in db.session.execute(
            select(Timer.conversation_id, func.min(Timer.due_at).label("due_at"))
            .where(Timer.conversation_id.in_(ids))
            .group_by(Timer.conversation_id)
        )
    }
    found = {}
    for talk in talks:
        node = (flow := flows.get(talk.version)) and flow.node(talk.node)
        why: Why = "citizen"
        if talk.id in held or (node and node.away):
            why = "person"
        elif talk.id in unanswered:
            why = "unanswered"
        elif talk.id in unsent:
            why = "unsent"
        elif node and node.busy:
            why = "system"
        name = _name(flows, talk.version, talk.node)
        found[talk.id] = Standing(name, why, timers.get(talk.id))
    return found


def flows_of(versions: Collection[str]) -> dict[str, Flow]:
    """The flows of these content hashes, as far as the scope sees them and they can be read."""
    rows = db.session.execute(
        select(FlowVersion.content_hash, FlowVersion.document).where(
            FlowVersion.content_hash.in_(versions)
        )
    )
    documents = {row.content_hash: row.document for row in rows}
    made = {version: compiled(version, document) for version, document in documents.items()}
    return {version: flow for version, flow in made.items() if flow is not None}


def ways(talk: Conversation) -> list[tuple[str, str]]:
    """The steps that a talk can be moved to: id and name, as its flow lists them."""
    flow = flows_of({talk.version}).get(talk.version)
    if flow is None:
        return []
    language = shown_language()
    return [(id, name_of_node(flow, id, language)) for id in flow.nodes if id != talk.node]


def _those(column: Any, ids: Collection[int], condition: Any) -> frozenset[int]:
    return frozenset(db.session.scalars(select(column).where(column.in_(ids), condition)))


def _name(flows: Mapping[str, Flow], version: str, node_id: str) -> str:
    flow = flows.get(version)
    return name_of_node(flow, node_id, shown_language()) if flow is not None else node_id
