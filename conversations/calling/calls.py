"""Calls: what turns ask of systems outside, who answers, and how the answer comes back.

A turn writes its calls in its own transaction. A worker asks for them, with no transaction open,
and writes the answer as a row of the inbox, like everything that moves a talk. The call's key makes
that row one, and goes along with the question: who dies between answer and commit is asked again by
the next under the same key, and the talk hears of it once.

An upper layer registers who answers: with ``answers``, outside of any transaction, where it takes
time or leaves the house; with ``answers_within``, in the transaction that writes the answer, where
it is a matter of our own tables.
"""

import secrets
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Any

import msgspec
import structlog
from sqlalchemy import Connection, and_, delete, func, insert, or_, select, update

from audit.trail import SYSTEM, event
from conversations import counts, trail
from conversations.inbound.arrivals import Arrival, dump
from conversations.tables import AnyRow, call, inbox, insert_new
from conversations.talks.effects import Asked, handles
from conversations.transactions import looking, writing
from flows.effects import Call
from flows.events import Reply
from models.call import OPEN
from models.columns import utc_now

SET = 16  # asked at the same time by one process
EACH = 6  # of one department, over all processes: a system that hangs holds nobody else up
LEASE = timedelta(seconds=30)  # longer than one attempt may take
PAUSES = (1, 3, 8, 20)  # seconds before the second attempt, the third, …
FAILED = "failed"
KEPT = timedelta(days=90)  # the transcript shows that somebody was asked, and how it went

log = structlog.get_logger(__name__)


class Question(msgspec.Struct, frozen=True):
    """What is asked. ``seconds`` are left until an answer is of no use; ``attempt`` counts from 1."""

    key: str
    to: str
    name: str
    department_id: int
    conversation_id: int
    request: Mapping[str, Any]
    attempt: int
    seconds: float


class Answer(msgspec.Struct, frozen=True):
    """How it went, in a word that the kind of node knows, and what it brought, as JSON has it."""

    outcome: str
    data: Mapping[str, Any] = MappingProxyType({})


class AskAgainError(Exception):
    """Who was asked cannot answer now and may soon: ask again, not before ``after`` seconds."""

    def __init__(self, after: float = 0) -> None:
        """``after`` is what the other side wished for, 0 when it did not say."""
        super().__init__("The answer may come when asked again.")
        self.after = after


Answerer = Callable[[Question], Answer]
Clerk = Callable[[Connection, Question], Answer]
_answerers: dict[str, Answerer] = {}
_clerks: dict[str, Clerk] = {}


def answers(to: str) -> Callable[[Answerer], Answerer]:
    """Register who answers calls ``to``; the last one registered holds.

    It is called with no transaction open and may be called twice with the same key. It raises
    ``AskAgainError`` where another attempt may succeed; whatever else it raises counts as that.
    """

    def register(answerer: Answerer) -> Answerer:
        _clerks.pop(to, None)
        _answerers[to] = answerer
        return answerer

    return register


def answers_within(to: str) -> Callable[[Clerk], Clerk]:
    """Register who answers calls ``to`` in the transaction that also writes the answer.

    What it does on the connection is done once, with the answer, or not at all; it is quick.
    """

    def register(clerk: Clerk) -> Clerk:
        _answerers.pop(to, None)
        _clerks[to] = clerk
        return clerk

    return register


def register() -> None:
    """Have the runtime bring us what turns ask."""
    handles(Call)(ask)


def ask(connection: Connection, wanted: Sequence[Asked[Call]], now: datetime) -> None:
    """Store one call for each effect, to be asked by a worker."""
    connection.execute(insert(call), [_row(asked, now) for asked in wanted])
    trail.write(
        connection,
        [
            event(
                "call.asked",
                actor=SYSTEM,
                subject=f"conversation:{asked.turn.lane.conversation_id}",
                department_id=asked.turn.lane.department_id,
                at=now,
                turn=asked.turn.number,
                to=asked.effect.to,
                name=trail.name_or_nothing(asked.effect.name),
            )
            for asked in wanted
        ],
    )


def _row(asked: Asked[Call], now: datetime) -> dict[str, Any]:
    effect, lane = asked.effect, asked.turn.lane
    return {
        "key": effect.id,
        "department_id": lane.department_id,
        "conversation_id": lane.conversation_id,
        "to": effect.to,
        "name": effect.name,
        "turn": asked.turn.number,
        "flow": effect.flow,
        "version": effect.version,
        "node": effect.node,
        "request": effect.request,
        "not_before": now,
        "deadline": now + timedelta(seconds=effect.within),
        "created_at": now,
    }


def any_due(connection: Connection, now: datetime) -> bool:
    """Whether a call waits to be asked, or was left behind by somebody who died."""
    return connection.scalar(select(call.c.id).where(_free(now)).limit(1)) is not None


def claim(now: datetime, most: int = SET) -> list[AnyRow]:
    """Take up to ``most`` calls off the others' hands, a few of each department, oldest first."""
    with looking() as connection:
        wanted = _wanted(connection, now)[:most]
    if not wanted:
        return []
    token = secrets.token_hex(16)
    free = select(call.c.id).where(call.c.id.in_(wanted), _free(now)).order_by(call.c.id)
    with writing() as connection:
        if connection.dialect.name == "postgresql":
            free = free.with_for_update(skip_locked=True)
        return list(
            connection.execute(
                update(call)
                .where(call.c.id.in_(free.scalar_subquery()))
                .values(
                    state="leased",
                    lease_token=token,
                    lease_until=now + LEASE,
                    attempts=call.c.attempts + 1,
                )
                .returning(*call.c)
            )
        )


def _free(now: datetime) -> Any:
    return or_(
        and_(call.c.state == "due", call.c.not_before <= now),
        and_(call.c.state == "leased", call.c.lease_until < now),
    )


def _wanted(connection: Connection, now: datetime) -> list[int]:
    """The ids of what may be claimed, no department holding more than ``EACH`` at a time."""
    busy = and_(call.c.state == "leased", call.c.lease_until >= now)
    held: dict[int, int] = dict(
        connection.execute(
            select(call.c.department_id, func.count()).where(busy).group_by(call.c.department_id)
        ).all()
    )
    order = func.row_number().over(
        partition_by=call.c.department_id, order_by=(call.c.not_before, call.c.id)
    )
    queued = select(call.c.id, call.c.department_id, call.c.not_before, order.label("place")).where(
        call.c.state.in_(OPEN), _free(now)
    )
    waiting = queued.subquery()
    rows = connection.execute(
        select(waiting.c.id, waiting.c.department_id, waiting.c.place)
        .where(waiting.c.place <= EACH)
        .order_by(waiting.c.not_before, waiting.c.id)
    )
    return [row.id for row in rows if row.place + held.get(row.department_id, 0) <= EACH]


def answer_due(now: datetime) -> list[int]:
    """Ask a few calls that are due, one after another; the conversations that have an answer."""
    answered = [answer(row) for row in claim(now)]
    return [conversation_id for conversation_id in answered if conversation_id is not None]


def answer(row: AnyRow) -> int | None:
    """Ask one claimed call and write what came of it; its conversation, None while unanswered."""
    now = utc_now()
    question = Question(
        row.key, row.to, row.name, row.department_id, row.conversation_id,
        row.request or {}, row.attempts, (row.deadline - now).total_seconds(),
    )  # fmt: skip
    if question.seconds <= 0:
        return _give_up(row, "too late")
    clerk, answerer = _clerks.get(row.to), _answerers.get(row.to)
    try:
        if clerk is not None:
            return _settle(row, lambda connection: clerk(connection, question))
        if answerer is None:
            return _give_up(row, "nobody answers this")
        found = answerer(question)
    except AskAgainError as wish:
        return _put_off(row, wish.after, "asked again")
    except Exception as fault:  # noqa: BLE001 - whatever it is, the citizen waits
        name = type(fault).__name__
        log.warning("call_not_answered", call=row.id, to=row.to, fault=name)
        return _put_off(row, 0, name)
    return _settle(row, lambda _: found)


def forget(connection: Connection, before: datetime, most: int) -> int:
    """Delete up to ``most`` calls that were asked before then and are over; how many."""
    over = select(call.c.id).where(call.c.created_at < before, call.c.state.not_in(OPEN))
    over = over.order_by(call.c.created_at).limit(most)
    return connection.execute(delete(call).where(call.c.id.in_(over.scalar_subquery()))).rowcount


def _put_off(row: AnyRow, after: float, reason: str) -> int | None:
    """Have it asked again after a while, unless that would be too late or too often."""
    if row.attempts > len(PAUSES):
        return _give_up(row, reason)
    when = utc_now() + timedelta(seconds=max(PAUSES[row.attempts - 1], after))
    if when >= row.deadline:
        return _give_up(row, reason)
    with writing() as connection:
        connection.execute(
            update(call)
            .where(call.c.id == row.id, call.c.lease_token == row.lease_token)
            .values(state="due", not_before=when, lease_token=None, lease_until=None, reason=reason)
        )
    return None


def _give_up(row: AnyRow, reason: str) -> int | None:
    return _settle(row, lambda _: Answer(FAILED), state="parked", reason=reason)


def _settle(
    row: AnyRow,
    answerer: Callable[[Connection], Answer],
    state: str = "done",
    reason: str = "",
) -> int | None:
    """Write the answer, and the row that brings it to the talk. Who has lost the lease does nothing."""
    now = utc_now()
    with writing() as connection:
        held = connection.execute(
            update(call)
            .where(
                call.c.id == row.id, call.c.lease_token == row.lease_token, call.c.state == "leased"
            )
            .values(state=state, request=None, lease_token=None, lease_until=None, reason=reason)
        ).rowcount
        if not held:
            return None
        found = answerer(connection)
        connection.execute(
            update(call)
            .where(call.c.id == row.id)
            .values(outcome=found.outcome[:20], answered_at=now)
        )
        insert_new(connection, inbox, [_arrived(row, found, now)])
    counts.CALLS.labels(row.to, found.outcome).inc()
    return int(row.conversation_id)


def _arrived(row: AnyRow, found: Answer, now: datetime) -> dict[str, Any]:
    return {
        "key": f"c:{row.key}",
        "kind": "reply",
        "conversation_id": row.conversation_id,
        "payload": dump(Arrival(Reply(row.key, found.outcome, dict(found.data)))),
        "happened_at": now,
        "received_at": now,
    }
