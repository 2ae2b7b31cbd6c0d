"""Calls that are long over are found by their age; replies know how long they are of use."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_call_created", "call", ["created_at"])
    op.add_column("outbox", sa.Column("good_until", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("outbox") as outbox:
        outbox.drop_column("good_until")
    op.drop_index("ix_call_created", table_name="call")
