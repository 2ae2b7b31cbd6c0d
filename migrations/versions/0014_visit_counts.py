"""How often talks came to each node, and how they left it, by day."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "visit_count",
        sa.Column("id", KEY, autoincrement=True, nullable=False),
        sa.Column("flow", sa.String(length=80), nullable=False),
        sa.Column("version", sa.String(length=64), nullable=False),
        sa.Column("node", sa.String(length=80), nullable=False),
        sa.Column("how", sa.String(length=80), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("slot", sa.Integer(), nullable=False),
        sa.Column("times", sa.Integer(), nullable=False),
        sa.Column("department_id", KEY, nullable=False),
        sa.ForeignKeyConstraint(
            ["department_id"], ["department.id"], name="fk_visit_count_department_id"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_visit_count"),
    )
    op.create_index("ix_visit_count_department_id", "visit_count", ["department_id"])
    op.create_index(
        "ix_visit_count_sum",
        "visit_count",
        ["department_id", "flow", "day", "version", "node", "how", "slot"],
        unique=True,
    )


def downgrade() -> None:
    op.drop_table("visit_count")
