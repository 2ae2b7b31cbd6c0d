"""A queue: where talks wait for a person of the department."""

from datetime import datetime

from sqlalchemy import String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from extensions import Base
from models.columns import DepartmentOwned, Instant, Json, key, utc_now
from models.department import Department

DEFAULT = "default"
DEFAULT_NAMES = {"en": "General", "zh-Hant": "一般", "zh-Hans": "一般"}


class Queue(DepartmentOwned, Base):
    """A queue of a department. ``name`` is what flows call it; ``names`` is it for people.

    Every department has one that is named ``default``.
    """

    __tablename__ = "queue"
    __table_args__ = (UniqueConstraint("department_id", "name"),)

    id: Mapped[key]
    name: Mapped[str] = mapped_column(String(80))
    names: Mapped[dict[str, str]] = mapped_column(Json, default=dict)
    created_at: Mapped[datetime] = mapped_column(Instant, default=utc_now)

    def __str__(self) -> str:
        """The name that flows use."""
        return self.name


def default_queue(department: Department) -> Queue:
    """The queue that a new department begins with; the caller adds it to the session."""
    return Queue(department_id=department.id, name=DEFAULT, names=dict(DEFAULT_NAMES))
