"""What the member of staff who is signed in may do, and where."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import Literal, ParamSpec, TypeVar

from flask import abort, redirect, request, url_for
from flask_login import current_user
from sqlalchemy import select
from werkzeug.wrappers import Response

from extensions import db
from models import Department, User, scope
from staff.roles import EVERYWHERE, PERMISSIONS, ROLES

ALL: Literal["all"] = "all"
Departments = frozenset[int] | Literal["all"]

P = ParamSpec("P")
R = TypeVar("R")


def signed_in() -> User | None:
    """The member of staff of this request, or None."""
    user = current_user._get_current_object()  # noqa: SLF001 (flask-login's way to the thing itself)
    return user if isinstance(user, User) and user.active else None


def departments_of(permission: str, user: User | None = None) -> Departments:
    """The ids of the departments where ``user`` (by default who is signed in) has a permission.

    ``ALL`` when a role that holds everywhere gives it. Nobody and nothing: an empty set.

    Raises:
        ValueError: there is no such permission.

    """
    if permission not in PERMISSIONS:
        raise ValueError(f"There is no permission {permission!r}; see staff/roles.py.")
    who = user or signed_in()
    if who is None:
        return frozenset()
    held = {grant.department_id for grant in who.grants if permission in ROLES.get(grant.role, ())}
    if None in held:
        return ALL
    return frozenset(id for id in held if id is not None)


def may(permission: str, department_id: int | None = None) -> bool:
    """Whether who is signed in has a permission: in this department, or in any when none is named.

    Raises:
        ValueError: there is no such permission.

    """
    where = departments_of(permission)
    return where == ALL or (bool(where) if department_id is None else department_id in where)


def permissions_in(department_id: int) -> frozenset[str]:
    """Everything that who is signed in may do in this department."""
    return frozenset(one for one in PERMISSIONS if may(one, department_id))


def may_grant(role: str, department_id: int | None) -> bool:
    """Whether who is signed in may give somebody this role there (None: everywhere)."""
    if role not in ROLES:
        return False
    if role in EVERYWHERE or department_id is None:
        return departments_of("users.manage") == ALL
    return may("users.manage", department_id)


def department_ids(where: Departments) -> frozenset[int]:
    """The same departments, each by its id."""
    if where != ALL:
        return where
    return frozenset(db.session.scalars(select(Department.id)))


def visible_departments(user: User) -> frozenset[int]:
    """The ids of all departments in which a user has any role at all."""
    granted = {grant.department_id for grant in user.grants if grant.role in ROLES}
    if None in granted:
        return department_ids(ALL)
    return frozenset(id for id in granted if id is not None)


@contextmanager
def seeing(permission: str) -> Iterator[None]:
    """In here only the departments' rows are seen where who is signed in has the permission."""
    with scope.departments(department_ids(departments_of(permission))):
        yield


def requires(permission: str) -> Callable[[Callable[P, R]], Callable[P, R | Response]]:
    """Guard a view: who has the permission nowhere is sent away.

    The others see only the rows of the departments where they have it.

    Raises:
        ValueError: there is no such permission; when the view is defined, not when it is called.

    """
    if permission not in PERMISSIONS:
        raise ValueError(f"There is no permission {permission!r}; see staff/roles.py.")

    def guard(view: Callable[P, R]) -> Callable[P, R | Response]:
        @wraps(view)
        def guarded(*args: P.args, **kwargs: P.kwargs) -> R | Response:
            if not may(permission):
                return turned_away()
            with seeing(permission):
                return view(*args, **kwargs)

        return guarded

    return guard


def turned_away() -> Response:
    """The answer to who may not: sign in first, or 403 when signed in already."""
    if signed_in() is not None:
        abort(403)
    back = request.full_path.removesuffix("?") if request.method == "GET" else None
    return redirect(url_for("security.login", next=back))
