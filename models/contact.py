"""A contact: what one department knows of a person."""

from datetime import datetime

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from extensions import Base
from models.columns import BigKey, DepartmentOwned, Instant, Json, JsonObject, key, utc_now
from models.crypto import EncryptedJson, EncryptedText
from models.person import Person


class Contact(DepartmentOwned, Base):
    """A person as one department knows them. No other department sees this row."""

    __tablename__ = "contact"
    __table_args__ = (UniqueConstraint("person_id", "department_id"),)

    id: Mapped[key]
    person_id: Mapped[int] = mapped_column(BigKey, ForeignKey("person.id"), index=True)
    name: Mapped[str] = mapped_column(EncryptedText("contact.name"), default="")
    language: Mapped[str] = mapped_column(String(16), default="")
    tags: Mapped[list[str]] = mapped_column(Json, default=list)
    fields: Mapped[JsonObject] = mapped_column(EncryptedJson("contact.fields"), default=dict)
    created_at: Mapped[datetime] = mapped_column(Instant, default=utc_now)

    person: Mapped[Person] = relationship()
