"""Questions that departments answer, and which of them were asked."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0011"
down_revision = "0007"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
INSTANT = sa.DateTime(timezone=True)
JSON = sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), "postgresql")


def upgrade() -> None:
    op.create_table(
        "question",
        sa.Column("id", KEY, autoincrement=True, nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("document", JSON, nullable=False),
        sa.Column("live", sa.Boolean(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("updated_at", INSTANT, nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("department_id", KEY, nullable=False),
        sa.ForeignKeyConstraint(
            ["department_id"], ["department.id"], name="fk_question_department_id"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_question"),
        sa.UniqueConstraint("department_id", "name", name="uq_question_department_id_name"),
    )
    op.create_index("ix_question_department_id", "question", ["department_id"])
    op.create_table(
        "consultation",
        sa.Column("id", KEY, autoincrement=True, nullable=False),
        sa.Column("conversation_id", KEY, nullable=False),
        sa.Column("wamid", sa.String(length=255), nullable=True),
        sa.Column("entry", sa.String(length=60), nullable=False),
        sa.Column("asked_at", INSTANT, nullable=False),
        sa.Column("department_id", KEY, nullable=False),
        sa.ForeignKeyConstraint(
            ["conversation_id"], ["conversation.id"], name="fk_consultation_conversation_id"
        ),
        sa.ForeignKeyConstraint(
            ["department_id"], ["department.id"], name="fk_consultation_department_id"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_consultation"),
    )
    op.create_index("ix_consultation_department_id", "consultation", ["department_id"])
    op.create_index(
        "ix_consultation_department_entry",
        "consultation",
        ["department_id", "entry", "asked_at"],
    )


def downgrade() -> None:
    op.drop_table("consultation")
    op.drop_table("question")
