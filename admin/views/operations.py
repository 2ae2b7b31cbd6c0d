"""Operations: what is stuck, and getting it going again. Nothing here shows what a citizen wrote."""

from collections.abc import Callable, Sequence
from datetime import timedelta
from itertools import groupby
from typing import Any

from flask import Response, abort, flash, redirect, request
from flask_admin import expose
from flask_babel import gettext, ngettext
from flask_babel import lazy_gettext as _
from sqlalchemy import func, select
from sqlalchemy.orm import joinedload
from werkzeug.wrappers import Response as Answer

from admin import alarms, moments
from admin.reach import actor, departments, zones
from admin.views.secured import Secured
from conversations import doorbell
from conversations.backlog import backlog
from conversations.doorbell import Ring
from conversations.outbound import unsent
from conversations.talks import parked
from extensions import db
from models import Channel, OutboxRow, scope
from staff.access import ALL, departments_of

RECENT = timedelta(days=7)
_LONGEST_ID = 18  # digits


class OperationsView(Secured):
    """The page of what is stuck, and what can be done about each of it."""

    permission = alarms.PERMISSION
    lead = _("Whether everything that citizens write is answered, and what is stuck.")

    @expose("/")
    def index_view(self) -> str:
        """How far the work is behind, and all that is stuck."""
        now = moments.now()
        with scope.system():
            behind = backlog(now)
        runs_all = departments_of(self.permission) == ALL
        found = {
            "channels": _channels(),
            "turns": _by_reason(parked.waiting()),
            "messages": _by_reason(unsent.parked()),
            "doubted": unsent.in_doubt(),
            "unclaimed": parked.unclaimed() if runs_all else [],
        }
        return str(
            self.render(
                "admin/operations.html",
                behind=behind,
                resent=unsent.resent(now - RECENT),
                calm=not any(found.values()) and not alarms.raised(),
                most=parked.MOST,
                zones=zones(),
                departments=departments(self.permission),
                kinds=_kinds(),
                is_late=alarms.is_late,
                duration=alarms.duration,
                **found,
            )
        )

    @expose("/replay/", methods=("POST",))
    def replay_view(self) -> Answer | Response:
        """Have turns taken again."""
        return self._do(parked.replay, gettext("Taken again."))

    @expose("/leave/", methods=("POST",))
    def leave_view(self) -> Answer | Response:
        """Give turns up."""
        return self._do(parked.give_up, gettext("Given up."))

    @expose("/release/", methods=("POST",))
    def release_view(self) -> Answer | Response:
        """Have messages sent after all."""
        return self._do(unsent.release, gettext("On its way."))

    @expose("/discard/", methods=("POST",))
    def discard_view(self) -> Answer | Response:
        """Give messages up."""
        return self._do(unsent.give_up, gettext("Given up."))

    @expose("/drop/", methods=("POST",))
    def drop_view(self) -> Answer | Response:
        """Give up what belongs to no department: a matter of whoever runs the system."""
        if departments_of(self.permission) != ALL:
            abort(403)
        kind, reason = request.form.get("kind", ""), request.form.get("reason", "")
        if kind not in _kinds():
            abort(400)
        [last] = _ids("last", 1)
        count = parked.drop(kind, reason, last, actor())
        db.session.commit()
        flash(ngettext("%(num)s entry given up.", "%(num)s entries given up.", count), "success")
        return redirect(self.get_url(".index_view"))

    def _do(self, deed: Callable[[Sequence[int], str], list[int]], said: str) -> Answer | Response:
        """Do it to all that the form names, or to none of it, and ring."""
        try:
            lanes = deed(_ids("row", parked.MOST), actor())
        except LookupError:
            db.session.rollback()
            words = gettext("Somebody has dealt with this already. Nothing was changed.")
            flash(words, "error")
            return redirect(self.get_url(".index_view"))
        db.session.commit()
        doorbell.call(Ring(tuple(dict.fromkeys(lanes)), outbox=True))
        flash(said, "success")
        return redirect(self.get_url(".index_view"))


def _ids(name: str, most: int) -> list[int]:
    """The ids that the form names, at least one."""
    given = request.form.getlist(name)
    right = all(id.isascii() and id.isdigit() and len(id) <= _LONGEST_ID for id in given)
    if not given or len(given) > most or not right:
        abort(400)
    return [int(id) for id in given]


def _by_reason(rows: Sequence[Any]) -> dict[str, list[Any]]:
    """The rows under the reason that they share, each in its old order."""
    ordered = sorted(rows, key=lambda row: str(row.reason))
    return {reason: list(same) for reason, same in groupby(ordered, lambda row: str(row.reason))}


def _channels() -> list[tuple[Channel, int]]:
    """The channels that want looking at, each with how many messages wait for it."""
    rows = db.session.scalars(
        select(Channel)
        .options(joinedload(Channel.department))
        .where(alarms.troubled())
        .order_by(Channel.number)
    ).all()
    waiting = select(OutboxRow.channel_id, func.count()).where(
        OutboxRow.channel_id.in_([row.id for row in rows]), OutboxRow.state != "parked"
    )
    counts = {id: many for id, many in db.session.execute(waiting.group_by(OutboxRow.channel_id))}  # noqa: C416 (rows are tuples, which dict() is not told)
    return [(row, counts.get(row.id, 0)) for row in rows]


def _kinds() -> dict[str, str]:
    """What kinds of entry the inbox has, in words."""
    return {
        "message": gettext("A citizen’s message"),
        "timer": gettext("A timer"),
        "taken": gettext("News of a hand-over"),
        "handback": gettext("News of a hand-over"),
        "reply": gettext("A system’s answer"),
        "occasion": gettext("News of a case"),
        "steering": gettext("What staff did for a talk"),
        "delay": gettext("News of a late reply"),
        "status": gettext("A receipt"),
        "change": gettext("News from WhatsApp"),
        "unread": gettext("Something that cannot be read"),
    }
