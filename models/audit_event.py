"""An entry of the trail, as it is inserted with the change that it tells of."""

from datetime import datetime

from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped, mapped_column

from extensions import Base
from models.columns import BigKey, Instant, Json, JsonObject, key, utc_now


class AuditEvent(Base):
    """Who did what to what, when. Never holds personal data; never changed or deleted.

    ``actor`` is ``user:<id>``, ``terminal`` or ``system``. ``subject`` is ``<noun>:<id>``.
    ``details`` has the exact fields that ``audit.catalogue`` gives the ``action``. ``origin`` is the
    network that a request of staff came from, never a whole address; None where there was no request.
    """

    __tablename__ = "audit_event"
    # The trail is read newest first, a page from one id on: each index ends in the id.
    __table_args__ = (
        Index("ix_audit_event_department_id", "department_id", "id"),
        Index("ix_audit_event_actor", "actor", "id"),
        Index("ix_audit_event_action", "action", "id"),
        Index("ix_audit_event_subject", "subject", "id"),
    )

    id: Mapped[key]
    at: Mapped[datetime] = mapped_column(Instant, default=utc_now, index=True)
    action: Mapped[str] = mapped_column(String(60))
    actor: Mapped[str] = mapped_column(String(60))
    department_id: Mapped[int | None] = mapped_column(BigKey)
    subject: Mapped[str] = mapped_column(String(80))
    details: Mapped[JsonObject] = mapped_column(Json, default=dict)
    origin: Mapped[str | None] = mapped_column(String(60))
