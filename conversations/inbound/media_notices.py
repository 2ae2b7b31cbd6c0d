"""One sentence to a citizen whose file could not be kept, and an event on the trail for staff."""

from datetime import datetime, timedelta

from sqlalchemy import Connection, exists, select
from ulid import ULID

from audit.trail import SYSTEM, event
from conversations import trail
from conversations.inbound.arrivals import dump_content
from conversations.tables import AnyRow, contact, conversation, department, media
from conversations.talks import effects
from flows.messages import Text
from flows.phrases import sentence
from flows.talk import window

TOGETHER = timedelta(minutes=2)  # photos that were sent at once are told of once


def tell(connection: Connection, row: AnyRow, state: str, reason: str, now: datetime) -> None:
    """Tell of the file ``row`` (id, conversation, when it came), which is ``refused`` or ``lost``."""
    trail.write(
        connection,
        [
            event(
                "media.refused",
                actor=SYSTEM,
                subject=f"media:{row.id}",
                department_id=row.department_id,
                at=now,
                state=state,
                reason=reason,
            )
        ],
    )
    if _told(connection, row):
        return
    talk = connection.execute(
        select(
            conversation.c.turn,
            conversation.c.channel_id,
            conversation.c.last_inbound_at,
            contact.c.language,
            department.c.phrases,
        )
        .join(contact, contact.c.id == conversation.c.contact_id)
        .join(department, department.c.id == conversation.c.department_id)
        .where(conversation.c.id == row.conversation_id)
    ).one()
    if not window.is_open(talk.last_inbound_at, now):
        return
    words = sentence("file_refused", talk.language or "zh-Hant", talk.phrases, {})
    said = {
        "ulid": str(ULID()),
        "department_id": row.department_id,
        "conversation_id": row.conversation_id,
        "direction": "out",
        "kind": "text",
        "content": dump_content(Text(words)),
        "status": "queued",
        "happened_at": now,
        "turn": talk.turn,
    }
    effects.queue(connection, [said], {row.conversation_id: talk.channel_id}, now)


def _told(connection: Connection, row: AnyRow) -> bool:
    """Whether another file of the same moment was refused before: the citizen knows."""
    return bool(
        connection.scalar(
            select(
                exists().where(
                    media.c.conversation_id == row.conversation_id,
                    media.c.id != row.id,
                    media.c.state.in_(("refused", "lost")),
                    media.c.created_at.between(
                        row.created_at - TOGETHER, row.created_at + TOGETHER
                    ),
                )
            )
        )
    )
