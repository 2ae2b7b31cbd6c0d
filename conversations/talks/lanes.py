"""Lanes: a conversation's waiting rows, claimed by lease so that one engine at a time moves it."""

import secrets
from collections.abc import Collection, Iterable
from datetime import datetime, timedelta

import msgspec
from sqlalchemy import Connection, or_, select, update

from conversations.tables import AnyRow, contact, conversation, department, inbox
from conversations.talks.library import Library, libraries
from conversations.talks.surroundings import surroundings_of
from conversations.transactions import writing
from flows.department.surroundings import NOTHING, Surroundings
from flows.world import Contact, Department
from models.queue import DEFAULT

LEASE = timedelta(seconds=30)
MOST_ROWS = 20  # of one conversation in one go; the rest has its next turn at once


class Waiting(msgspec.Struct):
    """A row of the inbox that waits for its turn. ``payload`` is encrypted no longer."""

    id: int
    kind: str
    payload: bytes | None
    happened_at: datetime
    attempts: int


class Lane(msgspec.Struct):
    """A claimed conversation, with all that its turns need. ``rows`` are due, in their order.

    ``desk`` is the queue in which people answer, empty when none do; ``around`` is what the
    department keeps beside its flows. ``more`` says that others are
    waiting behind the rows; ``retry_at`` when the first one may be tried again, where it is not due
    yet.
    """

    conversation_id: int
    token: str
    turn: int
    state: bytes | None
    department_id: int
    channel_id: int
    contact_id: int
    contact: Contact
    department: Department
    phrases: dict[str, dict[str, str]]
    zone: str
    last_inbound_at: datetime | None
    library: Library
    rows: list[Waiting]
    desk: str = ""
    around: Surroundings = NOTHING
    more: bool = False
    retry_at: datetime | None = None


def claim(conversation_ids: Collection[int], now: datetime) -> list[Lane]:
    """Take the lease of those conversations that are free, and load what waits in them."""
    token = secrets.token_hex(16)
    with writing() as connection:
        claimed = _lease(connection, conversation_ids, token, now)
        if not claimed:
            return []
        waiting = _waiting(connection, [row.id for row in claimed])
        contacts = _contacts(connection, {row.contact_id for row in claimed})
        departments = _departments(connection, {row.department_id for row in claimed})
    shelves = libraries(departments)
    surroundings = surroundings_of({id: row.around for id, row in departments.items()}, now)
    lanes = []
    for row in claimed:
        home = departments[row.department_id]
        lane = Lane(
            conversation_id=row.id,
            token=token,
            turn=row.turn,
            state=row.state,
            department_id=row.department_id,
            channel_id=row.channel_id,
            contact_id=row.contact_id,
            contact=contacts[row.contact_id],
            department=Department(home.code, home.names, home.telephone, home.hours),
            phrases=home.phrases,
            zone=home.zone,
            last_inbound_at=row.last_inbound_at,
            library=shelves[row.department_id],
            rows=[],
            desk=DEFAULT if home.desk_open else "",
            around=surroundings[row.department_id],
        )
        _queue(lane, waiting.get(row.id, []), now)
        lanes.append(lane)
    return lanes


def release(lanes: Iterable[Lane]) -> None:
    """Give back the leases of lanes in which nothing is to be done."""
    tokens: dict[str, list[int]] = {}
    for lane in lanes:
        tokens.setdefault(lane.token, []).append(lane.conversation_id)
    if not tokens:
        return
    with writing() as connection:
        for token, ids in tokens.items():
            connection.execute(
                update(conversation)
                .where(conversation.c.id.in_(ids), conversation.c.lease_token == token)
                .values(lease_token=None, lease_until=None)
            )


def due(connection: Connection, now: datetime, grace: timedelta, most: int) -> list[int]:
    """Conversations with rows that have waited longer than ``grace`` and are due."""
    return list(
        connection.scalars(
            select(inbox.c.conversation_id)
            .where(
                inbox.c.state == "due",
                inbox.c.conversation_id.is_not(None),
                inbox.c.received_at <= now - grace,
                or_(inbox.c.not_before.is_(None), inbox.c.not_before <= now),
            )
            .distinct()
            .limit(most)
        )
    )


def _lease(
    connection: Connection, conversation_ids: Collection[int], token: str, now: datetime
) -> list[AnyRow]:
    free = (
        select(conversation.c.id)
        .where(
            conversation.c.id.in_(conversation_ids),
            or_(conversation.c.lease_until.is_(None), conversation.c.lease_until < now),
        )
        .order_by(conversation.c.id)
    )
    if connection.dialect.name == "postgresql":
        free = free.with_for_update(skip_locked=True)
    return list(
        connection.execute(
            update(conversation)
            .where(conversation.c.id.in_(free.scalar_subquery()))
            .values(lease_token=token, lease_until=now + LEASE)
            .returning(
                conversation.c.id,
                conversation.c.turn,
                conversation.c.state,
                conversation.c.department_id,
                conversation.c.channel_id,
                conversation.c.contact_id,
                conversation.c.last_inbound_at,
            )
        )
    )


def _waiting(connection: Connection, claimed: Collection[int]) -> dict[int, list[AnyRow]]:
    """The due rows of each conversation: in the order of what happened, then of arrival."""
    rows = connection.execute(
        select(
            inbox.c.id,
            inbox.c.kind,
            inbox.c.conversation_id,
            inbox.c.payload,
            inbox.c.happened_at,
            inbox.c.attempts,
            inbox.c.not_before,
        )
        .where(inbox.c.state == "due", inbox.c.conversation_id.in_(claimed))
        .order_by(inbox.c.conversation_id, inbox.c.happened_at, inbox.c.id)
    )
    found: dict[int, list[AnyRow]] = {}
    for row in rows:
        found.setdefault(row.conversation_id, []).append(row)
    return found


def _queue(lane: Lane, waiting: list[AnyRow], now: datetime) -> None:
    for row in waiting:
        if row.not_before is not None and row.not_before > now:
            # Those behind it wait as well: a lane has one order.
            lane.retry_at = row.not_before
            return
        # What failed before is tried by itself, so that it is known whose fault it is.
        alone = bool(lane.rows) and bool(row.attempts or lane.rows[0].attempts)
        if alone or len(lane.rows) == MOST_ROWS:
            lane.more = True
            return
        lane.rows.append(Waiting(row.id, row.kind, row.payload, row.happened_at, row.attempts))


def _contacts(connection: Connection, ids: Collection[int]) -> dict[int, Contact]:
    rows = connection.execute(
        select(contact.c.id, contact.c.name, contact.c.language, contact.c.fields).where(
            contact.c.id.in_(ids)
        )
    )
    return {row.id: Contact(row.name, row.language, row.fields) for row in rows}


def _departments(connection: Connection, ids: Collection[int]) -> dict[int, AnyRow]:
    rows = connection.execute(
        select(
            department.c.id,
            department.c.code,
            department.c.names,
            department.c.telephone,
            department.c.hours,
            department.c.phrases,
            department.c.zone,
            department.c.desk_open,
            department.c.around,
        ).where(department.c.id.in_(ids))
    )
    return {row.id: row for row in rows}
