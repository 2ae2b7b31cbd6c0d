"""How a case stands: a note that the citizen can read, and when it last changed."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    with op.batch_alter_table("case") as case:
        case.add_column(sa.Column("note", sa.LargeBinary(), nullable=True))
        case.add_column(sa.Column("updated_at", INSTANT, nullable=True))
    rows = sa.table("case", sa.column("created_at", INSTANT), sa.column("updated_at", INSTANT))
    op.execute(rows.update().values(updated_at=rows.c.created_at))
    with op.batch_alter_table("case") as case:
        case.alter_column("updated_at", existing_type=INSTANT, nullable=False)


def downgrade() -> None:
    rows = sa.table("case", sa.column("status", sa.String(12)))
    op.execute(rows.update().where(rows.c.status == "in_progress").values(status="open"))
    op.execute(rows.update().where(rows.c.status == "done").values(status="closed"))
    with op.batch_alter_table("case") as case:
        case.drop_column("updated_at")
        case.drop_column("note")
