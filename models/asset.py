"""Files that a department sends: pictures, documents, videos and sounds, named by their content."""

from datetime import datetime

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from extensions import Base
from models.columns import BigKey, DepartmentOwned, Instant, key, utc_now


class Asset(DepartmentOwned, Base):
    """One file. Its encrypted bytes lie in ``MEDIA_DIR``; flows name it by ``sha256``.

    ``kind`` is how WhatsApp sends it: ``image``, ``video``, ``audio`` or ``document``. ``size`` is in
    bytes; ``name`` is what staff called the file.
    """

    __tablename__ = "asset"
    __table_args__ = (UniqueConstraint("department_id", "sha256"),)

    id: Mapped[key]
    sha256: Mapped[str] = mapped_column(String(64))
    name: Mapped[str] = mapped_column(String(240))
    kind: Mapped[str] = mapped_column(String(8))
    mime_type: Mapped[str] = mapped_column(String(120))
    size: Mapped[int]
    created_at: Mapped[datetime] = mapped_column(Instant, default=utc_now)


class AssetUpload(DepartmentOwned, Base):
    """A file's id at WhatsApp: for one of our numbers, until ``expires_at``."""

    __tablename__ = "asset_upload"
    __table_args__ = (UniqueConstraint("asset_id", "channel_id"),)

    id: Mapped[key]
    asset_id: Mapped[int] = mapped_column(BigKey, ForeignKey("asset.id"))
    channel_id: Mapped[int] = mapped_column(BigKey, ForeignKey("channel.id"))
    media_id: Mapped[str] = mapped_column(String(255))
    expires_at: Mapped[datetime] = mapped_column(Instant)
