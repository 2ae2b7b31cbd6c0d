"""Testers: numbers that meet drafts, the drafts that they stand in, and a mark on what they leave."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
INSTANT = sa.DateTime(timezone=True)
JSON = sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), "postgresql")
MARKED = ("case", "handover")


def upgrade() -> None:
    op.create_table(
        "tester",
        sa.Column("id", KEY, autoincrement=True, nullable=False),
        sa.Column("fingerprint", sa.LargeBinary(length=32), nullable=False),
        sa.Column("number", sa.LargeBinary(), nullable=False),
        sa.Column("name", sa.LargeBinary(), nullable=False),
        sa.Column("added_by", sa.String(length=120), nullable=False),
        sa.Column("added_at", INSTANT, nullable=False),
        sa.Column("department_id", KEY, nullable=False),
        sa.ForeignKeyConstraint(
            ["department_id"], ["department.id"], name="fk_tester_department_id"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_tester"),
        sa.UniqueConstraint(
            "department_id", "fingerprint", name="uq_tester_department_id_fingerprint"
        ),
    )
    op.create_index("ix_tester_department_id", "tester", ["department_id"])
    op.create_table(
        "draft_snapshot",
        sa.Column("id", KEY, autoincrement=True, nullable=False),
        sa.Column("flow", sa.String(length=80), nullable=False),
        sa.Column("content_hash", sa.String(length=64), nullable=False),
        sa.Column("document", JSON, nullable=False),
        sa.Column("used_at", INSTANT, nullable=False),
        sa.Column("department_id", KEY, nullable=False),
        sa.ForeignKeyConstraint(
            ["department_id"], ["department.id"], name="fk_draft_snapshot_department_id"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_draft_snapshot"),
        sa.UniqueConstraint(
            "department_id", "content_hash", name="uq_draft_snapshot_department_id_content_hash"
        ),
    )
    op.create_index("ix_draft_snapshot_department_id", "draft_snapshot", ["department_id"])
    op.create_index("ix_draft_snapshot_used_at", "draft_snapshot", ["used_at"])
    for table in MARKED:
        with op.batch_alter_table(table) as batch:
            batch.add_column(
                sa.Column("is_test", sa.Boolean(), nullable=False, server_default=sa.false())
            )


def downgrade() -> None:
    for table in MARKED:
        with op.batch_alter_table(table) as batch:
            batch.drop_column("is_test")
    op.drop_table("draft_snapshot")
    op.drop_table("tester")
