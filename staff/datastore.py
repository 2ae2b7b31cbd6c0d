"""Flask-Security's way to our users. Roles are ours alone (``staff.access``), so it sees none."""

from typing import Any

from flask_security.core import UserMixin
from flask_security.datastore import SQLAlchemyUserDatastore
from sqlalchemy import select
from sqlalchemy.orm import selectinload

from extensions import db
from models import Grant, User


class StaffDatastore(SQLAlchemyUserDatastore):
    """Finds users with their grants, in the two ways that are used: by address and by session."""

    def __init__(self) -> None:
        """A datastore over ``db.session``."""
        # The library asks for a class of roles and, with no role to find, never uses it.
        super().__init__(db, User, Grant)  # type: ignore[arg-type]

    def find_user(self, case_insensitive: bool = False, **kwargs: Any) -> UserMixin | None:  # noqa: ARG002, FBT001, FBT002 (the signature is the library's; addresses are stored in lower case)
        """The user whose one given attribute is this value."""
        ((name, value),) = kwargs.items()
        if name == "email":
            value = str(value).strip().lower()
        wanted = select(User).where(getattr(User, name) == value)
        return db.session.scalar(wanted.options(selectinload(User.grants)))
