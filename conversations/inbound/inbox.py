"""Storing what WhatsApp delivers: each thing once, stamped with the conversation it belongs to."""

import hashlib
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime, timedelta

import msgspec
from sqlalchemy import Connection, or_, select, update

from conversations import trail
from conversations.inbound import people
from conversations.inbound.contacts import Meeting, meet
from conversations.inbound.deliveries import (
    UNKNOWN_NUMBER,
    Delivery,
    Number,
    Talk,
    number_of,
    of_change,
    of_message,
)
from conversations.tables import channel, inbox, insert_new, media, message
from whatsapp.inbound.changes import Change, IdentityChange, InboundMessage, StatusUpdate

SET = 1000  # changes that one statement may name; Meta sends no more at once, databases take 32,000
SEEN = timedelta(minutes=1)  # how exactly we remember that Meta reached the webhook


class Stored(msgspec.Struct, frozen=True):
    """What was new in a delivery: the lanes that are to move, and how many of what."""

    conversations: tuple[int, ...] = ()
    rows: int = 0
    statuses: int = 0
    media: int = 0
    unknown: int = 0


def store(connection: Connection, changes: Sequence[Change], received: datetime) -> Stored:
    """Store ``changes`` (Meta sends up to 1,000 at once) in the caller's transaction.

    What is stored already is dropped, also while another process stores it. What belongs to a
    number that we do not know is kept, parked.
    """
    sets = [changes[at : at + SET] for at in range(0, len(changes), SET)]
    return together([_store_set(connection, part, received) for part in sets])


def together(stored: Sequence[Stored]) -> Stored:
    """What was new in several parts of a delivery."""
    return Stored(
        conversations=tuple(dict.fromkeys(lane for one in stored for lane in one.conversations)),
        rows=sum(one.rows for one in stored),
        statuses=sum(one.statuses for one in stored),
        media=sum(one.media for one in stored),
        unknown=sum(one.unknown for one in stored),
    )


def _store_set(connection: Connection, changes: Sequence[Change], received: datetime) -> Stored:
    fresh = _fresh(connection, changes)
    if not fresh:
        return Stored()
    numbers = _numbers(connection, fresh)
    _change_identities(connection, fresh, numbers)
    talks = _talks(connection, fresh, numbers)
    deliveries = [
        of_message(change, talks.get(change.key), received)
        if isinstance(change, InboundMessage)
        else of_change(change, numbers, received)
        for change in fresh
    ]
    rows = [delivery.inbox for delivery in deliveries]
    inserted = {row.key for row in insert_new(connection, inbox, rows, inbox.c.key)}
    new = [delivery for delivery in deliveries if delivery.inbox["key"] in inserted]
    insert_new(connection, message, [one.message for one in new if one.message])
    files = [row for one in new for row in one.media]
    insert_new(connection, media, files)
    _remember(connection, numbers.values(), received)
    return _stored(new, len(files))


def store_unread(connection: Connection, body: bytes, received: datetime) -> bool:
    """Keep a signed body that could not be understood; whether it was the first of its kind."""
    row = {
        "key": f"h:{hashlib.sha256(body).hexdigest()}",
        "kind": "unread",
        "payload": body,
        "happened_at": received,
        "received_at": received,
        "state": "parked",
        "reason": "The body is not one of WhatsApp's webhooks.",
    }
    return bool(insert_new(connection, inbox, [row], inbox.c.id))


def _fresh(connection: Connection, changes: Sequence[Change]) -> list[Change]:
    by_key = {change.key: change for change in changes}
    known = set(connection.scalars(select(inbox.c.key).where(inbox.c.key.in_(by_key))))
    return [change for key, change in by_key.items() if key not in known]


def _numbers(connection: Connection, changes: Iterable[Change]) -> dict[str, Number]:
    """Our numbers by their id, and by ``waba:<id>`` for changes that name the account alone."""
    ids = {change.phone_number_id for change in changes if change.phone_number_id}
    accounts = {change.waba_id for change in changes if not change.phone_number_id}
    rows = connection.execute(
        select(
            channel.c.id,
            channel.c.department_id,
            channel.c.portfolio_id,
            channel.c.webhook_seen_at,
            channel.c.phone_number_id,
            channel.c.waba_id,
        ).where(or_(channel.c.phone_number_id.in_(ids), channel.c.waba_id.in_(accounts)))
    )
    numbers: dict[str, Number] = {}
    for row in rows:
        number = Number(row.id, row.department_id, row.portfolio_id, row.webhook_seen_at)
        if row.phone_number_id in ids:
            numbers[row.phone_number_id] = number
        if row.waba_id in accounts:
            numbers[f"waba:{row.waba_id}"] = number
    return numbers


def _change_identities(
    connection: Connection, changes: Sequence[Change], numbers: Mapping[str, Number]
) -> None:
    """Before anybody is looked up: the same delivery may bring messages under the new identity."""
    moved: dict[str, list[IdentityChange]] = {}
    for change in changes:
        if isinstance(change, IdentityChange) and (number := number_of(change, numbers)):
            moved.setdefault(number.portfolio_id, []).append(change)
    for portfolio_id, found in sorted(moved.items()):
        trail.flag_people(connection, people.change_identities(connection, portfolio_id, found))


def _talks(
    connection: Connection, changes: Sequence[Change], numbers: Mapping[str, Number]
) -> dict[str, Talk]:
    """The talk of each message to a known number, by the message's key."""
    by_portfolio: dict[str, list[tuple[InboundMessage, Number]]] = {}
    for change in changes:
        if isinstance(change, InboundMessage) and change.phone_number_id in numbers:
            number = numbers[change.phone_number_id]
            by_portfolio.setdefault(number.portfolio_id, []).append((change, number))
    talks: dict[str, Talk] = {}
    for portfolio_id, found in sorted(by_portfolio.items()):
        senders = [change.sender for change, _ in found]
        whose, flags = people.resolve(connection, portfolio_id, senders)
        trail.flag_people(connection, flags)
        meetings = [
            Meeting(person, number.channel_id, number.department_id, sender.profile_name or "")
            for person, sender, (_, number) in zip(whose, senders, found, strict=True)
        ]
        met = meet(connection, meetings)
        for (change, number), meeting in zip(found, meetings, strict=True):
            talks[change.key] = Talk(met[meeting.person_id, meeting.channel_id], number)
    return talks


def _remember(connection: Connection, numbers: Collection[Number], received: datetime) -> None:
    """Note that Meta reaches the webhook for these numbers, once a minute."""
    stale = sorted(
        {
            number.channel_id
            for number in numbers
            if number.seen_at is None or number.seen_at < received - SEEN
        }
    )
    if stale:
        connection.execute(
            update(channel).where(channel.c.id.in_(stale)).values(webhook_seen_at=received)
        )


def _stored(new: Sequence[Delivery], files: int) -> Stored:
    lanes = {one.inbox["conversation_id"]: None for one in new if one.message}
    return Stored(
        conversations=tuple(lanes),
        rows=len(new),
        statuses=sum(isinstance(one.change, StatusUpdate) for one in new),
        media=files,
        unknown=sum(one.inbox["reason"] == UNKNOWN_NUMBER for one in new),
    )
