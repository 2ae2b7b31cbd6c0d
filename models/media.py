"""Media that citizens sent: where the encrypted bytes are, and what they were found to be."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from extensions import Base
from models.columns import BigKey, DepartmentOwned, Instant, utc_now
from models.crypto import EncryptedText


class Media(DepartmentOwned, Base):
    """One received file. ``id`` is a ULID and the name of the encrypted file in ``MEDIA_DIR``.

    ``state`` is ``due``, ``held`` (here, encrypted, and not yet seen by the scanner: shown to nobody),
    ``kept`` (fetched, checked, encrypted), ``refused`` (with the reason) or ``lost`` (WhatsApp no
    longer has it). ``mime_type`` is what the content is; ``claimed_type`` what
    the sender said.
    """

    __tablename__ = "media"
    __table_args__ = (Index("ix_media_due", "state", "not_before"),)

    id: Mapped[str] = mapped_column(String(26), primary_key=True)
    conversation_id: Mapped[int] = mapped_column(BigKey, ForeignKey("conversation.id"), index=True)
    channel_id: Mapped[int] = mapped_column(BigKey, ForeignKey("channel.id"))
    whatsapp_id: Mapped[str] = mapped_column(String(255))
    kind: Mapped[str] = mapped_column(String(12))
    claimed_type: Mapped[str] = mapped_column(String(120), default="")
    mime_type: Mapped[str] = mapped_column(String(120), default="")
    filename: Mapped[str] = mapped_column(EncryptedText("media.filename"), default="")
    sha256: Mapped[str] = mapped_column(String(64), default="")
    size: Mapped[int] = mapped_column(default=0)
    state: Mapped[str] = mapped_column(String(8), default="due")
    attempts: Mapped[int] = mapped_column(default=0)
    not_before: Mapped[datetime] = mapped_column(Instant, default=utc_now)
    reason: Mapped[str] = mapped_column(String(200), default="")
    created_at: Mapped[datetime] = mapped_column(Instant, default=utc_now)
