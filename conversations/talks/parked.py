"""What was parked because no turn could be taken for it: looked at, and put back into its lane."""

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import Select, select, update

from audit.trail import record
from conversations.tables import AnyRow, conversation, department, inbox
from extensions import db

MOST = 200  # that are shown


def waiting() -> Sequence[AnyRow]:
    """What is parked in people's lanes, oldest first, with the code of the department that has them.

    Nothing of what they wrote is among it.
    """
    return db.session.execute(_parked().limit(MOST)).all()


def replay(ids: Collection[int], actor: str) -> list[int]:
    """Put these back into their lanes, in their old places; the conversations, one for each row.

    They are tried as often as anything new. The caller commits and rings the doorbell.

    Raises:
        LookupError: the first id that is not parked.

    """
    rows = db.session.execute(_parked().where(inbox.c.id.in_(ids)).with_for_update(of=inbox)).all()
    missing = set(ids) - {row.id for row in rows}
    if missing:
        raise LookupError(min(missing))
    db.session.execute(
        update(inbox)
        .where(inbox.c.id.in_(ids))
        .values(state="due", attempts=0, not_before=None, reason="")
    )
    for row in rows:
        record(
            "turn.replayed",
            actor=actor,
            subject=f"conversation:{row.conversation_id}",
            department_id=row.department_id,
            rows=1,
        )
    return [row.conversation_id for row in rows]


def _parked() -> Select[Any]:
    """What was emptied since cannot be taken again, and what is nobody's has no lane."""
    return (
        select(
            inbox.c.id,
            inbox.c.kind,
            inbox.c.conversation_id,
            inbox.c.reason,
            inbox.c.received_at,
            conversation.c.department_id,
            department.c.code,
        )
        .join(conversation, conversation.c.id == inbox.c.conversation_id)
        .join(department, department.c.id == conversation.c.department_id)
        .where(inbox.c.state == "parked", inbox.c.payload.is_not(None))
        .order_by(inbox.c.id)
    )
