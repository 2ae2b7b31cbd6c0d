"""Staff: who may sign in, and what they may do where."""

from typing import Any

from flask import abort, flash, redirect, request
from flask_admin import expose
from flask_babel import gettext
from flask_babel import lazy_gettext as _
from flask_login import current_user
from sqlalchemy import or_, select
from sqlalchemy.orm import selectinload
from werkzeug.wrappers import Response
from wtforms import EmailField, SelectField
from wtforms.validators import DataRequired, Length

from admin.forms import AdminForm, option
from admin.plain import named
from admin.reach import actor, departments, reach
from admin.roles import choices, role_name
from admin.views.secured import SecuredModelView
from audit import record
from extensions import db
from models import Department, Grant, User
from staff import accounts, invitation
from staff.access import ALL, departments_of, may_grant


class GrantForm(AdminForm):
    """A role and where it holds; 0 stands for everywhere."""

    role = SelectField(_("Role"))
    department = SelectField(_("Department"), coerce=int)


class NewUserForm(GrantForm):
    """Somebody who is to sign in."""

    leading = ("email",)

    email = EmailField(_("Email"), [DataRequired(), Length(max=255)])


class UserView(SecuredModelView):
    """The list of staff, and what each may do. Adding somebody sends nothing: it shows a link."""

    permission = "users.manage"
    change_permission = "users.manage"
    creatable = True
    adding = _("Add somebody")
    subject = "user"
    lead = _("Who may sign in, and what they may do where.")
    column_list = ("email", "name", "grants", "active")
    column_default_sort = "email"
    drawn_with = (selectinload(User.grants).selectinload(Grant.department),)
    list_template = "admin/people.html"
    details_template = "admin/person.html"

    def narrowed(self, statement: Any, ids: frozenset[int]) -> Any:
        """Everybody for whoever manages everywhere, else those with a role in these departments."""
        if departments_of(self.permission) == ALL:
            return statement
        here = select(Grant.user_id).where(Grant.department_id.in_(ids))
        return statement.where(or_(User.id.in_(here), User.id == current_user.id))

    def render(self, template: str, **kwargs: Any) -> str:
        """Flask-Admin: with the names of the roles."""
        kwargs.setdefault("role_name", role_name)
        kwargs.setdefault("may_grant", may_grant)
        return str(super().render(template, **kwargs))

    @expose("/new/", methods=("GET", "POST"))
    def create_view(self) -> Response | str:
        """Add somebody, and show the link with which they choose a password."""
        form = self._offering(NewUserForm)
        if not self.validate_form(form):
            return self.render("admin/form.html", form=form, return_url=self.get_url(".index_view"))
        user = self._add(form, form.email.data)
        if user is None:
            return self.render("admin/form.html", form=form, return_url=self.get_url(".index_view"))
        return self._page(user, self._invite(user) if user.password is None else "")

    @expose("/details/")
    def details_view(self) -> str:
        """One member of staff with their roles."""
        return self._page(self.get_one(request.args.get("id", "")))

    @expose("/grant/", methods=("POST",))
    def grant_view(self) -> Response:
        """Give somebody another role."""
        user = self.posted_row()
        form = self._offering(GrantForm)
        if not self.validate_form(form):
            flash(gettext("Choose a role, and a department of yours."), "error")
        elif self._add(form, user.email) is not None:
            flash(gettext("The role is given."), "success")
        return self._back(user)

    @expose("/revoke/", methods=("POST",))
    def revoke_view(self) -> Response:
        """Take a role away; what they can see changes with their next page."""
        user = self.posted_row()
        wanted = request.form.get("grant", "")
        grant = next((one for one in user.grants if str(one.id) == wanted), None)
        if grant is None or not may_grant(grant.role, grant.department_id):
            abort(404)
        if user.id == current_user.id:
            flash(gettext("Ask somebody else to take a role of your own away."), "error")
            return self._back(user)
        user.grants.remove(grant)
        self._note(user, "grant.removed", grant.department_id, role=grant.role)
        db.session.commit()
        flash(gettext("The role is taken away."), "success")
        return self._back(user)

    @expose("/link/", methods=("POST",))
    def link_view(self) -> str:
        """Show a new one-time link: for somebody who lost theirs, or their password."""
        user = self._managed()
        return self._page(user, self._invite(user))

    @expose("/active/", methods=("POST",))
    def active_view(self) -> Response:
        """Let somebody sign in no more, or again. Whoever is signed in is out at once."""
        user = self._managed()
        if user.id == current_user.id:
            flash(gettext("You cannot lock yourself out."), "error")
            return self._back(user)
        user.active = request.form.get("active") == "yes"
        accounts.end_sessions(user)
        self._note(user, "user.changed", None, fields=["active"])
        db.session.commit()
        return self._back(user)

    @expose("/edit/")
    def edit_view(self) -> str:
        """Staff are changed by the small forms of their page."""
        abort(404)

    def _offering(self, form_class: type[GrantForm]) -> Any:
        """The form with the roles and departments that this person may hand out."""
        form = form_class(request.form if request.method == "POST" else None)
        offered = [option(one.id, named(one)) for one in departments(self.permission)]
        everywhere = departments_of(self.permission) == ALL
        form.role.choices = choices(everywhere=everywhere)
        form.department.choices = (
            [option(0, gettext("Everywhere")), *offered] if everywhere else offered
        )
        return form

    def _add(self, form: Any, email: str) -> User | None:
        """The role that the form asks for, committed; None, and told, when it cannot be given."""
        id = form.department.data
        department = db.session.get(Department, id) if id in reach(self.permission) else None
        if not may_grant(form.role.data, department.id if department else None):
            flash(gettext("You cannot give this role there."), "error")
            return None
        try:
            user = accounts.add(email, form.role.data, department, actor=actor())
        except accounts.AccountError as fault:
            db.session.rollback()
            flash(str(fault), "error")
            return None
        db.session.commit()
        return user

    def _invite(self, user: User) -> str:
        self._note(user, "user.invited", None)
        db.session.commit()
        return invitation.link(user)

    def _managed(self) -> User:
        """The posted user, when all they may do is this person's to give: else 404.

        Whoever could make a link for somebody mightier could sign in as them.
        """
        user: User = self.posted_row()
        if not manages(user):
            abort(404)
        return user

    def _note(self, user: User, action: str, department_id: int | None, **details: Any) -> None:
        subject = f"user:{user.id}"
        record(action, actor=actor(), subject=subject, department_id=department_id, **details)

    def _page(self, user: User, link: str = "") -> str:
        form = self._offering(GrantForm)
        return self.render(
            self.details_template, model=user, link=link, form=form, managed=manages(user)
        )

    def _back(self, user: User) -> Response:
        return redirect(self.get_url(".details_view", id=user.id))


def manages(user: User) -> bool:
    """Whether every role that ``user`` has is one that the person of this request may give."""
    return all(may_grant(grant.role, grant.department_id) for grant in user.grants)
