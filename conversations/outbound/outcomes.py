"""What became of messages that were sent: written for many at once."""

import random
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

import msgspec
import structlog
from sqlalchemy import Connection, case, delete, or_, select, update

from audit.trail import SYSTEM, event
from conversations import counts, sets, trail
from conversations.outbound.limits import hold
from conversations.outbound.outbox import ARRIVED, CUT_OFF, DOUBT, FILE, Parcel, hold_back
from conversations.sets import among
from conversations.tables import channel, message, outbox
from whatsapp.error_table import Action
from whatsapp.errors import SendFailure, pause_before

WINDOW_CLOSED = 131047  # Meta's code, and ours when we do not even ask
TRIES = 8  # with Meta's pauses between them, about four minutes
LONGEST_SENTENCE = 300
LOW = ("queued", "sending", "parked")  # below accepted on the ladder

log = structlog.get_logger(__name__)


class Outcome(msgspec.Struct, frozen=True):
    """What a call brought: the ``wamid`` of an accepted message, or a failure."""

    parcel: Parcel
    wamid: str | None = None
    failure: SendFailure | None = None


def write(connection: Connection, outcomes: Sequence[Outcome], now: datetime) -> None:
    """Write the outcomes, in the caller's transaction. Who has lost the lease changes nothing."""
    accepted = [outcome for outcome in outcomes if outcome.wamid]
    if accepted:
        _accept(connection, accepted, now)
    for outcome in outcomes:
        if outcome.failure:
            _fail(connection, outcome.parcel, outcome.failure, now)
    stopped = {
        outcome.parcel.channel_id: outcome
        for outcome in outcomes
        if outcome.failure and outcome.failure.action is Action.STOP_CHANNEL
    }
    for outcome in stopped.values():
        _stop(connection, outcome, now)


def _accept(connection: Connection, outcomes: Sequence[Outcome], now: datetime) -> None:
    """Set the wamid and climb the ladder, unless a status was faster; the row has done its work."""
    counts.SENDS.labels("accepted").inc(len(outcomes))
    # WhatsApp's ids are unique; should one come twice all the same, the first keeps it.
    wamids = [outcome.wamid for outcome in outcomes]
    used = select(message.c.wamid).where(among(connection, message.c.wamid, wamids))
    taken = set(connection.scalars(used))
    rows = []
    for outcome in sorted(outcomes, key=lambda one: one.parcel.message_id):
        ours = None if outcome.wamid in taken else outcome.wamid
        taken.add(outcome.wamid)
        rows.append({"id": outcome.parcel.message_id, "wamid": ours})
    # Written out: a list of values cannot be expanded in a statement for many rows.
    low = or_(*(message.c.status == status for status in LOW))
    sets.update(
        connection,
        message,
        rows,
        message.c.wamid.is_(None),
        status=case((low, "accepted"), else_=message.c.status),
        accepted_at=now,
    )
    gone = [outcome.parcel.id for outcome in outcomes]
    connection.execute(delete(outbox).where(among(connection, outbox.c.id, gone)))
    files = [outcome.parcel for outcome in outcomes if outcome.parcel.kind == FILE]
    if files:
        _await_arrival(connection, files, now)


def _await_arrival(connection: Connection, files: Sequence[Parcel], now: datetime) -> None:
    """Hold back what follows these files, unless a status was faster."""
    arrived = connection.scalars(
        select(message.c.conversation_id).where(
            message.c.id.in_([parcel.message_id for parcel in files]),
            message.c.status.in_(ARRIVED),
        )
    )
    awaited = {parcel.conversation_id for parcel in files} - set(arrived)
    if awaited:
        hold_back(connection, awaited, now)


def _fail(connection: Connection, parcel: Parcel, failure: SendFailure, now: datetime) -> None:
    log.warning(
        "not_sent",
        message=parcel.ulid,
        channel=parcel.channel_id,
        code=failure.code,
        action=str(failure.action),
        ambiguous=failure.ambiguous,
        attempt=parcel.attempts,
    )
    if failure.ambiguous:
        _doubt(connection, parcel, now)
        return
    match failure.action:
        case Action.STOP_CHANNEL:
            # The queue stays as it is; a new token lets it go on.
            _put_back(connection, parcel, now, failure.sentence, tried=False)
        case Action.RETRY if parcel.attempts < TRIES or failure.blameless:
            pause = pause_before(parcel.attempts, failure) * random.uniform(1, 1.25)  # noqa: S311 - not a secret
            until = now + timedelta(seconds=pause)
            if failure.limit == "number":
                hold(connection, parcel.channel_id, until)
            _put_back(connection, parcel, until, failure.sentence)
        case Action.NEVER if failure.code == WINDOW_CLOSED and parcel.good_until is None:
            _end(
                connection, parcel, "parked", failure, now
            )  # see conversations.outbound.laid_aside
        case Action.LATER:
            _end(connection, parcel, "parked", failure, now)
        case _:
            _end(connection, parcel, "failed", failure, now)


def _doubt(connection: Connection, parcel: Parcel, now: datetime) -> None:
    """It may have arrived: wait for a status to tell, then send it once more, never a third time."""
    counts.SENDS.labels("unknown").inc()
    wait = DOUBT[parcel.lane]
    if wait is None or parcel.doubted:
        failure = SendFailure(None, Action.NEVER, ambiguous=True, sentence=CUT_OFF)
        _end(connection, parcel, "parked", failure, now)
        return
    _change(
        connection,
        parcel,
        state="unknown",
        not_before=now + wait,
        lease_token=None,
        lease_until=None,
        reason=CUT_OFF,
    )


def _put_back(
    connection: Connection, parcel: Parcel, when: datetime, sentence: str, *, tried: bool = True
) -> None:
    counts.SENDS.labels("again").inc()
    _change(
        connection,
        parcel,
        state="due",
        not_before=when,
        lease_token=None,
        lease_until=None,
        attempts=parcel.attempts if tried else parcel.attempts - 1,
        reason=CUT_OFF if parcel.doubted else sentence[:LONGEST_SENTENCE],
    )


def _end(
    connection: Connection, parcel: Parcel, status: str, failure: SendFailure, now: datetime
) -> None:
    """The message goes no further, for a plain reason. What is parked keeps its row."""
    counts.SENDS.labels(status).inc()
    low = message.c.status.in_(LOW)
    connection.execute(
        update(message)
        .where(message.c.id == parcel.message_id, low)
        .values(
            status=status,
            failed_at=now if status == "failed" else None,
            error_code=failure.code,
            error_text=failure.sentence[:LONGEST_SENTENCE],
        )
    )
    if status == "failed":
        connection.execute(
            delete(outbox).where(outbox.c.id == parcel.id, outbox.c.lease_token == parcel.token)
        )
        return
    _change(
        connection,
        parcel,
        state="parked",
        lease_token=None,
        lease_until=None,
        reason=failure.sentence[:LONGEST_SENTENCE],
    )


def _change(connection: Connection, parcel: Parcel, **values: Any) -> None:
    connection.execute(
        update(outbox)
        .where(outbox.c.id == parcel.id, outbox.c.lease_token == parcel.token)
        .values(**values)
    )


def _stop(connection: Connection, outcome: Outcome, now: datetime) -> None:
    parcel, failure = outcome.parcel, outcome.failure
    if failure is None:
        return
    stopped = connection.execute(
        update(channel)
        .where(channel.c.id == parcel.channel_id, channel.c.stopped_reason == "")
        .values(stopped_reason=failure.sentence[:200])
    )
    if not stopped.rowcount:
        return
    log.error("channel_stopped", channel=parcel.channel_id, code=failure.code)
    trail.write(
        connection,
        [
            event(
                "channel.stopped",
                actor=SYSTEM,
                subject=f"channel:{parcel.channel_id}",
                department_id=parcel.department_id,
                at=now,
                code=failure.code or 0,
            )
        ],
    )
