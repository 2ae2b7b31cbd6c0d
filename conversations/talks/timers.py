"""Timers: set by turns; when they have run out they enter the inbox, like all that moves a talk."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, delete, select

from conversations.inbound.arrivals import Arrival, dump
from conversations.tables import AnyRow, inbox, insert_new, replace, timer
from conversations.talks.effects import Asked, handles
from conversations.transactions import writing
from flows.effects import PutAside, StartTimer, StopTimer
from flows.events import Due, Silence

SET = 500
SILENCE = "silence"
WAIT = "wait:"  # and the wait's own id


def register() -> None:
    """Have the runtime bring us the timers that turns ask for."""
    handles(StartTimer, StopTimer)(set_silence)
    handles(PutAside)(set_waits)


def set_silence(
    connection: Connection, wanted: Sequence[Asked[StartTimer | StopTimer]], _now: datetime
) -> None:
    """Of several turns of one talk, only the last word on its silence counts."""
    last = {asked.turn.lane.conversation_id: asked.effect for asked in wanted}
    stopped = [key for key, effect in last.items() if isinstance(effect, StopTimer)]
    if stopped:
        connection.execute(
            delete(timer).where(timer.c.conversation_id.in_(stopped), timer.c.purpose == SILENCE)
        )
    started = [
        _row(key, SILENCE, effect.due, effect.turn)
        for key, effect in sorted(last.items())
        if isinstance(effect, StartTimer)
    ]
    replace(connection, timer, started, ("conversation_id", "purpose"))


def set_waits(connection: Connection, wanted: Sequence[Asked[PutAside]], _now: datetime) -> None:
    """Set the timers of talks that were put aside, and drop those of talks that are there no more.

    A person has few talks aside: what the interpreter has let go must not come back, and whoever
    begins a wait over and over does not fill the table.
    """
    last = {asked.turn.lane.conversation_id: asked.turn for asked in wanted}
    kept = {
        key: {WAIT + one.wait for one in turn.state.aside if one.wait} for key, turn in last.items()
    }
    standing = connection.execute(
        select(timer.c.id, timer.c.conversation_id, timer.c.purpose).where(
            timer.c.conversation_id.in_(kept), timer.c.purpose.startswith(WAIT)
        )
    )
    gone = [row.id for row in standing if row.purpose not in kept[row.conversation_id]]
    if gone:
        connection.execute(delete(timer).where(timer.c.id.in_(gone)))
    rows = []
    for asked in wanted:
        key, purpose = asked.turn.lane.conversation_id, WAIT + asked.effect.wait
        if purpose in kept[key]:
            rows.append(_row(key, purpose, asked.effect.due, asked.turn.number))
    replace(connection, timer, rows, ("conversation_id", "purpose"))


def fire(now: datetime, most: int = SET) -> list[int]:
    """Turn up to ``most`` timers that are due into inbox rows; the conversations they belong to.

    The row names the turn that began the silence, or the wait that is over. When the talk has
    moved on since, the interpreter lets it pass.
    """
    with writing() as connection:
        due = connection.execute(
            select(
                timer.c.id,
                timer.c.conversation_id,
                timer.c.purpose,
                timer.c.turn,
                timer.c.due_at,
            )
            .where(timer.c.due_at <= now)
            .order_by(timer.c.due_at)
            .limit(most)
            .with_for_update(skip_locked=True)
        ).all()
        if not due:
            return []
        insert_new(connection, inbox, [_arrived(row, now) for row in due])
        connection.execute(delete(timer).where(timer.c.id.in_([row.id for row in due])))
    return list(dict.fromkeys(row.conversation_id for row in due))


def _row(conversation_id: int, purpose: str, due: datetime, turn: int) -> dict[str, Any]:
    return {
        "conversation_id": conversation_id,
        "purpose": purpose,
        "due_at": due,
        "turn": turn,
    }


def _arrived(row: AnyRow, now: datetime) -> dict[str, Any]:
    wait = row.purpose.removeprefix(WAIT) if row.purpose.startswith(WAIT) else ""
    key = f"w:{row.conversation_id}:{wait}" if wait else f"t:{row.conversation_id}:{row.turn}"
    return {
        "key": key,
        "kind": "timer",
        "conversation_id": row.conversation_id,
        "payload": dump(Arrival(Due(wait) if wait else Silence(row.turn))),
        "happened_at": row.due_at,
        "received_at": now,
    }
