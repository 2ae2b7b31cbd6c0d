"""A proposal: a grave act that one person asks for and another carries out by approving it."""

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from extensions import Base
from models.columns import BigKey, Instant, Json, JsonObject, key, utc_now
from models.department import Department


class Proposal(Base):
    """``act`` names what is to be done, ``document`` holds all that it needs to be carried out.

    ``subject`` is what it is about, as the trail names it (``user:7``); ``department_id`` is None
    where it holds everywhere. ``state`` is ``open``, then for good ``approved``, ``refused`` or
    ``withdrawn``; one that nobody decides lapses.
    """

    __tablename__ = "proposal"

    id: Mapped[key]
    act: Mapped[str] = mapped_column(String(40))
    subject: Mapped[str] = mapped_column(String(64), index=True)
    department_id: Mapped[int | None] = mapped_column(BigKey, ForeignKey("department.id"))
    document: Mapped[JsonObject] = mapped_column(Json, default=dict)
    state: Mapped[str] = mapped_column(String(16), default="open", index=True)
    proposed_by: Mapped[str] = mapped_column(String(120))
    proposed_at: Mapped[datetime] = mapped_column(Instant, default=utc_now)
    decided_by: Mapped[str] = mapped_column(String(120), default="")
    decided_at: Mapped[datetime | None] = mapped_column(Instant)

    department: Mapped[Department | None] = relationship()
