"""Testers: the numbers that meet the drafts, on the department's real WhatsApp number."""

from collections.abc import Sequence
from typing import Any

from flask import abort, flash, redirect, request
from flask_admin import expose
from flask_babel import gettext
from flask_babel import lazy_gettext as _
from sqlalchemy import select
from werkzeug.wrappers import Response

from admin.moments import DEFAULT_ZONE
from admin.plain import masked_number, plain
from admin.reach import actor, departments, zones
from admin.views.secured import Secured
from conversations.department import testers
from conversations.department.testers import LONGEST_NAME, UnfitError
from extensions import db
from models import Tester, User


class TesterView(Secured):
    """Who meets the drafts: the list, adding a number, removing one."""

    permission = "flows.edit"
    lead = _(
        "Who writes to your department’s WhatsApp number from one of these telephones meets the "
        "drafts. Everybody else meets what is published."
    )

    @expose("/", methods=("GET", "POST"))
    def index_view(self) -> Response | str:
        """The list; a number that is sent along is added to it."""
        return self._add() if request.method == "POST" else self._page({})

    @expose("/remove/<int:id>", methods=("POST",))
    def remove_view(self, id: int) -> Response:
        """Remove one."""
        row = db.session.scalar(
            select(Tester).where(Tester.id == id, Tester.department_id.in_(self.reach()))
        )
        if row is None:
            abort(404)
        name = plain(row.name)
        testers.remove(row, actor())
        db.session.commit()
        flash(gettext("%(name)s meets what is published again.", name=name), "success")
        return redirect(self.get_url(".index_view"))

    def _add(self) -> Response | str:
        mine = {str(id): id for id in self.reach()}
        chosen = request.form.get("department", "")
        home = mine.get(chosen) or (next(iter(mine.values())) if len(mine) == 1 else None)
        if home is None:
            abort(403)
        number, name = request.form.get("number", ""), request.form.get("name", "")
        try:
            row = testers.add(home, number, name, actor())
        except UnfitError as fault:
            return self._page(_told(fault))
        db.session.commit()
        flash(
            gettext("%(name)s meets the drafts from the next message on.", name=plain(row.name)),
            "success",
        )
        return redirect(self.get_url(".index_view"))

    def _page(self, faults: dict[str, str]) -> str:
        """The page; with ``faults``, by field, the form holds what was sent."""
        wanted = select(Tester).where(Tester.department_id.in_(self.reach()))
        rows = db.session.scalars(wanted.order_by(Tester.id)).all()
        # Together, so that no name is asked for by itself.
        staff = db.session.scalars(select(User).where(User.id.in_(_ids(rows)))).all()
        names = {f"user:{one.id}": str(one) for one in staff}
        sent: dict[str, Any] = request.form.to_dict() if faults else {}
        return str(
            self.render(
                "admin/testers.html",
                rows=rows,
                names=names,
                mine=departments(self.permission),
                zones=zones(),
                default_zone=DEFAULT_ZONE,
                masked_number=masked_number,
                longest_name=LONGEST_NAME,
                faults=faults,
                sent=sent,
            )
        )


def _ids(rows: Sequence[Tester]) -> list[int]:
    """The accounts of those who added these."""
    found = (row.added_by.partition(":") for row in rows)
    return sorted({int(number) for noun, _, number in found if noun == "user"})


def _told(fault: UnfitError) -> dict[str, str]:
    match fault.reason:
        case "name":
            few = gettext(
                "Write whose number it is, in at most %(most)s characters.", most=LONGEST_NAME
            )
            return {"name": few}
        case "known":
            return {"number": gettext("This number is a tester’s already.")}
        case _:
            return {"number": gettext("This is no telephone number. Write it like +852 5555 0123.")}
