"""An entry of the trail, as it is inserted with the change that it tells of."""

from datetime import datetime

from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped, mapped_column

from extensions import Base
from models.columns import BigKey, Instant, Json, JsonObject, key, utc_now


class AuditEvent(Base):
    """Who did what to what, when. Never holds personal data; never changed or deleted.

    ``actor`` is ``user:<id>``, ``terminal`` or ``system``. ``subject`` is ``<noun>:<id>``.
    ``details`` has the exact fields that ``audit.catalogue`` gives the ``action``.
    """

    __tablename__ = "audit_event"
    __table_args__ = (Index("ix_audit_event_department_at", "department_id", "at"),)

    id: Mapped[key]
    at: Mapped[datetime] = mapped_column(Instant, default=utc_now)
    action: Mapped[str] = mapped_column(String(60), index=True)
    actor: Mapped[str] = mapped_column(String(60))
    department_id: Mapped[int | None] = mapped_column(BigKey)
    subject: Mapped[str] = mapped_column(String(80), index=True)
    details: Mapped[JsonObject] = mapped_column(Json, default=dict)
