"""The sandbox's own tables, in its own file. Times are seconds since 1970, as floats."""

from sqlalchemy import (
    Boolean,
    Column,
    Float,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
)

FORMAT = 2  # raise it when a table changes: an older file is emptied, it holds only play

metadata = MetaData()

clock = Table(
    "clock",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("version", Integer, nullable=False),
)

message = Table(
    "message",
    metadata,
    Column("seq", Integer, primary_key=True),
    Column("wamid", Text, nullable=False, unique=True),
    Column("number", Text, nullable=False),
    Column("person", Text, nullable=False),
    Column("mine", Boolean, nullable=False),  # said by the person, not by the business
    Column("type", Text, nullable=False),
    Column("content", Text, nullable=False),
    Column("quoted", Text),
    Column("status", Text, nullable=False),
    Column("at", Float, nullable=False),
    Column("version", Integer, nullable=False),
    Column("callback", Text),
    Column("pricing", Text),  # type and category: regular/utility
    Index("message_by_version", "person", "version"),
    Index("message_by_chat", "person", "number", "seq"),
)

chat = Table(
    "chat",
    metadata,
    Column("person", Text, primary_key=True),
    Column("number", Text, primary_key=True),
    Column("inbound_at", Float),
    Column("typing_until", Float, nullable=False, default=0.0),
)

bucket = Table(
    "bucket",
    metadata,
    Column("name", Text, primary_key=True),
    Column("left", Float, nullable=False),
    Column("at", Float, nullable=False),
)

identity = Table(
    "identity",
    metadata,
    Column("user_id", Text, primary_key=True),
    Column("portfolio", Text, nullable=False),
    Column("person", Text, nullable=False),
)

media = Table(
    "media",
    metadata,
    Column("id", Text, primary_key=True),
    Column("number", Text, nullable=False),
    Column("mime", Text, nullable=False),
    Column("sha256", Text, nullable=False),
    Column("filename", Text, nullable=False),
    Column("bytes", LargeBinary, nullable=False),
    Column("expires_at", Float, nullable=False),
)

template = Table(
    "template",
    metadata,
    Column("id", Text, primary_key=True),
    Column("waba", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("language", Text, nullable=False),
    Column("category", Text, nullable=False),
    Column("status", Text, nullable=False),
    Column("components", Text, nullable=False),
    UniqueConstraint("waba", "name", "language"),
)

profile = Table(
    "profile",
    metadata,
    Column("number", Text, primary_key=True),
    Column("content", Text, nullable=False),
)

unsubscribed = Table("unsubscribed", metadata, Column("waba", Text, primary_key=True))

fault = Table(
    "fault",
    metadata,
    Column("person", Text, primary_key=True),
    Column("code", Integer, nullable=False),
    Column("late", Boolean, nullable=False),
)

delivery = Table(
    "delivery",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("waba", Text, nullable=False),
    Column("value", Text, nullable=False),
    Column("wamid", Text),  # the person's own message, which gets its second tick when answered
    Column("first_at", Float, nullable=False),
    Column("due_at", Float, nullable=False),
    Column("attempts", Integer, nullable=False, default=0),
    Column("leased_until", Float, nullable=False, default=0.0),
    Index("delivery_by_due", "due_at"),
)
