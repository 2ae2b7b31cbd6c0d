"""How far a permission of the person who is signed in goes: which departments, in which zones."""

from flask_babel import gettext
from flask_login import current_user
from sqlalchemy import select

from audit.trail import actor_of
from extensions import db
from models import Department, User
from staff.access import department_ids, departments_of


def reach(permission: str) -> frozenset[int]:
    """The ids of the departments in which the person of this request has ``permission``."""
    return department_ids(departments_of(permission))


def departments(permission: str) -> list[Department]:
    """Those departments, in the order of their codes."""
    wanted = select(Department).where(Department.id.in_(reach(permission)))
    return list(db.session.scalars(wanted.order_by(Department.code)))


def zones() -> dict[int, str]:
    """The zone of every department by its id, to show times in."""
    found = db.session.execute(select(Department.id, Department.zone))
    return {id: zone for id, zone in found}  # noqa: C416 (rows are tuples, which dict() is not told)


def actor() -> str:
    """The person of this request, as the trail names them."""
    return actor_of(current_user.id)


def name_of(actor: str) -> str:
    """Who ``actor`` of the trail is, in words; the trail's own name where the account is gone."""
    noun, _, number = actor.partition(":")
    if noun != "user" or not number.isdecimal():
        return str(gettext("the terminal")) if noun == "terminal" else actor
    user = db.session.get(User, int(number))
    return str(user) if user is not None else actor
