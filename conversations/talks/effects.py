"""Carrying out what turns ask for: one handler for each kind of effect, each over many turns.

An upper layer registers its own with ``handles``; nothing here reaches upwards. A handler runs in
the transaction that writes the turns, and does its work for all of them in a few statements.
"""

from collections.abc import Callable, Collection, Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any, Generic, TypeVar

import msgspec
import structlog
from sqlalchemy import Connection, bindparam, update
from ulid import ULID

from audit.trail import SYSTEM, event
from conversations import sets, trail
from conversations.inbound.arrivals import dump_content
from conversations.tables import contact, message, outbox
from conversations.talks.turns import Turn
from flows.effects import Effect, Note, Say, SetLanguage
from flows.messages import Template

REPLY = 0  # the outbox's first lane
GOOD_FOR = timedelta(minutes=15)  # a reply; later it would come out of the blue

E = TypeVar("E", bound=Effect)
log = structlog.get_logger(__name__)


class Asked(msgspec.Struct, Generic[E]):
    """One effect, the turn that asks for it, and the ids of what its handler made for it."""

    effect: E
    turn: Turn
    made: list[str] = []


class TakeAgainError(Exception):
    """Something that these turns made exists already: take them again, with another seed."""

    def __init__(self, turns: Sequence[Turn]) -> None:
        """``turns`` are those to be taken again; the others are well."""
        super().__init__("A turn made an id that is taken.")
        self.turns = turns


Handler = Callable[[Connection, Sequence[Asked[Any]], datetime], None]
_handlers: dict[type[Any], Handler] = {}


def handles(*effects: type[Any]) -> Callable[[Handler], Handler]:
    """Register one handler for these kinds of effect; the last one registered holds."""

    def register(handler: Handler) -> Handler:
        for effect in effects:
            _handlers[effect] = handler
        return handler

    return register


def carry_out(
    connection: Connection, turns: Iterable[Turn], now: datetime
) -> dict[int, list[Asked[Any]]]:
    """Carry out every effect of ``turns``; what was asked, by the id of the turn's inbox row.

    What one handler does, it does in the order in which they were asked for.

    Raises:
        TakeAgainError: see there.
        KeyError: nobody handles an effect.

    """
    by_handler: dict[Handler, list[Asked[Any]]] = {}
    by_row: dict[int, list[Asked[Any]]] = {}
    for turn in turns:
        for effect in turn.effects:
            asked = Asked(effect, turn, [])
            by_handler.setdefault(_handlers[type(effect)], []).append(asked)
            by_row.setdefault(turn.row.id, []).append(asked)
    for handler, wanted in by_handler.items():
        handler(connection, wanted, now)
    return by_row


@handles(Say)
def _say(connection: Connection, wanted: Sequence[Asked[Say]], now: datetime) -> None:
    rows = []
    for asked in wanted:
        ulid = str(ULID())
        asked.made.append(ulid)
        lane, effect = asked.turn.lane, asked.effect
        rows.append(
            {
                "ulid": ulid,
                "department_id": lane.department_id,
                "conversation_id": lane.conversation_id,
                "direction": "out",
                "kind": effect.message.__struct_config__.tag,
                "content": dump_content(effect.message),
                "status": "queued",
                "happened_at": now,
                "turn": asked.turn.number,
                "flow": effect.flow,
                "version": effect.version,
                "node": effect.node,
            }
        )
    channels = {asked.turn.lane.conversation_id: asked.turn.lane.channel_id for asked in wanted}
    notices = [ulid for asked in wanted if asked.turn.is_notice for ulid in asked.made]
    queue(connection, rows, channels, now, notices=notices)


def queue(
    connection: Connection,
    rows: Sequence[dict[str, Any]],
    channels: dict[int, int],
    now: datetime,
    lane: int = REPLY,
    notices: Collection[str] = (),
) -> None:
    """Store messages and what sends them, in their order. ``channels`` goes by conversation.

    ``notices`` are the ULIDs of those that are of use whenever they come.
    """
    stored = sets.insert(connection, message, rows, message.c.id, message.c.ulid)
    ids = {row.ulid: row.id for row in stored}
    sets.insert(
        connection,
        outbox,
        [
            {
                "message_id": ids[row["ulid"]],
                "conversation_id": row["conversation_id"],
                "channel_id": channels[row["conversation_id"]],
                "lane": lane,
                "not_before": now,
                "good_until": None
                if row["ulid"] in notices or not _passes(row["kind"], lane)
                else now + GOOD_FOR,
            }
            for row in rows
        ],
    )


def _passes(kind: str, lane: int) -> bool:
    """Whether a message is of use for a while only: a reply, and no template, which explains itself."""
    return lane == REPLY and kind != Template.__struct_config__.tag


@handles(SetLanguage)
def _set_language(
    connection: Connection, wanted: Sequence[Asked[SetLanguage]], _now: datetime
) -> None:
    chosen = {asked.turn.lane.contact_id: asked.effect.language for asked in wanted}
    connection.execute(
        update(contact)
        .where(contact.c.id == bindparam("contact_id"))
        .values(language=bindparam("chosen")),
        [{"contact_id": key, "chosen": chosen[key]} for key in sorted(chosen)],
    )


@handles(Note)
def _note(connection: Connection, wanted: Sequence[Asked[Note]], now: datetime) -> None:
    reasons: dict[int, tuple[Turn, list[str]]] = {}
    for asked in wanted:
        reasons.setdefault(asked.turn.row.id, (asked.turn, []))[1].append(asked.effect.reason)
    trail.write(
        connection,
        [
            event(
                "turn.noted",
                actor=SYSTEM,
                subject=f"conversation:{turn.lane.conversation_id}",
                department_id=turn.lane.department_id,
                at=now,
                turn=turn.number,
                reasons=found,
            )
            for turn, found in reasons.values()
        ],
    )
