"""What citizens asked: how often each question answered, and what none of them did."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

import msgspec
from sqlalchemy import func, select

from admin.moments import now
from extensions import db
from flows import events
from models import Consultation, Message

LATELY = timedelta(days=30)
MOST = 50
_decoder = msgspec.json.Decoder(events.Event)


class Unanswered(msgspec.Struct, frozen=True):
    """What somebody asked and nothing answered. ``words`` is empty where the message is gone."""

    conversation_id: int
    department_id: int
    at: datetime
    words: str


def counts(ids: Collection[int]) -> dict[tuple[int, str], int]:
    """How often each entry answered lately, by department and id; ``""`` counts what none did."""
    rows = db.session.execute(
        select(Consultation.department_id, Consultation.entry, func.count(Consultation.id))
        .where(Consultation.department_id.in_(ids), Consultation.asked_at >= now() - LATELY)
        .group_by(Consultation.department_id, Consultation.entry)
    )
    return {(department_id, entry): count for department_id, entry, count in rows}


def unanswered(ids: Collection[int]) -> Sequence[Unanswered]:
    """What was asked last in these departments and not answered, the newest first."""
    rows = db.session.execute(
        select(Consultation, Message)
        .outerjoin(
            Message,
            (Message.wamid == Consultation.wamid)
            & (Message.conversation_id == Consultation.conversation_id),
        )
        .where(Consultation.department_id.in_(ids), Consultation.entry == "")
        .order_by(Consultation.id.desc())
        .limit(MOST)
    )
    return [
        Unanswered(asked.conversation_id, asked.department_id, asked.asked_at, _words(message))
        for asked, message in rows
    ]


def _words(message: Message | None) -> str:
    if message is None:
        return ""
    try:
        event = _decoder.decode(message.content)
    except msgspec.MsgspecError:
        return ""
    return event.text if isinstance(event, events.Words) else ""
