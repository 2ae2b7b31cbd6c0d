"""How often talks came to a node, and how they left it, by day. Nobody's name is in it."""

from datetime import date

from sqlalchemy import Date, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from extensions import Base
from models.columns import DepartmentOwned, key

SLOTS = 8


class VisitCount(DepartmentOwned, Base):
    """A sum: ``times`` talks were at ``node`` on ``day``, and ``how`` they came or left.

    ``how`` is an exit or a mark of ``flows.visits``; ``version`` is a content hash; ``day`` is the
    department's own. A sum is spread over rows of several ``slot``, so that engines that count at the
    same moment need not wait for each other's transaction: what is read is the sum over them.
    """

    __tablename__ = "visit_count"
    __table_args__ = (
        Index(
            "ix_visit_count_sum",
            *("department_id", "flow", "day", "version", "node", "how", "slot"),
            unique=True,
        ),
    )

    id: Mapped[key]
    flow: Mapped[str] = mapped_column(String(80))
    version: Mapped[str] = mapped_column(String(64))
    node: Mapped[str] = mapped_column(String(80))
    how: Mapped[str] = mapped_column(String(80))
    day: Mapped[date] = mapped_column(Date)
    slot: Mapped[int]
    times: Mapped[int]
