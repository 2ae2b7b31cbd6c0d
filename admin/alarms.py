"""What is wrong with the running system, in sentences for those who look after it."""

from collections.abc import Sequence
from datetime import timedelta

from flask import current_app
from flask_babel import format_timedelta, gettext
from sqlalchemy import ColumnElement, or_, select

from admin import moments
from admin.plain import telephone
from admin.reach import reach
from config import Settings
from conversations.backlog import LATE, Backlog, backlog
from extensions import db
from models import Channel, scope
from staff.access import may

PERMISSION = "operations.manage"


def raised() -> list[str]:
    """What should be looked at now; empty when all is well, and for whoever cannot do anything."""
    if not may(PERMISSION):
        return []
    # The frame stands around every page, also where the scope is that of something else; work that
    # nobody does is everybody's, and the channels are those of the departments that are named.
    with scope.system():
        behind = backlog(moments.now())
        wanted = select(Channel.number).where(
            Channel.department_id.in_(reach(PERMISSION)), Channel.stopped_reason != ""
        )
        stopped = db.session.scalars(wanted.order_by(Channel.number)).all()
    return [*_late(behind), *_stopped(stopped)]


def duration(seconds: float) -> str:
    """A length of time in words: “3 minutes”."""
    return str(format_timedelta(timedelta(seconds=seconds), granularity="second", threshold=1.2))


def is_late(seconds: float) -> bool:
    """Whether work that has been due for so long is done by nobody."""
    return seconds > LATE.total_seconds()


def troubled() -> ColumnElement[bool]:
    """Whether a channel wants looking at. The sandbox's webhook is our own, so it is never silent."""
    stopped = Channel.stopped_reason != ""
    settings: Settings = current_app.extensions["settings"]
    return stopped if settings.sandbox else or_(stopped, Channel.webhook_seen_at.is_(None))


def _late(behind: Backlog) -> list[str]:
    told = (
        (
            behind.turns,
            gettext(
                "What citizens wrote has waited for %(time)s: no process answers it.",
                time=duration(behind.turns),
            ),
        ),
        (
            behind.replies,
            gettext("Replies have waited to leave for %(time)s.", time=duration(behind.replies)),
        ),
        (
            behind.timers,
            gettext("Timers are %(time)s late.", time=duration(behind.timers)),
        ),
    )
    return [str(sentence) for seconds, sentence in told if is_late(seconds)]


def _stopped(numbers: Sequence[str]) -> list[str]:
    if not numbers:
        return []
    return [
        str(
            gettext("Nothing is sent from %(numbers)s.", numbers=", ".join(map(telephone, numbers)))
        )
    ]
