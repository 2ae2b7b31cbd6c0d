"""Who else has the draft of a flow open just now."""

from datetime import timedelta

from flask_login import current_user
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from extensions import db
from models import Flow, Presence, User, engine
from models.columns import utc_now
from staff.access import may

# Pages ask every quarter of a minute; a tab in the background less often.
LATELY = timedelta(seconds=75)


def met(row: Flow) -> list[str]:
    """Who else has it open; whoever may change it is noted, and seen there by the others."""
    if may("flows.edit", row.department_id):
        _note(row)
    return others(row)


def others(row: Flow) -> list[str]:
    """The names of those who have it open besides the person of this request, in order."""
    found = db.session.scalars(
        select(User)
        .join(Presence, Presence.user_id == User.id)
        .where(
            Presence.flow_id == row.id,
            Presence.user_id != current_user.id,
            Presence.seen_at > utc_now() - LATELY,
        )
        .order_by(User.name, User.id)
    )
    return [str(one) for one in found]


def _note(row: Flow) -> None:
    engine.writing()
    mine = db.session.scalar(
        select(Presence).where(Presence.flow_id == row.id, Presence.user_id == current_user.id)
    )
    if mine is None:
        mine = Presence(flow_id=row.id, user_id=current_user.id, department_id=row.department_id)
        db.session.add(mine)
    mine.seen_at = utc_now()
    try:
        db.session.commit()
    except IntegrityError:  # another tab of the same person was faster
        db.session.rollback()
