"""The one base of every page of the staff site: what Flask-Admin leaves open is closed here.

- A view that names no permission is shut, and so is one that the person has no permission for.
- Lists, counts and single rows are limited to the departments where the permission holds; a row
  elsewhere does not exist (404). ``models.scope`` limits the same queries once more, below.
- What a form links to must belong to the row's own department, and that is where the person may
  change things.
- Nothing is deleted from here, alone or in bulk; there is no editing within lists.
- A change and its event in the trail are one transaction.
- A failure is told in one sentence; statements and parameters stay in the log.
- Forms carry no token of their own: ``CSRFProtect`` guards every request that changes something.
"""

from collections.abc import Callable
from typing import Any, NoReturn

import structlog
from flask import abort, flash, redirect, request
from flask_admin import BaseView, expose
from flask_admin.contrib.sqla import ModelView
from flask_babel import gettext
from flask_login import current_user
from sqlalchemy import inspect, select
from sqlalchemy.orm import MANYTOONE
from sqlalchemy.orm.interfaces import ORMOption
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response
from wtforms import ValidationError

from admin.forms import AdminForm, option
from admin.plain import named
from admin.reach import actor, departments, reach
from admin.refusals import guard
from audit import record
from extensions import db
from models import scope
from models.columns import DepartmentOwned
from staff.access import may, seeing, visible_departments

log = structlog.get_logger(__name__)

_LONGEST_ID = 18  # digits: anything longer is no row of ours and too long for the database


class Secured(BaseView):
    """A page or more. ``permission`` is a slug of ``staff.access``; empty shuts the view."""

    permission = ""

    def create_blueprint(self, admin: Any) -> Any:
        """Flask-Admin: the view's routes, whose refusals are pages of the site."""
        blueprint = super().create_blueprint(admin)
        guard(blueprint)
        return blueprint

    def is_accessible(self) -> bool:
        """Whether this person may see the view at all, in some department."""
        return bool(self.permission) and current_user.is_authenticated and may(self.permission)

    def inaccessible_callback(self, name: str, **kwargs: Any) -> Response:  # noqa: ARG002 (the signature is Flask-Admin's)
        """Send strangers to the sign-in page, and refuse everybody else."""
        if current_user.is_authenticated:
            abort(403)
        return redirect(self.get_url("security.login", next=request.full_path.removesuffix("?")))

    def _run_view(self, fn: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        """Call once, seeing the departments where the permission holds and no others.

        Flask-Admin would call again after a TypeError, and hide the real one.
        """
        with seeing(self.permission):
            return fn(self, *args, **kwargs)

    def reach(self) -> frozenset[int]:
        """The departments in which this person may see what this view shows."""
        return reach(self.permission)


class Personal(Secured):
    """A page for every member of staff, whatever their roles: it shows only what is their own."""

    def is_accessible(self) -> bool:
        """Whether anybody is signed in."""
        return bool(current_user.is_authenticated)

    def _run_view(self, fn: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        with scope.departments(visible_departments(current_user)):
            return fn(self, *args, **kwargs)


class Either(Secured):
    """A single thing by its id, without a list, for whoever has one permission or the other."""

    other_permission = ""

    def is_accessible(self) -> bool:
        """Whether this person has either of them somewhere."""
        return bool(
            current_user.is_authenticated and (may(self.permission) or may(self.other_permission))
        )

    def reach(self) -> frozenset[int]:
        """The departments in which they have."""
        return reach(self.permission) | reach(self.other_permission)

    @expose("/")
    def index_view(self) -> str:
        """There is no list."""
        abort(404)

    def _run_view(self, fn: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        with scope.departments(self.reach()):
            return fn(self, *args, **kwargs)


class SecuredModelView(Secured, ModelView):
    """Lists, records and forms of one table."""

    change_permission = ""  # for forms; empty: nothing is changed here
    creatable = False
    subject = ""  # the noun of its events in the trail
    added_action = ""
    changed_action = ""
    adding = ""  # what the button and the form for a new row are called
    lead = ""  # one sentence under the heading of the list
    drawn_with: tuple[ORMOption, ...] = ()  # how what a row of the list shows is loaded with it

    can_delete = False
    can_view_details = True
    column_display_actions = False
    action_disallowed_list = ["delete"]
    form = AdminForm  # empty: a view without a form of its own offers no field at all
    form_base_class = AdminForm
    # Where a new row is asked for more: its ``department_id``.
    new_form: type[AdminForm] | None = None
    column_sortable_list = ()
    page_size = 25
    list_template = "admin/list.html"
    create_template = "admin/form.html"
    edit_template = "admin/form.html"

    @property
    def can_export(self) -> bool:
        """Whether this person may take the list away."""
        return False

    @property
    def can_create(self) -> bool:
        """Whether this person may add a row, in some department."""
        return self.creatable and bool(self.change_permission) and may(self.change_permission)

    @property
    def can_edit(self) -> bool:
        """Whether this person may change a row, in some department."""
        return bool(self.change_permission) and may(self.change_permission)

    def may_change(self, row: Any) -> bool:
        """Whether this person may change this very row."""
        return bool(self.change_permission) and may(self.change_permission, row.department_id)

    def narrowed(self, statement: Any, ids: frozenset[int]) -> Any:
        """``statement`` (a query or a select on the model) limited to these departments."""
        return statement.where(self.model.department_id.in_(ids))

    def filtered(self, statement: Any) -> Any:
        """``statement`` limited further by what the person chose above the list."""
        return statement

    def get_query(self) -> Any:
        """Flask-Admin: the rows of the list."""
        rows = self.filtered(self.narrowed(super().get_query(), self.reach()))
        return rows.options(*self.drawn_with)

    def get_count_query(self) -> Any:
        """Flask-Admin: how many there are."""
        return self.filtered(self.narrowed(super().get_count_query(), self.reach()))

    def get_one(self, id: Any) -> Any:
        """Flask-Admin: one row, or 404 when there is none for this person to do this with."""
        if not (isinstance(id, str) and id.isascii() and id.isdigit() and len(id) <= _LONGEST_ID):
            abort(404)
        ids = reach(self.change_permission) if self._changes() else self.reach()
        key = inspect(self.model).primary_key[0]
        row = db.session.scalars(
            self.narrowed(select(self.model), ids).where(key == int(id))
        ).first()
        return row if row is not None else abort(404)

    def get_create_form(self) -> type[AdminForm]:
        """Flask-Admin: the form for a new row."""
        return self.new_form or super().get_create_form()

    def create_form(self, obj: Any = None) -> AdminForm:
        """Flask-Admin: offering the departments in which the person may add a row."""
        form: Any = super().create_form(obj)
        if self.new_form:
            mine = departments(self.change_permission)
            form.department_id.choices = [option(one.id, named(one)) for one in mine]
        return form  # type: ignore[no-any-return]

    def posted_row(self) -> Any:
        """The row that a small form of a record's page names, to be changed; else 404."""
        return self.get_one(request.args.get("id", ""))

    def validate_form(self, form: Any) -> bool:
        """Flask-Admin: whether a form was sent and is right. Only a POST is a form that was sent."""
        return request.method == "POST" and bool(form.validate())

    def on_model_change(self, form: Any, model: Any, is_created: bool) -> None:  # noqa: ARG002, FBT001 (the signature is Flask-Admin's)
        """Flask-Admin: before the commit. Refuse links across departments, and write the trail."""
        fields = sorted(
            attribute.key for attribute in inspect(model).attrs if attribute.history.has_changes()
        )
        db.session.flush()
        self._refuse_strangers(model)
        if is_created:
            self._record(self.added_action, model, {})
        elif fields:
            self._record(self.changed_action, model, {"fields": fields})

    def handle_view_exception(self, exc: Exception) -> bool:
        """Flask-Admin: say that it failed, in a sentence that holds nothing of the database's."""
        if isinstance(exc, HTTPException):
            raise exc
        if isinstance(exc, ValidationError):
            flash(str(exc), "error")
            return True
        db.session.rollback()  # before anything else, even the language, is looked up
        log.error("admin_change_failed", view=self.endpoint, fault=type(exc).__name__)
        flash(gettext("This could not be saved. Look at what you entered and try again."), "error")
        return True

    def is_action_allowed(self, name: str) -> bool:  # noqa: ARG002 (the signature is Flask-Admin's)
        """Flask-Admin: nothing is done to many rows at once."""
        return False

    def department_of(self, row: Any) -> int | None:
        """The department that an event about ``row`` belongs to."""
        found: int | None = row.department_id
        return found

    def _record(self, action: str, row: Any, details: dict[str, Any]) -> None:
        record(
            action,
            actor=actor(),
            subject=f"{self.subject}:{row.id}",
            department_id=self.department_of(row),
            **details,
        )

    def _changes(self) -> bool:
        """Whether this request is about changing something."""
        endpoint = request.endpoint or ""
        return request.method != "GET" or endpoint.endswith(".edit_view")

    def _refuse_strangers(self, row: Any) -> None:
        """Every row that ``row`` points to belongs to its department, and the person may be there."""
        if isinstance(row, DepartmentOwned) and not self.may_change(row):
            _refuse()
        for link in inspect(type(row)).relationships:
            other = getattr(row, link.key) if link.direction is MANYTOONE else None
            if isinstance(other, DepartmentOwned) and other.department_id != row.department_id:
                _refuse()


def _refuse() -> NoReturn:
    raise ValidationError(gettext("That belongs to another department."))
