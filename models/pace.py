"""How fast may be sent: one row for each limit that is in use, shared by all processes."""

from datetime import datetime

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from extensions import Base
from models.columns import Instant


class Pace(Base):
    """One token bucket, as the instant at which it would be full again.

    ``key`` is ``number:<channel id>`` or ``pair:<conversation id>``; ``held:<channel id>`` is until
    when Meta wants nothing from a number. A row whose instant has
    passed says nothing more than a missing one.
    """

    __tablename__ = "pace"

    key: Mapped[str] = mapped_column(String(40), primary_key=True)
    full_at: Mapped[datetime] = mapped_column(Instant, index=True)
