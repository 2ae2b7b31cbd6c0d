"""Departments, their staff, channels, people and flows, and the trail.

Integer keys are 64 bits wide; SQLite counts up only what is called INTEGER. Encrypted columns are
plain bytes to the database.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
INSTANT = sa.DateTime(timezone=True)

# A table after those that it points at.
TABLES = (
    "audit_event",
    "department",
    "installation",
    "person",
    "stored_key",
    "user",
    "channel",
    "contact",
    "flow",
    "grant",
    "identity",
    "flow_version",
)

NEVER_CHANGED = "An event of the trail is never changed or deleted."


def upgrade() -> None:
    op.create_table(
        "audit_event",
        sa.Column("id", KEY, autoincrement=True, nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("action", sa.String(length=60), nullable=False),
        sa.Column("actor", sa.String(length=60), nullable=False),
        sa.Column("department_id", KEY, nullable=True),
        sa.Column("subject", sa.String(length=80), nullable=False),
        sa.Column("details", JSON, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_audit_event"),
    )
    op.create_index("ix_audit_event_action", "audit_event", ["action"])
    op.create_index("ix_audit_event_department_at", "audit_event", ["department_id", "at"])
    op.create_index("ix_audit_event_subject", "audit_event", ["subject"])

    op.create_table(
        "department",
        sa.Column("id", KEY, autoincrement=True, nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("names", JSON, nullable=False),
        sa.Column("telephone", sa.String(length=40), nullable=False),
        sa.Column("hours", JSON, nullable=False),
        sa.Column("phrases", JSON, nullable=False),
        sa.Column("zone", sa.String(length=60), nullable=False),
        sa.Column("demo", sa.Boolean(), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_department"),
        sa.UniqueConstraint("code", name="uq_department_code"),
    )

    op.create_table(
        "installation",
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_installation"),
    )

    op.create_table(
        "person",
        sa.Column("id", KEY, autoincrement=True, nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_person"),
    )

    op.create_table(
        "stored_key",
        sa.Column("purpose", sa.String(length=40), nullable=False),
        sa.Column("value", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("purpose", name="pk_stored_key"),
    )

    op.create_table(
        "user",
        sa.Column("id", KEY, autoincrement=True, nullable=False),
        sa.Column("email", sa.String(length=255), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("password", sa.String(length=255), nullable=True),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("fs_uniquifier", sa.String(length=64), nullable=False),
        sa.Column("language", sa.String(length=16), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_user"),
        sa.UniqueConstraint("email", name="uq_user_email"),
        sa.UniqueConstraint("fs_uniquifier", name="uq_user_fs_uniquifier"),
    )

    op.create_table(
        "channel",
        sa.Column("id", KEY, autoincrement=True, nullable=False),
        sa.Column("phone_number_id", sa.String(length=64), nullable=False),
        sa.Column("number", sa.String(length=32), nullable=False),
        sa.Column("waba_id", sa.String(length=64), nullable=False),
        sa.Column("portfolio_id", sa.String(length=64), nullable=False),
        sa.Column("token", sa.LargeBinary(), nullable=False),
        sa.Column("throughput", sa.Integer(), nullable=False),
        sa.Column("pair_burst", sa.Integer(), nullable=False),
        sa.Column("pair_seconds", sa.Integer(), nullable=False),
        sa.Column("stopped_reason", sa.String(length=200), nullable=False),
        sa.Column("checked", JSON, nullable=False),
        sa.Column("webhook_seen_at", INSTANT, nullable=True),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("department_id", KEY, nullable=False),
        sa.ForeignKeyConstraint(
            ["department_id"], ["department.id"], name="fk_channel_department_id"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_channel"),
        sa.UniqueConstraint("phone_number_id", name="uq_channel_phone_number_id"),
    )
    op.create_index("ix_channel_department_id", "channel", ["department_id"])
    op.create_index("ix_channel_waba_id", "channel", ["waba_id"])

    op.create_table(
        "contact",
        sa.Column("id", KEY, autoincrement=True, nullable=False),
        sa.Column("person_id", KEY, nullable=False),
        sa.Column("name", sa.LargeBinary(), nullable=False),
        sa.Column("language", sa.String(length=16), nullable=False),
        sa.Column("tags", JSON, nullable=False),
        sa.Column("fields", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("department_id", KEY, nullable=False),
        sa.ForeignKeyConstraint(
            ["department_id"], ["department.id"], name="fk_contact_department_id"
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="fk_contact_person_id"),
        sa.PrimaryKeyConstraint("id", name="pk_contact"),
        sa.UniqueConstraint(
            "person_id", "department_id", name="uq_contact_person_id_department_id"
        ),
    )
    op.create_index("ix_contact_department_id", "contact", ["department_id"])
    op.create_index("ix_contact_person_id", "contact", ["person_id"])

    op.create_table(
        "flow",
        sa.Column("id", KEY, autoincrement=True, nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("draft", JSON, nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("live_version_id", KEY, nullable=True),
        sa.Column("updated_at", INSTANT, nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("department_id", KEY, nullable=False),
        sa.ForeignKeyConstraint(["department_id"], ["department.id"], name="fk_flow_department_id"),
        sa.PrimaryKeyConstraint("id", name="pk_flow"),
        sa.UniqueConstraint("department_id", "name", name="uq_flow_department_id_name"),
    )
    op.create_index("ix_flow_department_id", "flow", ["department_id"])

    op.create_table(
        "grant",
        sa.Column("id", KEY, autoincrement=True, nullable=False),
        sa.Column("user_id", KEY, nullable=False),
        sa.Column("role", sa.String(length=40), nullable=False),
        sa.Column("department_id", KEY, nullable=True),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(
            ["department_id"], ["department.id"], name="fk_grant_department_id"
        ),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name="fk_grant_user_id"),
        sa.PrimaryKeyConstraint("id", name="pk_grant"),
        sa.UniqueConstraint(
            "user_id", "role", "department_id", name="uq_grant_user_id_role_department_id"
        ),
    )
    op.create_index("ix_grant_user_id", "grant", ["user_id"])

    op.create_table(
        "identity",
        sa.Column("id", KEY, autoincrement=True, nullable=False),
        sa.Column("person_id", KEY, nullable=False),
        sa.Column("portfolio_id", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("fingerprint", sa.LargeBinary(length=32), nullable=False),
        sa.Column("value", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="fk_identity_person_id"),
        sa.PrimaryKeyConstraint("id", name="pk_identity"),
        sa.UniqueConstraint(
            "portfolio_id", "kind", "fingerprint", name="uq_identity_portfolio_id_kind_fingerprint"
        ),
    )
    op.create_index("ix_identity_person_id", "identity", ["person_id"])

    op.create_table(
        "flow_version",
        sa.Column("id", KEY, autoincrement=True, nullable=False),
        sa.Column("flow_id", KEY, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("content_hash", sa.String(length=64), nullable=False),
        sa.Column("document", JSON, nullable=False),
        sa.Column("accepted", JSON, nullable=False),
        sa.Column("published_by", sa.String(length=120), nullable=False),
        sa.Column("published_at", INSTANT, nullable=False),
        sa.Column("department_id", KEY, nullable=False),
        sa.ForeignKeyConstraint(
            ["department_id"], ["department.id"], name="fk_flow_version_department_id"
        ),
        sa.ForeignKeyConstraint(["flow_id"], ["flow.id"], name="fk_flow_version_flow_id"),
        sa.PrimaryKeyConstraint("id", name="pk_flow_version"),
        sa.UniqueConstraint("flow_id", "number", name="uq_flow_version_flow_id_number"),
    )
    op.create_index("ix_flow_version_content_hash", "flow_version", ["content_hash"])
    op.create_index("ix_flow_version_department_id", "flow_version", ["department_id"])
    op.create_index("ix_flow_version_flow_id", "flow_version", ["flow_id"])
    # The two tables point at each other, so one of the two references comes last.
    with op.batch_alter_table("flow") as flow:
        flow.create_foreign_key(
            "fk_flow_live_version_id", "flow_version", ["live_version_id"], ["id"]
        )
    _make_the_trail_append_only()


def downgrade() -> None:
    with op.batch_alter_table("flow") as flow:
        flow.drop_constraint("fk_flow_live_version_id", type_="foreignkey")
    for table in reversed(TABLES):
        op.drop_table(table)
    if op.get_context().dialect.name == "postgresql":
        op.execute("DROP FUNCTION audit_event_is_never_changed()")


def _make_the_trail_append_only() -> None:
    if op.get_context().dialect.name == "sqlite":
        for change in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER audit_event_no_{change.lower()} BEFORE {change} ON audit_event "
                f"BEGIN SELECT RAISE(ABORT, '{NEVER_CHANGED}'); END"
            )
        return
    op.execute(
        "CREATE FUNCTION audit_event_is_never_changed() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{NEVER_CHANGED}'; END $$"
    )
    op.execute(
        "CREATE TRIGGER audit_event_no_change BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_event "
        "FOR EACH STATEMENT EXECUTE FUNCTION audit_event_is_never_changed()"
    )
