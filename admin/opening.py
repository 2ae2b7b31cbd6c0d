"""Looking at a citizen's record leaves an event in the trail: one a record and staff session."""

from datetime import datetime

from sqlalchemy import select

from admin.moments import now
from admin.reach import actor
from audit import record
from extensions import db
from models import AuditEvent
from staff import sign_ins


def note_opening(action: str, subject: str, department_id: int) -> None:
    """Record that this person opened ``subject`` and commit, unless they did in this session."""
    told = select(AuditEvent.id).where(
        AuditEvent.subject == subject,
        AuditEvent.action == action,
        AuditEvent.actor == actor(),
        AuditEvent.at >= _signed_in_at(),
    )
    if db.session.scalar(told.limit(1)) is not None:
        return
    record(action, actor=actor(), subject=subject, department_id=department_id)
    db.session.commit()


def _signed_in_at() -> datetime:
    """When this session began."""
    here = sign_ins.current()
    return here.began_at if here is not None else now() - sign_ins.LONGEST
