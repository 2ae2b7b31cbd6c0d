"""A review: one content of a flow that somebody submitted, what became of it, and what was said."""

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from extensions import Base
from models.columns import BigKey, DepartmentOwned, Instant, Json, key, utc_now
from models.crypto import EncryptedText


class Review(DepartmentOwned, Base):
    """What was submitted, by its content hash; another content takes another review.

    ``stage`` is one of ``flows.versions.stages``; ``draft`` says that it was taken out, by hand or by an
    edit. ``authors`` are the actors who changed the draft since it was live. ``approved_at`` stays
    when an edit follows: what was approved may come back.
    """

    __tablename__ = "review"

    id: Mapped[key]
    flow_id: Mapped[int] = mapped_column(BigKey, ForeignKey("flow.id"), index=True)
    content_hash: Mapped[str] = mapped_column(String(64), index=True)
    stage: Mapped[str] = mapped_column(String(16))
    authors: Mapped[list[str]] = mapped_column(Json, default=list)
    submitted_by: Mapped[str] = mapped_column(String(120))
    submitted_at: Mapped[datetime] = mapped_column(Instant, default=utc_now)
    approved_at: Mapped[datetime | None] = mapped_column(Instant)

    remarks: Mapped[list["Remark"]] = relationship(order_by="Remark.id")


class Remark(DepartmentOwned, Base):
    """What a member of staff did in a review, and said with it; ``node`` where it is about one.

    The words are encrypted: staff may quote what a citizen wrote.
    """

    __tablename__ = "review_remark"

    id: Mapped[key]
    review_id: Mapped[int] = mapped_column(BigKey, ForeignKey("review.id"), index=True)
    act: Mapped[str] = mapped_column(String(16))
    node: Mapped[str] = mapped_column(String(80), default="")
    words: Mapped[str] = mapped_column(EncryptedText("review_remark.words"))
    actor: Mapped[str] = mapped_column(String(120))
    at: Mapped[datetime] = mapped_column(Instant, default=utc_now)
