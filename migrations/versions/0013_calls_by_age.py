"""Calls that are long over are found by their age."""

from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_call_created", "call", ["created_at"])


def downgrade() -> None:
    op.drop_index("ix_call_created", table_name="call")
