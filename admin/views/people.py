"""Staff: who may sign in, and what they may do where."""

from collections.abc import Callable
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
from admin.reach import actor, departments, name_of, reach
from admin.roles import choices, role_name, roles_of
from admin.views.secured import SecuredModelView
from audit import record
from extensions import db
from models import Department, Grant, Proposal, User
from staff import accounts, grave_roles, invitation, proposals, second_factor, sign_ins
from staff.access import ALL, departments_of, may_grant
from staff.grave_roles import manages
from staff.roles import GRAVE
from staff.step_up import grave


class GrantForm(AdminForm):
    """A role and where it holds; 0 stands for everywhere."""

    role = SelectField(
        _("Role"),
        description=_(
            "A job brings the roles that it takes. Administrators and alert approvers take a second "
            "person: another administrator approves them."
        ),
    )
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

    @property
    def waiting(self) -> int:
        """How many proposals wait for this very person."""
        return sum(proposals.may_approve(one, current_user) for one in grave_roles.waiting())

    def render(self, template: str, **kwargs: Any) -> str:
        """Flask-Admin: with the names of the roles."""
        kwargs.setdefault("role_name", role_name)
        kwargs.setdefault("may_grant", may_grant)
        kwargs.setdefault("proposals", grave_roles.waiting())
        kwargs.setdefault("may_approve", lambda one: proposals.may_approve(one, current_user))
        kwargs.setdefault("about", grave_roles.about)
        kwargs.setdefault("name_of", name_of)
        kwargs.setdefault("me", actor())
        return str(super().render(template, **kwargs))

    @expose("/new/", methods=("GET", "POST"))
    @grave
    def create_view(self) -> Response | str:
        """Add somebody, and show the link with which they choose a password."""
        form = self._offering(NewUserForm)
        if not self.validate_form(form):
            return self.render("admin/form.html", form=form, return_url=self.get_url(".index_view"))
        user = self._add(form, form.email.data)
        if user is None:
            return self.render("admin/form.html", form=form, return_url=self.get_url(".index_view"))
        if not _is_new(user):
            return redirect(self.get_url(".index_view"))
        return self._page(user, self._invite(user))

    @expose("/details/")
    def details_view(self) -> str:
        """One member of staff with their roles."""
        return self._page(self.get_one(request.args.get("id", "")))

    @expose("/grant/", methods=("POST",))
    @grave
    def grant_view(self) -> Response:
        """Give somebody another role."""
        user = self.posted_row()
        form = self._offering(GrantForm)
        if not self.validate_form(form):
            flash(gettext("Choose a role, and a department of yours."), "error")
        else:
            self._add(form, user.email)
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
    @grave
    def link_view(self) -> str:
        """Show a new one-time link: for somebody who lost theirs, or their password."""
        user = self._managed()
        return self._page(user, self._invite(user))

    @expose("/active/", methods=("POST",))
    @grave
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

    @expose("/sign-ins/end/", methods=("POST",))
    def end_view(self) -> Response:
        """End all sign-ins of somebody, at once."""
        user = self._managed()
        count = sign_ins.end(user)
        self._note(user, "user.sessions_ended", None, sessions=count)
        db.session.commit()
        flash(gettext("Ended. Whoever was there has to sign in again."), "success")
        return self._back(user)

    @expose("/second-factor/remove/", methods=("POST",))
    @grave
    def forget_view(self) -> Response:
        """Take away the second factor of somebody who lost it; of the mighty, with a second person."""
        user = self._managed()
        if second_factor.of(user) is None or user.id == current_user.id:
            abort(404)
        try:
            grave_roles.forget(user, by=current_user)
        except proposals.ProposalError as fault:
            flash(str(fault), "error")
        else:
            flash(
                _waits()
                if grave_roles.is_mighty(user)
                else gettext("The second factor is taken away. They are signed out."),
                "success",
            )
        db.session.commit()
        return self._back(user)

    @expose("/approve/", methods=("POST",))
    @grave
    def approve_view(self) -> Response:
        """Be the second person for a proposal."""
        return self._decided(proposals.approve, gettext("Approved. It holds from now on."))

    @expose("/turn-down/", methods=("POST",))
    def turn_down_view(self) -> Response:
        """Refuse a proposal, or withdraw one's own."""
        return self._decided(proposals.turn_down, gettext("It will not be done."))

    def _decided(self, decide: Callable[[Proposal, User], None], done: str) -> Response:
        wanted = request.form.get("proposal", "")
        found = next((one for one in grave_roles.waiting() if str(one.id) == wanted), None)
        if found is None:
            abort(404)
        try:
            decide(found, current_user)
        except proposals.ProposalError as fault:
            db.session.rollback()
            flash(str(fault), "error")
        else:
            db.session.commit()
            flash(done, "success")
        return redirect(self.get_url(".index_view"))

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
        """What the form asks for, committed and told; None when it cannot be given.

        Grave roles are proposed: a second person gives them.
        """
        id = form.department.data
        department = db.session.get(Department, id) if id in reach(self.permission) else None
        roles = roles_of(form.role.data)
        if not roles or not all(
            may_grant(one, department.id if department else None) for one in roles
        ):
            flash(gettext("You cannot give this role there."), "error")
            return None
        try:
            user = accounts.of_address(email)
            for role in _lacking(user, roles, department) or roles:
                grave_roles.give(user, role, department, by=current_user)
        except (accounts.AccountError, proposals.ProposalError) as fault:
            db.session.rollback()
            flash(str(fault), "error")
            return None
        db.session.commit()
        flash(_told(roles), "success")
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
            self.details_template,
            model=user,
            link=link,
            form=form,
            managed=manages(user),
            signed_in=len(sign_ins.of(user)),
            factor=second_factor.of(user),
        )

    def _back(self, user: User) -> Response:
        return redirect(self.get_url(".details_view", id=user.id))


def _is_new(user: User) -> bool:
    """Whether a link is theirs to have: no password yet, and no role from somebody mightier."""
    return user.password is None and manages(user)


def _lacking(user: User, roles: tuple[str, ...], department: Department | None) -> tuple[str, ...]:
    """Those of a job's roles that ``user`` has not got there yet."""
    where = department.id if department else None
    has = {grant.role for grant in user.grants if grant.department_id == where}
    return tuple(role for role in roles if role not in has)


def _told(roles: tuple[str, ...]) -> str:
    if not GRAVE & set(roles):
        return str(gettext("The role is given."))
    return _waits()


def _waits() -> str:
    return str(gettext("This takes a second person. Another administrator finds it under Staff."))
