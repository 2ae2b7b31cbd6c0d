"""A seal: one link of the chain that shows whether the trail was tampered with."""

from sqlalchemy import LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from extensions import Base
from models.columns import BigKey


class AuditSeal(Base):
    """The seal of one event; ``audit.chain`` says how it is made. Never changed or deleted.

    ``seq`` counts from 1 without gaps. ``event_id`` is no foreign key: a seal outlives its event.
    ``digest`` is over the event, ``hash`` over the seal before this one, ``seq``, ``event_id`` and ``digest``.
    """

    __tablename__ = "audit_seal"

    seq: Mapped[int] = mapped_column(BigKey, primary_key=True, autoincrement=False)
    event_id: Mapped[int] = mapped_column(BigKey, unique=True)
    digest: Mapped[bytes] = mapped_column(LargeBinary(32))
    hash: Mapped[bytes] = mapped_column(LargeBinary(32))
