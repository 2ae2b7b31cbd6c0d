"""A table that staff keep for flows to look things up in, and every revision of it."""

from datetime import datetime

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from extensions import Base
from models.columns import BigKey, DepartmentOwned, Instant, Json, key, utc_now
from models.surrounding import Surrounding


class LookupTable(Surrounding, Base):
    """A table of a department. ``name`` is what flows call it.

    ``live_version_id`` is the revision in use, or None before one is.
    """

    __tablename__ = "lookup_table"
    __table_args__ = (UniqueConstraint("department_id", "name"),)

    id: Mapped[key]
    name: Mapped[str] = mapped_column(String(80))
    live_version_id: Mapped[int | None] = mapped_column(
        BigKey, ForeignKey("lookup_table_version.id", use_alter=True)
    )
    updated_at: Mapped[datetime] = mapped_column(Instant, default=utc_now, onupdate=utc_now)
    created_at: Mapped[datetime] = mapped_column(Instant, default=utc_now)

    live_version: Mapped["LookupTableVersion | None"] = relationship(
        foreign_keys=[live_version_id], post_update=True
    )

    def __str__(self) -> str:
        """The name."""
        return self.name


class LookupTableVersion(DepartmentOwned, Base):
    """What was uploaded once. Never changed: going back to it means using it again.

    ``columns`` and ``rows`` are as ``flows.department.tables.Table`` has them.
    """

    __tablename__ = "lookup_table_version"
    __table_args__ = (UniqueConstraint("table_id", "number"),)

    id: Mapped[key]
    table_id: Mapped[int] = mapped_column(BigKey, ForeignKey("lookup_table.id"), index=True)
    number: Mapped[int]
    content_hash: Mapped[str] = mapped_column(String(64))
    columns: Mapped[list[dict[str, str | None]]] = mapped_column(Json)
    rows: Mapped[list[list[str]]] = mapped_column(Json, deferred=True)
    row_count: Mapped[int]
    made_by: Mapped[str] = mapped_column(String(120))
    made_at: Mapped[datetime] = mapped_column(Instant, default=utc_now)

    table: Mapped[LookupTable] = relationship(foreign_keys=[table_id])
