"""Calendars: opening hours, general holidays, days of their own, and closing at once."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from flask import abort, flash, redirect, request
from flask_admin import expose
from flask_babel import gettext
from flask_babel import lazy_gettext as _
from werkzeug.wrappers import Response as Answer

from admin.calendar_desk import REASONS, ClosureForm, Desk, SpecialForm
from admin.moments import DEFAULT_ZONE, now
from admin.reach import actor, departments, zones
from admin.views.secured import SecuredModelView
from conversations.department import calendars
from conversations.department.calendars import NeededError, StaleCalendarError
from conversations.department.lookup_tables import is_fit
from conversations.releases import publishing
from extensions import db
from flows.documents.faults import ShapeError
from models import Calendar
from models.calendar import DEFAULT

Page = Answer | str


class CalendarView(SecuredModelView):
    """The list of calendars and the page of each."""

    permission = "flows.read"
    change_permission = "calendars.edit"
    creatable = True
    adding = _("Add a calendar")
    subject = "calendar"
    lead = _("When you are open. Flows ask a calendar, so that citizens hear what holds right now.")
    column_list = ("name", "department", "updated_at")
    column_default_sort = "name"
    list_template = "admin/calendars.html"
    details_template = "admin/calendar.html"

    def render(self, template: str, **kwargs: Any) -> str:
        """Flask-Admin: with what the pages need besides their rows."""
        kwargs.setdefault("zones", zones())
        kwargs.setdefault("departments", departments(self.permission))
        kwargs.setdefault("opened", opened)
        return str(super().render(template, **kwargs))

    @expose("/new/", methods=("GET", "POST"))
    def create_view(self) -> Page:
        """A further calendar, for a counter with hours of its own."""
        if not self.can_create:
            abort(403)
        mine = departments(self.change_permission)
        if request.method == "GET":
            return self.render("admin/calendar_new.html", mine=mine, name="")
        asked = request.form.get("department", "")
        chosen = next((one for one in mine if str(one.id) == asked), None)
        department = chosen or (mine[0] if len(mine) == 1 else abort(404))
        name = request.form.get("name", "").strip()
        error = ""
        if not is_fit(name):
            error = gettext("Letters, digits, - and _, such as counter.")
        elif calendars.named(department.id, name) is not None:
            error = gettext("The department has a calendar of this name already.")
        if error:
            return self.render("admin/calendar_new.html", mine=mine, name=name, error=error)
        row = calendars.add(department, name, actor())
        db.session.commit()
        return redirect(self.get_url(".details_view", id=row.id))

    @expose("/details/")
    def details_view(self) -> str:
        """The calendar, and the days to come."""
        return self._page(desk_of(self.get_one(request.args.get("id", ""))))

    @expose("/week/", methods=("POST",))
    def week_view(self) -> Page:
        """The hours of the week and of general holidays."""
        desk = desk_of(self.posted_row())
        document = desk.of_week(request.form, request.form.getlist("kept"))
        if document is None:
            return self._page(desk)
        return self._store(desk, document, gettext("The hours are saved."))

    @expose("/special/", methods=("POST",))
    def special_view(self) -> Page:
        """Add days with hours of their own."""
        desk = desk_of(self.posted_row())
        form = SpecialForm(request.form)
        if not form.validate():
            return self._page(desk, special_form=form)
        days = [*desk.row.document.get("special", []), form.document()]
        days.sort(key=lambda one: one["from"])
        return self._store(desk, {**desk.row.document, "special": days}, gettext("Added."))

    @expose("/usual/", methods=("POST",))
    def usual_view(self) -> Page:
        """Take days with hours of their own out again."""
        desk = desk_of(self.posted_row())
        return self._store(desk, self._without(desk, "special"), gettext("Taken out."))

    @expose("/close/", methods=("POST",))
    def close_view(self) -> Page:
        """Close now: for the rest of the day, until a time, or until somebody opens again."""
        desk = desk_of(self.posted_row())
        form = ClosureForm(request.form)
        how = request.form.get("how", "")
        if how not in {"day", "until", "open"}:
            abort(400)
        if not form.validate():
            return self._page(desk, closure_form=form)
        here = desk.here.replace(second=0, microsecond=0, tzinfo=None)
        ends = {
            "day": here.replace(hour=0, minute=0) + timedelta(days=1),
            "until": form.until.data,
            "open": None,
        }[how]
        if how == "until" and (ends is None or ends <= here or ends.year > here.year + 5):
            form.until.errors = [gettext("Choose a time that is still to come.")]
            return self._page(desk, closure_form=form)
        closure: dict[str, Any] = {"from": f"{here:%Y-%m-%dT%H:%M}"}
        if ends is not None:
            closure["until"] = f"{ends:%Y-%m-%dT%H:%M}"
        closure["reason"] = form.reason.data or dict(REASONS.get(form.why.data or "", {}))
        now_on_the_wall = closure["from"]
        running = [
            one
            for one in desk.row.document.get("closures", [])
            if one.get("until") is None or one["until"] > now_on_the_wall
        ]
        document = {**desk.row.document, "closures": [*running, closure]}
        return self._store(desk, document, gettext("Closed from now on."))

    @expose("/open/", methods=("POST",))
    def open_view(self) -> Page:
        """Take a closure away."""
        desk = desk_of(self.posted_row())
        said = gettext("The closure is taken away.")
        return self._store(desk, self._without(desk, "closures"), said)

    @expose("/remove/", methods=("POST",))
    def remove_view(self) -> Answer:
        """Take a calendar away that no flow looks into."""
        row = self.posted_row()
        try:
            calendars.remove(row, actor())
        except NeededError as fault:
            db.session.rollback()
            used = gettext("These flows use it: %(flows)s.", flows=", ".join(fault.flows))
            flash(used if fault.flows else gettext("Every department keeps this one."), "error")
            return redirect(self.get_url(".details_view", id=request.args.get("id", "")))
        db.session.commit()
        flash(gettext("The calendar is gone."), "success")
        return redirect(self.get_url(".index_view"))

    @expose("/edit/")
    def edit_view(self) -> str:
        """Everything is changed on the calendar's own page."""
        abort(404)

    def _without(self, desk: Desk, key: str) -> dict[str, Any]:
        """The document without the item whose place was sent."""
        place = request.form.get("place", "")
        items = list(desk.row.document.get(key, []))
        if not (place.isascii() and place.isdigit() and len(place) < 4 and int(place) < len(items)):
            abort(404)
        del items[int(place)]
        return {**desk.row.document, key: items}

    def _store(self, desk: Desk, document: dict[str, Any], said: str) -> Page:
        seen = request.form.get("seen", "")
        revision = int(seen) if seen.isascii() and seen.isdigit() and len(seen) < 10 else 0
        try:
            calendars.change(desk.row, document, actor(), revision)
        except (ShapeError, StaleCalendarError) as fault:
            db.session.rollback()
            stale = isinstance(fault, StaleCalendarError)
            flash(
                gettext(
                    "Somebody else changed this calendar meanwhile. Look at it, and do it again."
                )
                if stale
                else gettext("A calendar cannot hold that: %(why)s", why=str(fault)),
                "error",
            )
            return redirect(self.get_url(".details_view", id=request.args.get("id", "")))
        db.session.commit()
        flash(said, "success")
        return redirect(self.get_url(".details_view", id=desk.row.id))

    def _page(self, desk: Desk, **forms: Any) -> str:
        row = desk.row
        forms.setdefault("special_form", SpecialForm(None))
        forms.setdefault("closure_form", ClosureForm(None))
        return self.render(
            self.details_template,
            model=row,
            desk=desk,
            is_default=row.name == DEFAULT,
            used_by=publishing.mentioning(row.department_id, "calendar", row.name),
            may_change=self.may_change(row),
            **forms,
        )


def desk_of(row: Calendar) -> Desk:
    """The calendar as its department sees it now."""
    return opened(row, zones())


def opened(row: Calendar, zones: Mapping[int, str]) -> Desk:
    """The calendar as its department, whose zone is among ``zones``, sees it now."""
    return Desk(row, zones.get(row.department_id, DEFAULT_ZONE), now())
