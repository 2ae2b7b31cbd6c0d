"""The outbox: what is to leave next, claimed by lease; nothing is open while it is sent.

Of one conversation one message is under way at a time, in the order of their ids. The next goes
when the one before was accepted, has failed, or is parked. WhatsApp keeps no order by itself, and a
file takes longer than words: what stands behind one waits until it has arrived, but not for long.
"""

import secrets
from collections.abc import Collection, Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

import msgspec
from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    and_,
    delete,
    exists,
    func,
    or_,
    select,
    update,
)

from audit.trail import SYSTEM, event
from conversations import counts, sets, trail
from conversations.outbound.limits import Limit, Paces, held, of_number, of_pair
from conversations.sets import among
from conversations.tables import AnyRow, channel, conversation, identity, message, outbox
from whatsapp.outbound import Recipient

LEASE = timedelta(seconds=60)  # longer than a call takes, and as long as a reply stays in doubt
CUT_OFF = "The connection was cut off while this was sent; it may have arrived."
# From the call until it is sent again, unless a status proves that it arrived: replies, alerts,
# and what is never sent twice.
DOUBT: dict[int, timedelta | None] = {
    0: timedelta(seconds=60),
    1: timedelta(seconds=30),
    2: timedelta(seconds=60),
    3: None,
}
FILE = "media"  # the kind of a message that carries one
FOLLOWS = "It waits for the file before it to arrive."
PATIENCE = timedelta(seconds=3)  # with a file that nothing is heard of
ARRIVED = ("delivered", "read", "played", "failed")  # or it never will


class Parcel(msgspec.Struct, frozen=True):
    """One claimed message and all that sending it takes."""

    id: int
    token: str
    lane: int
    attempts: int
    doubted: bool
    message_id: int
    ulid: str
    kind: str
    content: bytes
    conversation_id: int
    channel_id: int
    department_id: int
    phone_number_id: str
    graph_token: str
    recipient: Recipient
    last_inbound_at: datetime | None
    good_until: datetime | None = None


def next_due(connection: Connection) -> datetime | None:
    """When the next message is due, or None when none waits. May be in the past."""
    found: datetime | None = connection.scalar(
        select(func.min(outbox.c.not_before))
        .join(channel, channel.c.id == outbox.c.channel_id)
        .where(outbox.c.state.in_(("due", "unknown")), channel.c.stopped_reason == "")
    )
    return found


def claim(connection: Connection, room: int, now: datetime) -> tuple[list[Parcel], datetime | None]:
    """Claim up to ``room`` messages; with them, when to look again where a limit holds one back."""
    candidates = connection.execute(_candidates(connection, room, now)).all()
    if not candidates:
        return [], None
    allowed, held_back, look_again = _allowed(connection, candidates, now)
    if held_back:
        sets.update(connection, outbox, held_back)
    if not allowed:
        return [], look_again
    token = secrets.token_hex(16)
    connection.execute(
        update(outbox)
        .where(among(connection, outbox.c.id, [row.id for row in allowed]))
        .values(
            state="sending",
            lease_token=token,
            lease_until=now + LEASE,
            attempts=outbox.c.attempts + 1,
        )
    )
    connection.execute(
        update(message)
        .where(
            among(connection, message.c.id, [row.message_id for row in allowed]),
            message.c.status == "queued",
        )
        .values(status="sending")
    )
    parcels = _parcels(connection, allowed, token)
    _note_resent(connection, allowed, parcels, now)
    return parcels, look_again


def _note_resent(
    connection: Connection, rows: Iterable[AnyRow], parcels: Iterable[Parcel], now: datetime
) -> None:
    """Count what is sent once more in doubt, and put it on the trail: it may arrive twice."""
    unknown = {row.id for row in rows if row.state == "unknown"}
    again = [parcel for parcel in parcels if parcel.id in unknown]
    if not again:
        return
    counts.SENDS.labels("resent").inc(len(again))
    trail.write(
        connection,
        [
            event(
                "message.resent",
                actor=SYSTEM,
                subject=f"message:{parcel.ulid}",
                department_id=parcel.department_id,
                at=now,
            )
            for parcel in again
        ],
    )


def is_ready(now: datetime) -> ColumnElement[bool]:
    """Whether a row of the outbox, joined with its channel, may leave: due, and first of its lane."""
    before = outbox.alias("before")
    return and_(
        outbox.c.state.in_(("due", "unknown")),
        outbox.c.not_before <= now,
        channel.c.stopped_reason == "",
        ~held(channel.c.id, now),
        or_(outbox.c.good_until.is_(None), outbox.c.good_until > now),
        ~exists().where(
            and_(
                before.c.conversation_id == outbox.c.conversation_id,
                before.c.id < outbox.c.id,
                before.c.state != "parked",
            )
        ),
    )


def _candidates(connection: Connection, room: int, now: datetime) -> Select[Any]:
    statement = (
        select(
            outbox.c.id,
            outbox.c.message_id,
            outbox.c.conversation_id,
            outbox.c.channel_id,
            outbox.c.lane,
            outbox.c.state,
            outbox.c.attempts,
            outbox.c.reason,
            outbox.c.good_until,
            channel.c.throughput,
            channel.c.pair_burst,
            channel.c.pair_seconds,
        )
        .join(channel, channel.c.id == outbox.c.channel_id)
        .where(is_ready(now))
        .order_by(outbox.c.lane, outbox.c.not_before, outbox.c.id)
        .limit(room)
    )
    if connection.dialect.name == "postgresql":
        return statement.with_for_update(of=outbox, skip_locked=True)
    return statement


def _allowed(
    connection: Connection, candidates: Sequence[AnyRow], now: datetime
) -> tuple[list[AnyRow], list[dict[str, Any]], datetime | None]:
    """Which of the candidates the limits let go now; which pairs wait until when; when to look."""
    limits: dict[int, tuple[Limit | None, Limit | None]] = {
        row.id: (
            of_number(row.channel_id, row.throughput),
            of_pair(row.conversation_id, row.pair_burst, row.pair_seconds),
        )
        for row in candidates
    }
    every = (limit for both in limits.values() for limit in both if limit)
    paces = Paces(connection, every, now)
    allowed: list[AnyRow] = []
    held_back: list[dict[str, Any]] = []
    look_again: datetime | None = None
    for row in candidates:
        number, pair = limits[row.id]
        pair_free, number_free = paces.free_at(pair), paces.free_at(number)
        if pair_free > now:
            held_back.append({"id": row.id, "not_before": pair_free})
        elif number_free > now:
            # Not put off: when the number has room again, its order is what it was.
            look_again = min(look_again or number_free, number_free)
        else:
            paces.spend(number)
            paces.spend(pair)
            allowed.append(row)
    paces.write()
    return allowed, held_back, look_again


def _parcels(connection: Connection, rows: Collection[AnyRow], token: str) -> list[Parcel]:
    found = connection.execute(
        select(
            message.c.id,
            message.c.ulid,
            message.c.kind,
            message.c.content,
            message.c.department_id,
            conversation.c.id.label("conversation_id"),
            conversation.c.person_id,
            conversation.c.last_inbound_at,
            channel.c.phone_number_id,
            channel.c.portfolio_id,
            channel.c.token,
        )
        .join(conversation, conversation.c.id == message.c.conversation_id)
        .join(channel, channel.c.id == conversation.c.channel_id)
        .where(among(connection, message.c.id, [row.message_id for row in rows]))
    )
    details = {row.id: row for row in found}
    people = recipients(connection, {(row.person_id, row.portfolio_id) for row in details.values()})
    parcels = []
    for row in rows:
        known = details[row.message_id]
        parcels.append(
            Parcel(
                id=row.id,
                token=token,
                lane=row.lane,
                attempts=row.attempts + 1,
                doubted=row.reason == CUT_OFF,
                message_id=row.message_id,
                ulid=known.ulid,
                kind=known.kind,
                content=known.content,
                conversation_id=row.conversation_id,
                channel_id=row.channel_id,
                department_id=known.department_id,
                phone_number_id=known.phone_number_id,
                graph_token=known.token,
                recipient=people.get((known.person_id, known.portfolio_id), Recipient()),
                last_inbound_at=known.last_inbound_at,
                good_until=row.good_until,
            )
        )
    return parcels


def recipients(
    connection: Connection, people: Iterable[tuple[int, str]]
) -> dict[tuple[int, str], Recipient]:
    """How each person (with the portfolio of the number) is addressed: by what was learned last."""
    wanted = set(people)
    rows = connection.execute(
        select(identity.c.person_id, identity.c.portfolio_id, identity.c.kind, identity.c.value)
        .where(
            among(connection, identity.c.person_id, {person_id for person_id, _ in wanted}),
            among(connection, identity.c.portfolio_id, {portfolio for _, portfolio in wanted}),
            identity.c.kind.in_(("phone", "user_id")),
        )
        .order_by(identity.c.id)
    )
    found: dict[tuple[int, str], Recipient] = {}
    for row in rows:
        key = (row.person_id, row.portfolio_id)
        known = found.get(key, Recipient())
        found[key] = msgspec.structs.replace(
            known, **({"phone": f"+{row.value}"} if row.kind == "phone" else {"user_id": row.value})
        )
    return found


def hold_back(connection: Connection, conversations: Collection[int], now: datetime) -> None:
    """Let what is to leave in these conversations wait for the file that was just accepted."""
    until = now + PATIENCE
    connection.execute(
        update(outbox)
        .where(
            outbox.c.conversation_id.in_(conversations),
            outbox.c.state == "due",
            outbox.c.attempts == 0,
            outbox.c.not_before < until,
        )
        .values(not_before=until, reason=FOLLOWS)
    )


def let_go(connection: Connection, conversations: Collection[int], now: datetime) -> int:
    """The files have arrived: what waited for them may leave now. How many messages did."""
    return connection.execute(
        update(outbox)
        .where(
            outbox.c.conversation_id.in_(conversations),
            outbox.c.state == "due",
            outbox.c.reason == FOLLOWS,
        )
        .values(not_before=now, reason="")
    ).rowcount


def expire(connection: Connection, now: datetime) -> int:
    """Whose sender died with the call under way: unknown whether they arrived. How many.

    What was in doubt before is not sent a third time.
    """
    dead = connection.execute(
        select(
            outbox.c.id, outbox.c.lane, outbox.c.lease_token, outbox.c.lease_until, outbox.c.reason,
            message.c.id.label("message_id"), message.c.wamid,
        )
        .join(message, message.c.id == outbox.c.message_id)
        .where(outbox.c.state == "sending", outbox.c.lease_until < now)
    ).all()  # fmt: skip
    for row in dead:
        # Another sweeper may have been here, and a sender since: a new lease is not ours to end.
        still = and_(outbox.c.id == row.id, outbox.c.lease_token == row.lease_token)
        if row.wamid is not None:  # a status has told us that it arrived
            connection.execute(delete(outbox).where(still))
            continue
        doubt = None if row.reason == CUT_OFF else DOUBT[row.lane]
        ended = connection.execute(
            update(outbox)
            .where(still)
            .values(
                state="parked" if doubt is None else "unknown",
                not_before=max(now, row.lease_until - LEASE + (doubt or timedelta())),
                lease_token=None,
                lease_until=None,
                reason=CUT_OFF,
            )
        ).rowcount
        if ended and doubt is None:
            connection.execute(
                update(message)
                .where(message.c.id == row.message_id)
                .values(status="parked", error_text=CUT_OFF)
            )
    return len(dead)
