"""Tables that staff keep, with every revision, and the stamp of what stands around flows."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
INSTANT = sa.DateTime(timezone=True)
JSON = sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), "postgresql")


def upgrade() -> None:
    op.create_table(
        "lookup_table",
        sa.Column("id", KEY, autoincrement=True, nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("live_version_id", KEY, nullable=True),
        sa.Column("updated_at", INSTANT, nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("department_id", KEY, nullable=False),
        sa.ForeignKeyConstraint(
            ["department_id"], ["department.id"], name="fk_lookup_table_department_id"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_lookup_table"),
        sa.UniqueConstraint("department_id", "name", name="uq_lookup_table_department_id_name"),
    )
    op.create_index("ix_lookup_table_department_id", "lookup_table", ["department_id"])
    op.create_table(
        "lookup_table_version",
        sa.Column("id", KEY, autoincrement=True, nullable=False),
        sa.Column("table_id", KEY, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("content_hash", sa.String(length=64), nullable=False),
        sa.Column("columns", JSON, nullable=False),
        sa.Column("rows", JSON, nullable=False),
        sa.Column("row_count", sa.Integer(), nullable=False),
        sa.Column("made_by", sa.String(length=120), nullable=False),
        sa.Column("made_at", INSTANT, nullable=False),
        sa.Column("department_id", KEY, nullable=False),
        sa.ForeignKeyConstraint(
            ["table_id"], ["lookup_table.id"], name="fk_lookup_table_version_table_id"
        ),
        sa.ForeignKeyConstraint(
            ["department_id"], ["department.id"], name="fk_lookup_table_version_department_id"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_lookup_table_version"),
        sa.UniqueConstraint("table_id", "number", name="uq_lookup_table_version_table_id_number"),
    )
    op.create_index(
        "ix_lookup_table_version_department_id", "lookup_table_version", ["department_id"]
    )
    op.create_index("ix_lookup_table_version_table_id", "lookup_table_version", ["table_id"])
    with op.batch_alter_table("lookup_table") as table:
        table.create_foreign_key(
            "fk_lookup_table_live_version_id", "lookup_table_version", ["live_version_id"], ["id"]
        )
    with op.batch_alter_table("department") as department:
        department.add_column(
            sa.Column("around", sa.Integer(), nullable=False, server_default=sa.text("0"))
        )
    with op.batch_alter_table("department") as department:
        department.alter_column("around", existing_type=sa.Integer(), server_default=None)


def downgrade() -> None:
    with op.batch_alter_table("department") as department:
        department.drop_column("around")
    with op.batch_alter_table("lookup_table") as table:
        table.drop_constraint("fk_lookup_table_live_version_id", type_="foreignkey")
    op.drop_table("lookup_table_version")
    op.drop_table("lookup_table")
