"""What is said: conversations, messages, media, cases, and the queues around them.

The queues point at rows of the others and stay small.
"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
INSTANT = sa.DateTime(timezone=True)

# A table after those that it points at.
TABLES = ("inbox", "pace", "conversation", "case", "media", "message", "timer", "outbox")


def upgrade() -> None:
    op.create_table(
        "inbox",
        sa.Column("id", KEY, autoincrement=True, nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("phone_number_id", sa.String(length=64), nullable=False),
        sa.Column("conversation_id", KEY, nullable=True),
        sa.Column("payload", sa.LargeBinary(), nullable=True),
        sa.Column("happened_at", INSTANT, nullable=False),
        sa.Column("received_at", INSTANT, nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("not_before", INSTANT, nullable=True),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_inbox"),
        sa.UniqueConstraint("key", name="uq_inbox_key"),
    )
    op.create_index(
        "ix_inbox_due",
        "inbox",
        ["conversation_id", "id"],
        sqlite_where=sa.text("state = 'due'"),
        postgresql_where=sa.text("state = 'due'"),
    )
    op.create_index("ix_inbox_state_received", "inbox", ["state", "received_at"])

    op.create_table(
        "pace",
        sa.Column("key", sa.String(length=40), nullable=False),
        sa.Column("full_at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("key", name="pk_pace"),
    )
    op.create_index("ix_pace_full_at", "pace", ["full_at"])

    op.create_table(
        "conversation",
        sa.Column("id", KEY, autoincrement=True, nullable=False),
        sa.Column("person_id", KEY, nullable=False),
        sa.Column("channel_id", KEY, nullable=False),
        sa.Column("contact_id", KEY, nullable=False),
        sa.Column("state", sa.LargeBinary(), nullable=True),
        sa.Column("turn", sa.Integer(), nullable=False),
        sa.Column("lease_token", sa.String(length=32), nullable=True),
        sa.Column("lease_until", INSTANT, nullable=True),
        sa.Column("last_inbound_at", INSTANT, nullable=True),
        sa.Column("last_message_at", INSTANT, nullable=True),
        sa.Column("flow", sa.String(length=80), nullable=False),
        sa.Column("version", sa.String(length=64), nullable=False),
        sa.Column("node", sa.String(length=80), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("department_id", KEY, nullable=False),
        sa.ForeignKeyConstraint(["channel_id"], ["channel.id"], name="fk_conversation_channel_id"),
        sa.ForeignKeyConstraint(["contact_id"], ["contact.id"], name="fk_conversation_contact_id"),
        sa.ForeignKeyConstraint(
            ["department_id"], ["department.id"], name="fk_conversation_department_id"
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="fk_conversation_person_id"),
        sa.PrimaryKeyConstraint("id", name="pk_conversation"),
        sa.UniqueConstraint("person_id", "channel_id", name="uq_conversation_person_id_channel_id"),
    )
    op.create_index("ix_conversation_department_id", "conversation", ["department_id"])
    op.create_index(
        "ix_conversation_department_recent", "conversation", ["department_id", "last_message_at"]
    )

    op.create_table(
        "case",
        sa.Column("id", KEY, autoincrement=True, nullable=False),
        sa.Column("reference", sa.String(length=60), nullable=False),
        sa.Column("type", sa.String(length=80), nullable=False),
        sa.Column("conversation_id", KEY, nullable=False),
        sa.Column("contact_id", KEY, nullable=False),
        sa.Column("flow", sa.String(length=80), nullable=False),
        sa.Column("version", sa.String(length=64), nullable=False),
        sa.Column("node", sa.String(length=80), nullable=False),
        sa.Column("language", sa.String(length=16), nullable=False),
        sa.Column("answers", sa.LargeBinary(), nullable=False),
        sa.Column("status", sa.String(length=12), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("department_id", KEY, nullable=False),
        sa.ForeignKeyConstraint(["contact_id"], ["contact.id"], name="fk_case_contact_id"),
        sa.ForeignKeyConstraint(
            ["conversation_id"], ["conversation.id"], name="fk_case_conversation_id"
        ),
        sa.ForeignKeyConstraint(["department_id"], ["department.id"], name="fk_case_department_id"),
        sa.PrimaryKeyConstraint("id", name="pk_case"),
        sa.UniqueConstraint("reference", name="uq_case_reference"),
    )
    op.create_index("ix_case_department_id", "case", ["department_id"])
    op.create_index("ix_case_department_recent", "case", ["department_id", "created_at"])
    op.create_index("ix_case_type", "case", ["type"])

    op.create_table(
        "media",
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("conversation_id", KEY, nullable=False),
        sa.Column("channel_id", KEY, nullable=False),
        sa.Column("whatsapp_id", sa.String(length=255), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("claimed_type", sa.String(length=120), nullable=False),
        sa.Column("mime_type", sa.String(length=120), nullable=False),
        sa.Column("filename", sa.LargeBinary(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("not_before", INSTANT, nullable=False),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("department_id", KEY, nullable=False),
        sa.ForeignKeyConstraint(["channel_id"], ["channel.id"], name="fk_media_channel_id"),
        sa.ForeignKeyConstraint(
            ["conversation_id"], ["conversation.id"], name="fk_media_conversation_id"
        ),
        sa.ForeignKeyConstraint(
            ["department_id"], ["department.id"], name="fk_media_department_id"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_media"),
    )
    op.create_index("ix_media_conversation_id", "media", ["conversation_id"])
    op.create_index("ix_media_department_id", "media", ["department_id"])
    op.create_index("ix_media_due", "media", ["state", "not_before"])

    op.create_table(
        "message",
        sa.Column("id", KEY, autoincrement=True, nullable=False),
        sa.Column("ulid", sa.String(length=26), nullable=False),
        sa.Column("conversation_id", KEY, nullable=False),
        sa.Column("direction", sa.String(length=3), nullable=False),
        sa.Column("wamid", sa.String(length=255), nullable=True),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("status", sa.String(length=12), nullable=False),
        sa.Column("happened_at", INSTANT, nullable=False),
        sa.Column("accepted_at", INSTANT, nullable=True),
        sa.Column("sent_at", INSTANT, nullable=True),
        sa.Column("delivered_at", INSTANT, nullable=True),
        sa.Column("read_at", INSTANT, nullable=True),
        sa.Column("failed_at", INSTANT, nullable=True),
        sa.Column("error_code", sa.Integer(), nullable=True),
        sa.Column("error_text", sa.String(length=300), nullable=False),
        sa.Column("price_category", sa.String(length=40), nullable=False),
        sa.Column("turn", sa.Integer(), nullable=False),
        sa.Column("flow", sa.String(length=80), nullable=False),
        sa.Column("version", sa.String(length=64), nullable=False),
        sa.Column("node", sa.String(length=80), nullable=False),
        sa.Column("department_id", KEY, nullable=False),
        sa.ForeignKeyConstraint(
            ["conversation_id"], ["conversation.id"], name="fk_message_conversation_id"
        ),
        sa.ForeignKeyConstraint(
            ["department_id"], ["department.id"], name="fk_message_department_id"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_message"),
        sa.UniqueConstraint("ulid", name="uq_message_ulid"),
    )
    op.create_index("ix_message_conversation", "message", ["conversation_id", "id"])
    op.create_index("ix_message_department_id", "message", ["department_id"])
    op.create_index("ix_message_wamid", "message", ["wamid"], unique=True)

    op.create_table(
        "timer",
        sa.Column("id", KEY, autoincrement=True, nullable=False),
        sa.Column("conversation_id", KEY, nullable=False),
        sa.Column("purpose", sa.String(length=16), nullable=False),
        sa.Column("due_at", INSTANT, nullable=False),
        sa.Column("turn", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["conversation_id"], ["conversation.id"], name="fk_timer_conversation_id"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_timer"),
        sa.UniqueConstraint("conversation_id", "purpose", name="uq_timer_conversation_id_purpose"),
    )
    op.create_index("ix_timer_due_at", "timer", ["due_at"])

    op.create_table(
        "outbox",
        sa.Column("id", KEY, autoincrement=True, nullable=False),
        sa.Column("message_id", KEY, nullable=False),
        sa.Column("conversation_id", KEY, nullable=False),
        sa.Column("channel_id", KEY, nullable=False),
        sa.Column("lane", sa.SmallInteger(), nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("not_before", INSTANT, nullable=False),
        sa.Column("lease_token", sa.String(length=32), nullable=True),
        sa.Column("lease_until", INSTANT, nullable=True),
        sa.Column("reason", sa.String(length=300), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(["channel_id"], ["channel.id"], name="fk_outbox_channel_id"),
        sa.ForeignKeyConstraint(
            ["conversation_id"], ["conversation.id"], name="fk_outbox_conversation_id"
        ),
        sa.ForeignKeyConstraint(["message_id"], ["message.id"], name="fk_outbox_message_id"),
        sa.PrimaryKeyConstraint("id", name="pk_outbox"),
        sa.UniqueConstraint("message_id", name="uq_outbox_message_id"),
    )
    op.create_index("ix_outbox_claim", "outbox", ["state", "lane", "not_before", "id"])
    op.create_index("ix_outbox_conversation", "outbox", ["conversation_id", "id"])


def downgrade() -> None:
    for table in reversed(TABLES):
        op.drop_table(table)
