"""Writing turns: many lanes in one transaction, each only if its lease and its turn still hold."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import Connection, select, update

from audit.trail import SYSTEM, event
from conversations import sets, trail
from conversations.outbound import laid_aside
from conversations.sets import among
from conversations.tables import conversation, inbox
from conversations.talks import drafts, effects, failures, visits
from conversations.talks.effects import Asked
from conversations.talks.turns import Round, Turn
from flows.effects import Call, FileCase, Say
from flows.talk import window


class Written(msgspec.Struct):
    """What one transaction wrote. ``lost`` were moved by another engine in the meantime."""

    turns: int = 0
    messages: int = 0
    calls: int = 0
    failures: int = 0
    lost: int = 0


def write(connection: Connection, rounds: Sequence[Round], now: datetime) -> Written:
    """Write the turns of every round, in the caller's transaction, and give back the leases.

    State, messages, what sends them, timers, cases, the trail: all of a lane or nothing of it.

    Raises:
        TakeAgainError: some turns have to be taken again; nothing of this transaction may stay.

    """
    held = _held(connection, [round_.lane.conversation_id for round_ in rounds])
    kept = [
        round_
        for round_ in rounds
        if held.get(round_.lane.conversation_id) == (round_.lane.token, round_.lane.turn)
    ]
    turns = [turn for round_ in kept for turn in round_.turns]
    laid_aside.release(connection, _came_back(kept, now), now)  # before what is said in these turns
    asked = effects.carry_out(connection, turns, now)
    _move(connection, kept, now)
    _finish(connection, [turn.row.id for turn in turns])
    failures.settle(connection, [round_.failure for round_ in kept if round_.failure], now)
    trail.write(connection, [_event(turn, asked.get(turn.row.id, []), now) for turn in turns])
    visits.count(connection, turns, now)
    drafts.keep(connection, [(turn.lane.library, turn.state) for turn in turns], now)
    return Written(
        turns=len(turns),
        messages=sum(isinstance(one, Say) for turn in turns for one in turn.effects),
        calls=sum(isinstance(one, Call) for turn in turns for one in turn.effects),
        failures=sum(round_.failure is not None for round_ in kept),
        lost=len(rounds) - len(kept),
    )


def _came_back(rounds: Sequence[Round], now: datetime) -> list[int]:
    """The conversations whose window was closed and has been opened by a word of the person's."""
    return [
        round_.lane.conversation_id
        for round_ in rounds
        if round_.lane.last_inbound_at is not None
        and not window.is_open(round_.lane.last_inbound_at, now)
        and window.is_open(round_.last_inbound_at, now)
    ]


def _held(connection: Connection, ids: Collection[int]) -> dict[int, tuple[str | None, int]]:
    rows = connection.execute(
        select(conversation.c.id, conversation.c.lease_token, conversation.c.turn)
        .where(among(connection, conversation.c.id, ids))
        .order_by(conversation.c.id)  # the order in which the rows are locked
        .with_for_update(key_share=True)
    )
    return {row.id: (row.lease_token, row.turn) for row in rows}


def _move(connection: Connection, rounds: Sequence[Round], now: datetime) -> None:
    """Write where each talk stands, and free the lane."""
    moved = [round_ for round_ in rounds if round_.turns]
    if moved:
        sets.update(
            connection,
            conversation,
            [_row(round_) for round_ in sorted(moved, key=lambda one: one.lane.conversation_id)],
            last_message_at=now,
            lease_token=None,
            lease_until=None,
        )
    still = [round_.lane.conversation_id for round_ in rounds if not round_.turns]
    if still:
        connection.execute(
            update(conversation)
            .where(conversation.c.id.in_(still))
            .values(lease_token=None, lease_until=None)
        )


def _row(round_: Round) -> dict[str, Any]:
    last = round_.turns[-1]
    flow, version, node = last.stands
    return {
        "id": round_.lane.conversation_id,
        "state": round_.state,
        "turn": last.number,
        "flow": flow,
        "version": version,
        "node": node,
        "last_inbound_at": round_.last_inbound_at,
    }


def _finish(connection: Connection, rows: Collection[int]) -> None:
    """Mark the rows done. Their keys stay against second deliveries, what they held goes."""
    if rows:
        connection.execute(
            update(inbox)
            .where(among(connection, inbox.c.id, rows))
            .values(state="done", payload=None, not_before=None)
        )


def _event(turn: Turn, asked: Sequence[Asked[Any]], now: datetime) -> dict[str, Any]:
    flow, version, node = turn.stands
    said = [ulid for one in asked if isinstance(one.effect, Say) for ulid in one.made]
    cases = [one.effect.reference for one in asked if isinstance(one.effect, FileCase)]
    return event(
        "turn.taken",
        actor=SYSTEM,
        subject=f"conversation:{turn.lane.conversation_id}",
        department_id=turn.lane.department_id,
        at=now,
        turn=turn.number,
        flow=trail.name_or_nothing(flow),
        version=version,
        node=trail.name_or_nothing(node),
        messages=trail.digest_of(said),
        cases=cases,
    )
