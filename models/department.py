"""A department: what citizens and staff know it by."""

from datetime import datetime

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from extensions import Base
from models.columns import Instant, Json, key, utc_now


class Department(Base):
    """A government department.

    ``code`` is stored in lower case: letters, digits and hyphens. ``names``, ``hours`` and the
    values of ``phrases`` are texts by language tag. ``telephone`` and ``hours`` are what a citizen
    is told who asks for a person; with ``desk_open`` people answer in the inbox instead. ``around``
    is the stamp of what stands around the flows: it grows when any of it changes. ``flow_policy`` is
    the ``flows.versions.stages.Policy`` with which its new flows begin.
    """

    __tablename__ = "department"

    id: Mapped[key]
    code: Mapped[str] = mapped_column(String(40), unique=True)
    names: Mapped[dict[str, str]] = mapped_column(Json, default=dict)
    telephone: Mapped[str] = mapped_column(String(40), default="")
    hours: Mapped[dict[str, str]] = mapped_column(Json, default=dict)
    phrases: Mapped[dict[str, dict[str, str]]] = mapped_column(Json, default=dict)
    zone: Mapped[str] = mapped_column(String(60), default="Asia/Hong_Kong")
    desk_open: Mapped[bool] = mapped_column(default=False)
    demo: Mapped[bool] = mapped_column(default=False)
    flow_policy: Mapped[str] = mapped_column(String(20), default="two_people")
    around: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime] = mapped_column(Instant, default=utc_now)

    def __str__(self) -> str:
        """The English name, or the code of a department that has none yet."""
        return self.names.get("en") or next(iter(self.names.values()), self.code)
