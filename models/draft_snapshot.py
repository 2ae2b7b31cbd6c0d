"""A draft as a tester met it, kept while their talk may still stand in it."""

from datetime import datetime

from sqlalchemy import String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from extensions import Base
from models.columns import DepartmentOwned, Instant, Json, JsonObject, key, utc_now


class DraftSnapshot(DepartmentOwned, Base):
    """The draft of the flow named ``flow`` with this content hash.

    Drafts change while a tester is in the middle of them, and a talk stands on a content that never
    changes. ``used_at`` is when a turn of a tester last stood in it; the sweeper deletes old ones.
    """

    __tablename__ = "draft_snapshot"
    __table_args__ = (UniqueConstraint("department_id", "content_hash"),)

    id: Mapped[key]
    flow: Mapped[str] = mapped_column(String(80))
    content_hash: Mapped[str] = mapped_column(String(64))
    document: Mapped[JsonObject] = mapped_column(Json)
    used_at: Mapped[datetime] = mapped_column(Instant, default=utc_now, index=True)
