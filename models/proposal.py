"""A proposal: a grave act that one person asks for and another carries out by approving it."""

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from extensions import Base
from models.columns import BigKey, Instant, Json, JsonObject, key, utc_now
from models.department import Department
from models.user import User


class Proposal(Base):
    """``act`` is one of ``staff.proposals.ACTS``, ``document`` all that it needs to be carried out.

    ``about`` is whom it is about; ``department_id`` is None where it holds everywhere. ``state`` is
    ``open``, then for good ``approved``, ``refused`` or ``withdrawn``; one that nobody decides lapses.
    """

    __tablename__ = "proposal"

    id: Mapped[key]
    act: Mapped[str] = mapped_column(String(40))
    user_id: Mapped[int] = mapped_column(
        BigKey, ForeignKey("user.id", ondelete="CASCADE"), index=True
    )
    department_id: Mapped[int | None] = mapped_column(BigKey, ForeignKey("department.id"))
    document: Mapped[JsonObject] = mapped_column(Json, default=dict)
    state: Mapped[str] = mapped_column(String(16), default="open", index=True)
    proposed_by: Mapped[str] = mapped_column(String(120))
    proposed_at: Mapped[datetime] = mapped_column(Instant, default=utc_now)
    decided_by: Mapped[str] = mapped_column(String(120), default="")
    decided_at: Mapped[datetime | None] = mapped_column(Instant)

    about: Mapped[User] = relationship()
    department: Mapped[Department | None] = relationship()
