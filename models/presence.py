"""Who has the draft of a flow open, so that two people see each other."""

from datetime import datetime

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from extensions import Base
from models.columns import BigKey, DepartmentOwned, Instant, key, utc_now


class Presence(DepartmentOwned, Base):
    """When a member of staff last had a flow's draft open to edit it; one row for the two."""

    __tablename__ = "presence"
    __table_args__ = (UniqueConstraint("flow_id", "user_id"),)

    id: Mapped[key]
    flow_id: Mapped[int] = mapped_column(BigKey, ForeignKey("flow.id", ondelete="CASCADE"))
    user_id: Mapped[int] = mapped_column(
        BigKey, ForeignKey("user.id", ondelete="CASCADE"), index=True
    )
    seen_at: Mapped[datetime] = mapped_column(Instant, default=utc_now)
