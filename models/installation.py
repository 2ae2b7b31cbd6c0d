"""This installation: its one row holds the id that marks our messages in WhatsApp's receipts."""

from datetime import datetime

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from extensions import Base
from models.columns import Instant, utc_now


class Installation(Base):
    """One row, made at the first start."""

    __tablename__ = "installation"

    id: Mapped[str] = mapped_column(String(26), primary_key=True)
    created_at: Mapped[datetime] = mapped_column(Instant, default=utc_now)
