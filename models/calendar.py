"""A calendar: when a department, or a part of it, is open."""

from datetime import datetime

from sqlalchemy import String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from extensions import Base
from models.columns import Instant, Json, JsonObject, key, utc_now
from models.department import Department
from models.surrounding import Surrounding

DEFAULT = "default"
DEFAULT_HOURS = {"weekly": {day: ["09:00-17:00"] for day in ("mon", "tue", "wed", "thu", "fri")}}


class Calendar(Surrounding, Base):
    """A calendar of a department. ``name`` is what flows call it.

    ``document`` is as ``flows.department.calendars.Calendar`` has it; ``revision`` grows with every change.
    Every department has a calendar that is named ``default``.
    """

    __tablename__ = "calendar"
    __table_args__ = (UniqueConstraint("department_id", "name"),)

    id: Mapped[key]
    name: Mapped[str] = mapped_column(String(80))
    document: Mapped[JsonObject] = mapped_column(Json)
    revision: Mapped[int] = mapped_column(default=1)
    updated_at: Mapped[datetime] = mapped_column(Instant, default=utc_now, onupdate=utc_now)
    created_at: Mapped[datetime] = mapped_column(Instant, default=utc_now)

    def __str__(self) -> str:
        """The name that flows use."""
        return self.name


def default_calendar(department: Department) -> Calendar:
    """The calendar that a new department begins with; the caller adds it to the session.

    Monday to Friday from nine to five, shut on general holidays.
    """
    return Calendar(department_id=department.id, name=DEFAULT, document=dict(DEFAULT_HOURS))
