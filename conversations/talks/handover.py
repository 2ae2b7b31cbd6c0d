"""Hand-overs: talks that wait for a person, and what staff do with them.

A turn opens a hand-over and ends it, in its own transaction. Staff take it, reply, and close it;
what the talk must hear of that enters the inbox like everything that moves it. What staff do is on
the trail, what they write is not. Their functions commit nothing: that is for the caller, who rings
the doorbell afterwards (``conversations.doorbell.call``).
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import Connection, insert, select, tuple_, update
from ulid import ULID

from audit.trail import SYSTEM, actor_of, event, record
from conversations import trail
from conversations.inbound.arrivals import Arrival, dump, dump_content
from conversations.tables import handover, insert_new, queue
from conversations.talks.effects import REPLY, Asked, handles
from extensions import db
from flows import effects
from flows.events import HandedBack, Taken
from flows.messages import TEXT_BODY, Text, length
from flows.talk import window
from models import Handover, InboxRow, Message, OutboxRow, User
from models.columns import utc_now
from models.handover import OPEN
from models.queue import DEFAULT, DEFAULT_NAMES

QueueKey = tuple[int, str]  # department, name


class Refused(Exception):
    """What staff wanted cannot be done; ``reason`` says why, the message says it in English."""

    def __init__(self, reason: Literal["over", "held", "window", "empty", "long"]) -> None:
        """Refuse for ``reason``."""
        super().__init__(_SENTENCES[reason])
        self.reason = reason


_SENTENCES = {
    "over": "This is over: the citizen left, or somebody else closed it.",
    "held": "Somebody else has taken this. Take it over first.",
    "window": "More than 24 hours have passed since the citizen last wrote: WhatsApp would refuse "
    "the reply. Call them, or wait until they write again.",
    "empty": "Write something first.",
    "long": f"A message has at most {TEXT_BODY} characters.",
}


def register() -> None:
    """Have the runtime bring us the hand-overs that turns begin and end."""
    handles(effects.Handover, effects.EndHandover)(carry_out)


def carry_out(
    connection: Connection,
    wanted: Sequence[Asked[effects.Handover | effects.EndHandover]],
    now: datetime,
) -> None:
    """Begin and end hand-overs, in the order in which it was asked for; they are few."""
    queues = _queues(connection, wanted, now)
    told = []
    for asked in wanted:
        effect, lane = asked.effect, asked.turn.lane
        if isinstance(effect, effects.EndHandover):
            told += _end(connection, asked, effect.outcome, now)
            continue
        told += _end(connection, asked, "left", now)
        id = connection.scalar(
            insert(handover)
            .values(
                department_id=lane.department_id,
                conversation_id=lane.conversation_id,
                queue_id=queues[lane.department_id, effect.queue],
                priority=effect.priority,
                state="waiting",
                turn=effect.turn,
                flow=effect.flow,
                version=effect.version,
                node=effect.node,
                asked_at=now,
            )
            .returning(handover.c.id)
        )
        name = trail.name_or_nothing(effect.queue)
        told.append(_event("handover.asked", id, asked, now, queue=name, priority=effect.priority))
    trail.write(connection, told)


def _end(
    connection: Connection, asked: Asked[Any], outcome: str, now: datetime
) -> list[dict[str, Any]]:
    """End what is open in the conversation; what staff have closed already stays as it is."""
    ended = connection.execute(
        update(handover)
        .where(
            handover.c.conversation_id == asked.turn.lane.conversation_id,
            handover.c.state.in_(OPEN),
        )
        .values(state=outcome, closed_at=now)
        .returning(handover.c.id)
    )
    return [_event("handover.ended", row.id, asked, now, outcome=outcome) for row in ended]


def _event(
    action: str, id: int | None, asked: Asked[Any], now: datetime, **details: Any
) -> dict[str, Any]:
    return event(
        action,
        actor=SYSTEM,
        subject=f"handover:{id}",
        department_id=asked.turn.lane.department_id,
        at=now,
        turn=asked.turn.number,
        **details,
    )


def _queues(
    connection: Connection, wanted: Sequence[Asked[Any]], now: datetime
) -> dict[QueueKey, int]:
    """The ids of the queues that are named; the department's default for one that it lacks."""
    named = {
        (asked.turn.lane.department_id, asked.effect.queue)
        for asked in wanted
        if isinstance(asked.effect, effects.Handover)
    }
    if not named:
        return {}
    found = _known(connection, named)
    homes = sorted({home for home, _ in named - found.keys()})
    if homes:
        default = {"name": DEFAULT, "names": DEFAULT_NAMES, "created_at": now}
        insert_new(connection, queue, [{"department_id": home, **default} for home in homes])
        fallback = _known(connection, {(home, DEFAULT) for home in homes})
        found = {key: fallback[key[0], DEFAULT] for key in named - found.keys()} | found
    return found


def _known(connection: Connection, named: set[QueueKey]) -> dict[QueueKey, int]:
    rows = connection.execute(
        select(queue.c.department_id, queue.c.name, queue.c.id).where(
            tuple_(queue.c.department_id, queue.c.name).in_(sorted(named))
        )
    )
    return {(row.department_id, row.name): row.id for row in rows}


def take(row: Handover, user: User) -> None:
    """Give the talk to ``user``, also when somebody else had it; the talk hears of the first.

    Raises:
        Refused: it is over.

    """
    _hold(row)
    if row.taken_by == user.id:
        return
    if row.state == "waiting":
        _tell(row, "taken", f"k:{row.conversation_id}:{row.turn}", Taken(row.turn))
    row.state, row.taken_by, row.taken_at = "taken", user.id, utc_now()
    _record("handover.taken", row, user)


def reply(row: Handover, text: str, user: User, once: str = "") -> None:
    """Send ``text`` to the citizen; whoever replies to a talk that waits has taken it.

    ``once`` is a ULID that the form came with: the same form sent twice is one message.

    Raises:
        Refused: it is over, somebody else has it, the 24 hours are over, or the text is empty or
            longer than WhatsApp takes.

    """
    _hold(row)
    if once and db.session.scalar(select(Message.id).where(Message.ulid == once)) is not None:
        return
    _refuse_others(row, user)
    now, talk = utc_now(), row.conversation
    if not window.is_open(talk.last_inbound_at, now):
        raise Refused("window")
    body = text.replace("\r\n", "\n").strip()
    if not body:
        raise Refused("empty")
    if length(body) > TEXT_BODY:
        raise Refused("long")
    take(row, user)
    said = Message(
        department_id=row.department_id,
        ulid=once or str(ULID()),
        conversation_id=talk.id,
        direction="out",
        kind="text",
        content=dump_content(Text(body)),
        status="queued",
        happened_at=now,
        turn=talk.turn,
        said_by=user.id,
    )
    db.session.add(said)
    db.session.flush()
    db.session.add(
        OutboxRow(
            message_id=said.id,
            conversation_id=talk.id,
            channel_id=talk.channel_id,
            lane=REPLY,
            not_before=now,
        )
    )
    talk.last_message_at = now
    _record("handover.replied", row, user, messages=trail.digest_of([said.ulid]))


def close(row: Handover, user: User) -> None:
    """Give the talk back to its flow, behind everything that is in its lane already.

    Raises:
        Refused: it is over, or somebody else has it.

    """
    _hold(row)
    _refuse_others(row, user)
    row.state, row.closed_by, row.closed_at = "closed", user.id, utc_now()
    _tell(row, "handback", f"b:{row.conversation_id}:{row.turn}", HandedBack("closed", row.turn))
    _record("handover.closed", row, user)


def _hold(row: Handover) -> None:
    """Read the talk and ``row`` anew, in the order in which turns lock them, and keep them so."""
    db.session.refresh(row.conversation, with_for_update=True)
    db.session.refresh(row, with_for_update=True)
    if row.state not in OPEN:
        raise Refused("over")


def _refuse_others(row: Handover, user: User) -> None:
    if row.taken_by not in {None, user.id}:
        raise Refused("held")


def _tell(row: Handover, kind: str, key: str, happened: HandedBack | Taken) -> None:
    now = utc_now()
    # WhatsApp tells seconds: of what happens within one, what arrived first is first in the lane.
    second = now.replace(microsecond=0)
    db.session.add(
        InboxRow(
            key=key,
            kind=kind,
            conversation_id=row.conversation_id,
            payload=dump(Arrival(happened)),
            happened_at=second,
            received_at=now,
        )
    )


def _record(action: str, row: Handover, user: User, **details: Any) -> None:
    record(
        action,
        actor=actor_of(user.id),
        subject=f"handover:{row.id}",
        department_id=row.department_id,
        **details,
    )
