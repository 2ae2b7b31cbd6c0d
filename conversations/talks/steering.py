"""Staff help on a talk that is stuck: what they want enters its lane, like all that moves it.

Nothing here commits; the caller does, and rings the doorbell afterwards.
"""

from typing import Literal

from sqlalchemy import select

from audit.trail import record
from conversations import trail
from conversations.inbound.arrivals import Arrival, dump
from extensions import db
from flows.events import Steered
from flows.talk import window
from models import Conversation, Handover, InboxRow
from models.columns import utc_now
from models.handover import OPEN

Deed = Literal["repeat", "move", "end"]


class Refused(Exception):
    """What staff wanted cannot be done; ``reason`` says why, the message says it in English."""

    def __init__(self, reason: Literal["gone_on", "person", "window"]) -> None:
        """Refuse for ``reason``."""
        super().__init__(_SENTENCES[reason])
        self.reason = reason


_SENTENCES = {
    "gone_on": "The talk has gone on since you looked at it.",
    "person": "A person of the department has the talk.",
    "window": "More than 24 hours have passed since the citizen last wrote.",
}


def steer(talk: Conversation, deed: Deed, turn: int, actor: str, node: str = "") -> None:
    """Ask again, move the talk to ``node``, or end it, as it stood after ``turn``.

    The same wish twice, for the same turn, is one.

    Raises:
        Refused: the talk has gone on, a person has it, or the 24 hours are over and the citizen
            would have to be written to.

    """
    db.session.refresh(talk, with_for_update=True)
    key, now = f"g:{talk.id}:{turn}", utc_now()
    if db.session.scalar(select(InboxRow.id).where(InboxRow.key == key)) is not None:
        return
    if talk.turn != turn or not talk.node:
        raise Refused("gone_on")
    held = select(Handover.id).where(Handover.conversation_id == talk.id, Handover.state.in_(OPEN))
    if db.session.scalar(held) is not None:
        raise Refused("person")
    if deed != "end" and not window.is_open(talk.last_inbound_at, now):
        raise Refused("window")
    db.session.add(
        InboxRow(
            key=key,
            kind="steering",
            conversation_id=talk.id,
            payload=dump(Arrival(Steered(deed, turn, node))),
            # WhatsApp tells seconds: of what happens within one, what arrived first goes first.
            happened_at=now.replace(microsecond=0),
            received_at=now,
        )
    )
    record(
        "talk.steered",
        actor=actor,
        subject=f"conversation:{talk.id}",
        department_id=talk.department_id,
        deed=deed,
        node=trail.name_or_nothing(node),
    )
