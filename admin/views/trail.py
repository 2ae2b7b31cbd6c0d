"""The trail as sentences: who did what to what, when. It is read here and changed nowhere."""

from collections.abc import Sequence
from typing import Any

import orjson
from flask import Response, abort, flash, redirect, request
from flask_admin import expose
from flask_babel import gettext
from flask_babel import lazy_gettext as _
from sqlalchemy import or_, select
from werkzeug.wrappers import Response as Answer

from admin import moments
from admin.plain import named
from admin.reach import actor, departments
from admin.sentences import deeds, told
from admin.trail_choice import MOST_PEOPLE, PAGE, Chosen, number_given
from admin.trail_file import TYPES, TrailFile, stored
from admin.views.secured import Secured
from audit import record, sealer
from audit.trail import actor_of
from extensions import db
from models import AuditEvent, Case, Conversation, Grant, Identity, User
from models.fingerprint import fingerprint
from staff.access import ALL, departments_of
from whatsapp.identifiers import normal_phone

LONGEST_SOUGHT = 80
CODE = 16  # characters of the last seal's hash, to be compared with a checkpoint by eye


class TrailView(Secured):
    """The list of events, newest first; looking somebody up; the list as a file."""

    permission = "audit.read"
    can_create = False
    lead = _("Every change, and every look at a citizen's record. Nobody can alter it from here.")

    @expose("/")
    def index_view(self) -> str:
        """A page of the events that were chosen, from an id on."""
        chosen = Chosen.read()
        before = number_given(request.args.get("before", ""))
        wanted = chosen.wanted().page(self._within(chosen), before, PAGE + 1)
        rows = db.session.scalars(wanted).all()
        shown = rows[:PAGE]
        seq, last = sealer.last(db.session.connection())
        return str(
            self.render(
                "admin/trail.html",
                data=shown,
                older=shown[-1].id if len(rows) > PAGE else None,
                chosen=chosen,
                filters=chosen.address,
                told=told,
                deeds=deeds(),
                people=self._staff(shown),
                departments=departments(self.permission),
                names={one.id: named(one) for one in departments(self.permission)},
                as_stored={one["id"]: _pretty(one) for one in stored(shown)},
                sealed=seq,
                code=last.hex()[:CODE],
            )
        )

    @expose("/find/", methods=("POST",))
    def find_view(self) -> Answer:
        """Look for a person by their number or a case by its reference, which go into no address."""
        sought = request.form.get("sought", "").strip()[:LONGEST_SOUGHT]
        number = normal_phone(sought)
        if number is None:
            return self._find_case(sought)
        digits = number.removeprefix("+")
        mark = fingerprint("phone", digits)
        named_so = select(Identity.person_id).where(
            Identity.kind == "phone", Identity.fingerprint == mark
        )
        talks = (
            select(Conversation.person_id).where(Conversation.person_id.in_(named_so)).distinct()
        )
        found = sorted(db.session.scalars(talks))[:MOST_PEOPLE]
        self._searched("number", len(found), f"person:{found[0] if found else 'none'}")
        if not found:
            flash(gettext("Nobody with this number has written to a department of yours."), "error")
            return redirect(self.get_url(".index_view"))
        return redirect(self.get_url(".index_view", person=found))

    @expose("/file/<format>/")
    def file_view(self, format: str) -> Response:
        """The events that were chosen as a file. Taking it away leaves an event in the trail."""
        if format not in TYPES:
            abort(404)
        chosen = Chosen.read()
        codes = {one.id: one.code for one in departments(self.permission)}
        file = TrailFile(
            chosen.wanted(), self._within(chosen), {**self._everybody(), **_others()}, codes
        )
        text = file.text(format)
        record("trail.exported", actor=actor(), subject="trail:list", format=format)
        db.session.commit()
        answer = Response(text, mimetype=TYPES[format])
        name = f"trail-{moments.now():%Y-%m-%d}.{format}"
        answer.headers["Content-Disposition"] = f"attachment; filename={name}"
        return answer

    def _within(self, chosen: Chosen) -> frozenset[int] | None:
        """The departments whose events are shown; None for all events, those of no department too."""
        if chosen.department is not None:
            return frozenset({chosen.department}) & self.reach()
        return None if departments_of(self.permission) == ALL else self.reach()

    def _find_case(self, sought: str) -> Answer:
        id = db.session.scalar(select(Case.id).where(Case.reference == sought.upper()))
        self._searched("case", int(id is not None), f"case:{id or 'none'}")
        if id is None:
            flash(
                gettext(
                    "This is neither a telephone number nor the reference of a case that you may see."
                ),
                "error",
            )
            return redirect(self.get_url(".index_view"))
        return redirect(self.get_url(".index_view", subject=f"case:{id}"))

    def _searched(self, by: str, found: int, subject: str) -> None:
        record("trail.searched", actor=actor(), subject=subject, by=by, found=found)
        db.session.commit()

    def _staff(self, shown: Sequence[AuditEvent]) -> dict[str, str]:
        """Whom one may choose, and who stands in the list, by actor."""
        ids = {one.actor.removeprefix("user:") for one in shown if one.actor.startswith("user:")}
        missing = [int(id) for id in ids if id.isdigit()]
        others = db.session.scalars(select(User).where(User.id.in_(missing)))
        return {**_others(), **self._everybody(), **{actor_of(one.id): str(one) for one in others}}

    def _everybody(self) -> dict[str, str]:
        """The staff of the departments in reach, by actor."""
        here = or_(Grant.department_id.is_(None), Grant.department_id.in_(self.reach()))
        wanted = select(User).where(User.id.in_(select(Grant.user_id).where(here)))
        return {
            actor_of(one.id): str(one) for one in db.session.scalars(wanted.order_by(User.email))
        }


def _others() -> dict[str, str]:
    return {
        "system": str(gettext("Sampan")),
        "terminal": str(gettext("Operator at the terminal")),
    }


def _pretty(event: dict[str, Any]) -> str:
    options = orjson.OPT_INDENT_2 | orjson.OPT_UTC_Z
    return orjson.dumps(event, option=options).decode()
