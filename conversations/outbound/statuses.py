"""How far our messages came: WhatsApp's statuses, in any order, applied in sets.

The ladder only climbs, so the order in which statuses arrive does not matter. A failure stands
between sent and delivered: it ends the matter unless the message arrived after all.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

import msgspec
import structlog
from sqlalchemy import Connection, bindparam, delete, or_, select, update
from sqlalchemy.exc import InterfaceError, OperationalError

from conversations import counts
from conversations.inbound import people
from conversations.installation import ulid_in
from conversations.tables import AnyRow, channel, conversation, inbox, message, outbox
from conversations.transactions import looking, writing
from whatsapp.errors import judge_reported
from whatsapp.inbound.changes import StatusUpdate

SET = 500
LADDER = ("queued", "sending", "parked", "accepted", "sent", "failed", "delivered", "read")
RANK = {status: rank for rank, status in enumerate(LADDER)}
# Before our own commit a status may know a message that we do not; after an hour nobody will.
PATIENCE = timedelta(hours=1)
PAUSES = (1, 2, 5, 15, 60, 300)  # seconds between tries to find the message

log = structlog.get_logger(__name__)
_decoder = msgspec.json.Decoder(StatusUpdate)


class _Due(msgspec.Struct):
    row: int
    attempts: int
    received_at: datetime
    status: StatusUpdate


def apply_due(installation: str, now: datetime, most: int = SET) -> int:
    """Apply up to ``most`` statuses that are due, in one transaction of its own. How many.

    When they are refused, each is taken by itself; one that still is, is parked with its reason.
    """
    try:
        return _apply(installation, now, most)
    except (OperationalError, InterfaceError):
        raise  # the database is away, or busy: that says nothing about a status
    except Exception as fault:  # noqa: BLE001 - found out below, one by one
        log.warning("statuses_refused", fault=type(fault).__name__)
    with looking() as connection:
        wanted = select(inbox.c.id).where(*_waiting(now)).order_by(inbox.c.id).limit(most)
        rows = connection.scalars(wanted).all()
    for row in rows:
        try:
            _apply(installation, now, 1, row)
        except (OperationalError, InterfaceError):
            raise
        except Exception as fault:  # noqa: BLE001 - whatever it is, it is this one's
            _park(row, type(fault).__name__)
    return len(rows)


def _apply(installation: str, now: datetime, most: int, only: int | None = None) -> int:
    """Apply the statuses that are due, or one of them alone."""
    with writing() as connection:
        due = _due(connection, now, most, only)
        if not due:
            return 0
        found = _messages(connection, installation, due)
        matched = [(one, found[one.row]) for one in due if one.row in found]
        _climb(connection, matched)
        _settle_outbox(connection, {row.id for _, row in matched})
        _learn(connection, matched)
        _finish(connection, [one.row for one, _ in matched])
        _postpone(connection, [one for one in due if one.row not in found], now)
    counts.STATUSES.labels("applied").inc(len(matched))
    counts.STATUSES.labels("unmatched").inc(len(due) - len(matched))
    return len(due)


def _park(row: int, reason: str) -> None:
    log.error("status_parked", row=row, fault=reason)
    with writing() as connection:
        connection.execute(
            update(inbox).where(inbox.c.id == row).values(state="parked", reason=reason[:200])
        )


def any_due(connection: Connection, now: datetime) -> bool:
    """Whether a status waits."""
    return connection.scalar(select(inbox.c.id).where(*_waiting(now)).limit(1)) is not None


def climbed(before: str, status: str) -> str:
    """The higher of two rungs; WhatsApp's ``played`` is ``read``."""
    after = "read" if status == "played" else status
    return after if RANK[after] > RANK[before] else before


def _waiting(now: datetime) -> tuple[Any, ...]:
    return (
        inbox.c.state == "due",
        inbox.c.kind == "status",
        inbox.c.conversation_id.is_(None),
        or_(inbox.c.not_before.is_(None), inbox.c.not_before <= now),
    )


def _due(connection: Connection, now: datetime, most: int, only: int | None) -> list[_Due]:
    wanted = (
        select(inbox.c.id, inbox.c.attempts, inbox.c.received_at, inbox.c.payload)
        .where(*_waiting(now))
        .order_by(inbox.c.id)
        .limit(most)
        .with_for_update(skip_locked=True)
    )
    if only is not None:
        wanted = wanted.where(inbox.c.id == only)
    return [
        _Due(row.id, row.attempts, row.received_at, _decoder.decode(row.payload))
        for row in connection.execute(wanted)
    ]


def _messages(connection: Connection, installation: str, due: Sequence[_Due]) -> dict[int, AnyRow]:
    """The message of each status: by WhatsApp's id, else by what we sent along."""
    wamids = {one.status.wamid for one in due}
    ulids = {
        ulid for one in due if (ulid := ulid_in(installation, one.status.callback_data)) is not None
    }
    rows = connection.execute(
        select(
            message.c.id,
            message.c.ulid,
            message.c.wamid,
            message.c.status,
            message.c.conversation_id,
            message.c.accepted_at,
            message.c.sent_at,
            message.c.delivered_at,
            message.c.read_at,
            message.c.failed_at,
            message.c.error_code,
            message.c.error_text,
            message.c.price_category,
        )
        .where(
            message.c.direction == "out",
            or_(message.c.wamid.in_(wamids), message.c.ulid.in_(ulids)),
        )
        .order_by(message.c.id)
        .with_for_update()
    ).all()
    by_wamid = {row.wamid: row for row in rows if row.wamid}
    by_ulid = {row.ulid: row for row in rows}
    found = {}
    for one in due:
        row = by_wamid.get(one.status.wamid)
        if row is None:
            row = by_ulid.get(ulid_in(installation, one.status.callback_data) or "")
        if row is not None:
            found[one.row] = row
    return found


def _climb(connection: Connection, matched: Sequence[tuple[_Due, AnyRow]]) -> None:
    changed: dict[int, dict[str, Any]] = {}
    named: dict[str, int] = {}
    for one, row in matched:
        values = changed.setdefault(row.id, _values(row))
        _apply_status(values, one.status)
        if named.setdefault(values["new_wamid"], row.id) != row.id:
            values["new_wamid"] = row.wamid
    if not changed:
        return
    columns = next(iter(changed.values())).keys() - {"key"}
    connection.execute(
        update(message)
        .where(message.c.id == bindparam("key"))
        .values({message.c[name.removeprefix("new_")]: bindparam(name) for name in columns}),
        [changed[key] for key in sorted(changed)],
    )


def _values(row: AnyRow) -> dict[str, Any]:
    names = (
        "wamid", "status", "accepted_at", "sent_at", "delivered_at", "read_at", "failed_at",
        "error_code", "error_text", "price_category",
    )  # fmt: skip
    return {"key": row.id} | {f"new_{name}": getattr(row, name) for name in names}


def _apply_status(values: dict[str, Any], status: StatusUpdate) -> None:
    rung = "read" if status.status == "played" else status.status
    values["new_status"] = climbed(values["new_status"], rung)
    values[f"new_{rung}_at"] = values[f"new_{rung}_at"] or status.timestamp
    # Whatever comes back was accepted; with it, a message learns the id that our crash lost.
    values["new_accepted_at"] = values["new_accepted_at"] or status.timestamp
    values["new_wamid"] = values["new_wamid"] or status.wamid[:255]
    if status.pricing_category:
        values["new_price_category"] = status.pricing_category[:40]
    if rung == "failed":
        failure = judge_reported(status.errors)
        values["new_error_code"] = failure.code
        values["new_error_text"] = failure.sentence[:300]


def _settle_outbox(connection: Connection, messages: Collection[int]) -> None:
    """What was in doubt is so no longer. One whose call is under way is left to its sender."""
    if messages:
        connection.execute(
            delete(outbox).where(outbox.c.message_id.in_(messages), outbox.c.state != "sending")
        )


def _learn(connection: Connection, matched: Sequence[tuple[_Due, AnyRow]]) -> None:
    """Keep the identities that WhatsApp names for the recipients."""
    told = {
        row.conversation_id: one.status
        for one, row in matched
        if one.status.recipient_user_id or one.status.recipient_phone
    }
    if not told:
        return
    rows = connection.execute(
        select(conversation.c.id, conversation.c.person_id, channel.c.portfolio_id)
        .join(channel, channel.c.id == conversation.c.channel_id)
        .where(conversation.c.id.in_(told))
    )
    met: dict[str, list[tuple[int, StatusUpdate]]] = {}
    for row in rows:
        met.setdefault(row.portfolio_id, []).append((row.person_id, told[row.id]))
    for portfolio_id, found in sorted(met.items()):
        people.learn(connection, portfolio_id, found)


def _finish(connection: Connection, rows: Iterable[int]) -> None:
    connection.execute(
        update(inbox).where(inbox.c.id.in_(list(rows))).values(state="done", payload=None)
    )


def _postpone(connection: Connection, unmatched: Sequence[_Due], now: datetime) -> None:
    """Look again later; a number may also be used by others, whose messages we never find."""
    patient = [one for one in unmatched if now - one.received_at < PATIENCE]
    _wait(connection, {one.row: (one.attempts + 1, _next(one, now)) for one in patient})
    lost = [one.row for one in unmatched if now - one.received_at >= PATIENCE]
    if lost:
        connection.execute(
            update(inbox)
            .where(inbox.c.id.in_(lost))
            .values(state="parked", payload=None, reason="No message of ours has this id.")
        )


def _next(one: _Due, now: datetime) -> datetime:
    return now + timedelta(seconds=PAUSES[min(one.attempts, len(PAUSES) - 1)])


def _wait(connection: Connection, rows: Mapping[int, tuple[int, datetime]]) -> None:
    if rows:
        connection.execute(
            update(inbox)
            .where(inbox.c.id == bindparam("row"))
            .values(attempts=bindparam("tried"), not_before=bindparam("next")),
            [{"row": row, "tried": tried, "next": when} for row, (tried, when) in rows.items()],
        )
