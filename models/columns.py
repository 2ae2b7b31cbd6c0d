"""Column types and columns that many tables share."""

from datetime import UTC, datetime
from typing import Annotated, Any

from sqlalchemy import JSON, BigInteger, DateTime, Dialect, ForeignKey, Integer, TypeDecorator
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from models import clock

BigKey = BigInteger().with_variant(Integer, "sqlite")
Json = JSON().with_variant(JSONB, "postgresql")

key = Annotated[int, mapped_column(BigKey, primary_key=True, autoincrement=True)]


def utc_now() -> datetime:
    """The present instant by the clock that all processes share, aware, in UTC."""
    return clock.now()


class Instant(TypeDecorator[datetime]):
    """An aware instant, UTC on the way in and out. A naive one is refused: it means nothing."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Store UTC; SQLite has no zones, so it gets the same instant without one."""
        if value is None:
            return None
        if value.tzinfo is None:
            message = "An instant without a time zone cannot be stored."
            raise ValueError(message)
        instant = value.astimezone(UTC)
        return instant.replace(tzinfo=None) if dialect.name == "sqlite" else instant

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002 (the signature is SQLAlchemy's)
        """Hand back an aware UTC instant from either database."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class DepartmentOwned:
    """A row that belongs to one department; ``models.scope`` guards every read and write of it."""

    __abstract__ = True
    department_id: Mapped[int] = mapped_column(BigKey, ForeignKey("department.id"), index=True)


JsonObject = dict[str, Any]
