"""What was parked because no turn could be taken for it: looked at, taken again, or given up.

The caller's scope says whose rows are seen. Nothing here commits; whoever has rows taken again rings
the doorbell afterwards. Nothing of what people wrote is among what is given out.
"""

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import Select, and_, func, select, update

from audit.trail import record
from conversations.tables import AnyRow
from extensions import db
from models import Conversation, Department, InboxRow
from models.columns import utc_now

MOST = 200  # that are shown


def waiting() -> Sequence[AnyRow]:
    """What is parked in people's lanes, oldest first, with the code of the department that has them."""
    return db.session.execute(_parked().limit(MOST)).all()


def count() -> int:
    """How much is parked in people's lanes."""
    return db.session.scalar(select(func.count()).select_from(_parked().subquery())) or 0


def replay(ids: Collection[int], actor: str) -> list[int]:
    """Put these back into their lanes, in their old places; the conversations, one for each row.

    They are tried as often as anything new.

    Raises:
        LookupError: the first id that is not parked.

    """
    # Due from now on, so that nobody takes it for something that has waited since it came.
    due = {"state": "due", "attempts": 0, "not_before": utc_now(), "reason": ""}
    return _settle(ids, actor, "turn.replayed", due)


def give_up(ids: Collection[int], actor: str) -> list[int]:
    """Leave these undone for good; what they held goes. The conversations, one for each row.

    Raises:
        LookupError: the first id that is not parked.

    """
    return _settle(ids, actor, "turn.given_up", {"state": "done", "payload": None})


def unclaimed() -> Sequence[AnyRow]:
    """What is parked and belongs to no department: kind, reason, how many, and since when."""
    return db.session.execute(
        select(
            InboxRow.kind,
            InboxRow.reason,
            func.count().label("rows"),
            func.min(InboxRow.received_at).label("since"),
            func.max(InboxRow.received_at).label("until"),
            func.max(InboxRow.id).label("last"),
        )
        .where(_unclaimed())
        .group_by(InboxRow.kind, InboxRow.reason)
        .order_by(InboxRow.kind, InboxRow.reason)
    ).all()


def drop(kind: str, reason: str, last: int, actor: str) -> int:
    """Give up what belongs to nobody, of this kind and reason, up to the row ``last``; how many."""
    ids = db.session.scalars(
        select(InboxRow.id)
        .where(_unclaimed(), InboxRow.kind == kind, InboxRow.reason == reason, InboxRow.id <= last)
        .with_for_update()
    ).all()
    if ids:
        _end(ids, {"state": "done", "payload": None})
        record("inbox.dropped", actor=actor, subject=f"inbox:{kind}", rows=len(ids))
    return len(ids)


def _settle(ids: Collection[int], actor: str, action: str, values: dict[str, Any]) -> list[int]:
    rows = db.session.execute(
        _parked().where(InboxRow.id.in_(ids)).with_for_update(of=InboxRow)
    ).all()
    missing = set(ids) - {row.id for row in rows}
    if missing:
        raise LookupError(min(missing))
    _end(ids, values)
    for row in rows:
        record(
            action,
            actor=actor,
            subject=f"conversation:{row.conversation_id}",
            department_id=row.department_id,
            rows=1,
        )
    return [row.conversation_id for row in rows]


def _end(ids: Collection[int], values: dict[str, Any]) -> None:
    statement = update(InboxRow).where(InboxRow.id.in_(ids)).values(**values)
    db.session.execute(statement.execution_options(synchronize_session=False))


def _parked() -> Select[*tuple[Any, ...]]:
    """What was emptied since cannot be taken again, and what is nobody's has no lane."""
    return (
        select(
            InboxRow.id,
            InboxRow.kind,
            InboxRow.conversation_id,
            InboxRow.reason,
            InboxRow.received_at,
            Conversation.department_id,
            Department.code,
        )
        .join(Conversation, Conversation.id == InboxRow.conversation_id)
        .join(Department, Department.id == Conversation.department_id)
        .where(InboxRow.state == "parked", InboxRow.payload.is_not(None))
        .order_by(InboxRow.id)
    )


def _unclaimed() -> Any:
    """A status of another's message holds nothing any more, and goes by itself after some days."""
    emptied = and_(InboxRow.kind == "status", InboxRow.payload.is_(None))
    return and_(InboxRow.state == "parked", InboxRow.conversation_id.is_(None), ~emptied)
