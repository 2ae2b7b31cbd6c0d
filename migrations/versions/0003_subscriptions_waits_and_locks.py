"""Topics that people join, waits beside the silence timer, versions that lock other flows."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
INSTANT = sa.DateTime(timezone=True)
JSON = sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), "postgresql")


def upgrade() -> None:
    op.create_table(
        "subscription",
        sa.Column("id", KEY, autoincrement=True, nullable=False),
        sa.Column("contact_id", KEY, nullable=False),
        sa.Column("topic", sa.String(length=80), nullable=False),
        sa.Column("joined_at", INSTANT, nullable=False),
        sa.Column("left_at", INSTANT, nullable=True),
        sa.Column("flow", sa.String(length=80), nullable=False),
        sa.Column("version", sa.String(length=64), nullable=False),
        sa.Column("node", sa.String(length=80), nullable=False),
        sa.Column("department_id", KEY, nullable=False),
        sa.ForeignKeyConstraint(["contact_id"], ["contact.id"], name="fk_subscription_contact_id"),
        sa.ForeignKeyConstraint(
            ["department_id"], ["department.id"], name="fk_subscription_department_id"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_subscription"),
        sa.UniqueConstraint("contact_id", "topic", name="uq_subscription_contact_id_topic"),
    )
    op.create_index("ix_subscription_department_id", "subscription", ["department_id"])
    op.create_index(
        "ix_subscription_department_topic", "subscription", ["department_id", "topic", "left_at"]
    )
    with op.batch_alter_table("timer") as timer:
        timer.alter_column(
            "purpose",
            existing_type=sa.String(length=16),
            type_=sa.String(length=40),
            existing_nullable=False,
        )
    with op.batch_alter_table("flow_version") as flow_version:
        flow_version.add_column(
            sa.Column("locks", JSON, nullable=False, server_default=sa.text("'{}'"))
        )
    with op.batch_alter_table("flow_version") as flow_version:
        flow_version.alter_column("locks", existing_type=JSON, server_default=None)


def downgrade() -> None:
    with op.batch_alter_table("flow_version") as flow_version:
        flow_version.drop_column("locks")
    # The shorter column has no room for waits, and the program before this one fires none.
    op.execute(sa.text("DELETE FROM timer WHERE purpose LIKE 'wait:%'"))
    with op.batch_alter_table("timer") as timer:
        timer.alter_column(
            "purpose",
            existing_type=sa.String(length=40),
            type_=sa.String(length=16),
            existing_nullable=False,
        )
    op.drop_table("subscription")
