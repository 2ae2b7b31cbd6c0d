"""When a case was first closed."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    with op.batch_alter_table("case") as case:
        case.add_column(sa.Column("closed_at", INSTANT, nullable=True))
    rows = sa.table(
        "case",
        sa.column("status", sa.String(12)),
        sa.column("updated_at", INSTANT),
        sa.column("closed_at", INSTANT),
    )
    op.execute(rows.update().where(rows.c.status == "closed").values(closed_at=rows.c.updated_at))


def downgrade() -> None:
    with op.batch_alter_table("case") as case:
        case.drop_column("closed_at")
