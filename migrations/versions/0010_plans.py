"""Plans: what becomes of people who are in the middle of a flow when a version is published."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

JSON = sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), "postgresql")


def upgrade() -> None:
    with op.batch_alter_table("flow_version") as flow_version:
        flow_version.add_column(
            sa.Column("plan", JSON, nullable=False, server_default=sa.text("'{}'"))
        )
    with op.batch_alter_table("flow_version") as flow_version:
        flow_version.alter_column("plan", existing_type=JSON, server_default=None)


def downgrade() -> None:
    with op.batch_alter_table("flow_version") as flow_version:
        flow_version.drop_column("plan")
