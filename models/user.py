"""A member of staff, and what they may do where."""

from datetime import datetime

from flask_security.core import UserMixin
from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from extensions import Base
from models.columns import BigKey, Instant, key, utc_now
from models.department import Department


class User(Base, UserMixin):
    """A member of staff. ``fs_uniquifier`` names their sessions; changing it ends all of them."""

    __tablename__ = "user"

    id: Mapped[key]
    email: Mapped[str] = mapped_column(String(255), unique=True)
    name: Mapped[str] = mapped_column(String(120), default="")
    password: Mapped[str | None] = mapped_column(String(255))
    active: Mapped[bool] = mapped_column(default=True)
    fs_uniquifier: Mapped[str] = mapped_column(String(64), unique=True)
    language: Mapped[str] = mapped_column(String(16), default="")
    created_at: Mapped[datetime] = mapped_column(Instant, default=utc_now)

    grants: Mapped[list["Grant"]] = relationship(
        back_populates="user", cascade="all, delete-orphan"
    )

    def __str__(self) -> str:
        """The name, or the address of somebody who gave none."""
        return self.name or self.email


class Grant(Base):
    """A role of a user: in one department, or everywhere when ``department_id`` is None."""

    __tablename__ = "grant"
    __table_args__ = (UniqueConstraint("user_id", "role", "department_id"),)

    id: Mapped[key]
    user_id: Mapped[int] = mapped_column(BigKey, ForeignKey("user.id"), index=True)
    role: Mapped[str] = mapped_column(String(40))
    department_id: Mapped[int | None] = mapped_column(BigKey, ForeignKey("department.id"))
    created_at: Mapped[datetime] = mapped_column(Instant, default=utc_now)

    user: Mapped[User] = relationship(back_populates="grants")
    department: Mapped[Department | None] = relationship()
