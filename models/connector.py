"""A connector: a system of a department, as it is proposed and as it was approved."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from extensions import Base
from models.columns import DepartmentOwned, Instant, key, utc_now
from models.crypto import EncryptedJson


class Connector(DepartmentOwned, Base):
    """One connector. ``proposed`` and ``approved`` are ``flows.department.connectors.Connector`` as JSON.

    Only what is approved is ever called; it stays as it was while a change waits for approval.
    ``secrets`` are the values of its header by origin (``https://api.example.gov.hk``): a secret goes
    to the host that it was entered for and to no other. ``proposed_by`` and ``approved_by`` are
    actors as the trail names them. Plain JSON, so that operations keep the order they are written in.
    """

    __tablename__ = "connector"
    __table_args__ = (UniqueConstraint("department_id", "name"),)

    id: Mapped[key]
    name: Mapped[str] = mapped_column(String(80))
    proposed: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    approved: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    secrets: Mapped[dict[str, str]] = mapped_column(
        EncryptedJson("connector.secrets"), default=dict
    )
    proposed_by: Mapped[str] = mapped_column(String(32))
    proposed_at: Mapped[datetime] = mapped_column(Instant, default=utc_now)
    approved_by: Mapped[str] = mapped_column(String(32), default="")
    approved_at: Mapped[datetime | None] = mapped_column(Instant)
    created_at: Mapped[datetime] = mapped_column(Instant, default=utc_now)

    def __str__(self) -> str:
        """The name that flows use."""
        return self.name

    @property
    def waits(self) -> bool:
        """Whether what is proposed is not what was approved."""
        return self.proposed != self.approved
