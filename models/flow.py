"""A flow: the draft that staff work on, and the versions that were published."""

from datetime import datetime

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from extensions import Base
from models.columns import BigKey, DepartmentOwned, Instant, Json, JsonObject, key, utc_now
from models.review import Review


class Flow(DepartmentOwned, Base):
    """A flow of a department. ``draft`` is the stored graph; ``revision`` grows with every save.

    ``live_version_id`` is the version that new talks get, or None before the first publication.
    ``policy`` is one of ``flows.versions.stages.POLICIES``; ``authors`` are the actors who changed the draft
    since it was live; ``review_id`` is the last review since then. ``set_aside`` is the draft that a
    version or a file has replaced as a whole.
    """

    __tablename__ = "flow"
    __table_args__ = (UniqueConstraint("department_id", "name"),)

    id: Mapped[key]
    name: Mapped[str] = mapped_column(String(80))
    draft: Mapped[JsonObject] = mapped_column(Json)
    revision: Mapped[int] = mapped_column(default=1)
    live_version_id: Mapped[int | None] = mapped_column(
        BigKey, ForeignKey("flow_version.id", use_alter=True)
    )
    policy: Mapped[str] = mapped_column(String(20), default="two_people")
    authors: Mapped[list[str]] = mapped_column(Json, default=list)
    review_id: Mapped[int | None] = mapped_column(BigKey, ForeignKey("review.id", use_alter=True))
    set_aside: Mapped[JsonObject | None] = mapped_column(Json, deferred=True)
    updated_at: Mapped[datetime] = mapped_column(Instant, default=utc_now, onupdate=utc_now)
    created_at: Mapped[datetime] = mapped_column(Instant, default=utc_now)

    review: Mapped[Review | None] = relationship(foreign_keys=[review_id], post_update=True)
    live_version: Mapped["FlowVersion | None"] = relationship(
        foreign_keys=[live_version_id], post_update=True
    )

    def __str__(self) -> str:
        """The name."""
        return self.name


class FlowVersion(DepartmentOwned, Base):
    """A published graph. Never changed: a talk stays on it until a later version's plan moves it.

    ``accepted`` lists the codes of the gate's warnings that were accepted with the publication.
    ``locks`` holds the content hashes of what the graph names, as they were when it was published:
    ``{"flow": {name: content_hash}}``, by the noun that ``flows.node.Mention`` has for each.
    ``plan`` is a ``flows.versions.plan.Plan`` as JSON: how people come to this version from older ones.
    ``way`` is a ``flows.versions.stages.Way``: by what right it was published. ``look`` is ``due`` where new
    words went out at once, then ``seen`` or ``reverted``.
    """

    __tablename__ = "flow_version"
    __table_args__ = (UniqueConstraint("flow_id", "number"),)

    id: Mapped[key]
    flow_id: Mapped[int] = mapped_column(BigKey, ForeignKey("flow.id"), index=True)
    number: Mapped[int]
    content_hash: Mapped[str] = mapped_column(String(64), index=True)
    document: Mapped[JsonObject] = mapped_column(Json)
    accepted: Mapped[list[str]] = mapped_column(Json, default=list)
    locks: Mapped[dict[str, dict[str, str]]] = mapped_column(Json, default=dict)
    plan: Mapped[JsonObject] = mapped_column(Json, default=dict)
    published_by: Mapped[str] = mapped_column(String(120))
    published_at: Mapped[datetime] = mapped_column(Instant, default=utc_now)
    way: Mapped[str] = mapped_column(String(16), default="alone")
    review_id: Mapped[int | None] = mapped_column(BigKey, ForeignKey("review.id"))
    look: Mapped[str] = mapped_column(String(16), default="")
    looked_by: Mapped[str] = mapped_column(String(120), default="")
    looked_at: Mapped[datetime | None] = mapped_column(Instant)

    review: Mapped[Review | None] = relationship(foreign_keys=[review_id])
    flow: Mapped[Flow] = relationship(foreign_keys=[flow_id])
