"""Reviews: who submitted and approved what, and by what right each version was published."""

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
INSTANT = sa.DateTime(timezone=True)
JSON = sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), "postgresql")


def upgrade() -> None:
    op.create_table(
        "review",
        sa.Column("id", KEY, autoincrement=True, nullable=False),
        sa.Column("flow_id", KEY, nullable=False),
        sa.Column("content_hash", sa.String(length=64), nullable=False),
        sa.Column("stage", sa.String(length=16), nullable=False),
        sa.Column("authors", JSON, nullable=False),
        sa.Column("submitted_by", sa.String(length=120), nullable=False),
        sa.Column("submitted_at", INSTANT, nullable=False),
        sa.Column("approved_at", INSTANT, nullable=True),
        sa.Column("department_id", KEY, nullable=False),
        sa.ForeignKeyConstraint(["flow_id"], ["flow.id"], name="fk_review_flow_id"),
        sa.ForeignKeyConstraint(
            ["department_id"], ["department.id"], name="fk_review_department_id"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_review"),
    )
    op.create_index("ix_review_flow_id", "review", ["flow_id"])
    op.create_index("ix_review_content_hash", "review", ["content_hash"])
    op.create_index("ix_review_department_id", "review", ["department_id"])
    op.create_table(
        "review_remark",
        sa.Column("id", KEY, autoincrement=True, nullable=False),
        sa.Column("review_id", KEY, nullable=False),
        sa.Column("act", sa.String(length=16), nullable=False),
        sa.Column("node", sa.String(length=80), nullable=False),
        sa.Column("words", sa.LargeBinary(), nullable=False),
        sa.Column("actor", sa.String(length=120), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("department_id", KEY, nullable=False),
        sa.ForeignKeyConstraint(["review_id"], ["review.id"], name="fk_review_remark_review_id"),
        sa.ForeignKeyConstraint(
            ["department_id"], ["department.id"], name="fk_review_remark_department_id"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_review_remark"),
    )
    op.create_index("ix_review_remark_review_id", "review_remark", ["review_id"])
    op.create_index("ix_review_remark_department_id", "review_remark", ["department_id"])
    _add("department", "flow_policy", sa.String(length=20), "'two_people'")
    _add("flow", "policy", sa.String(length=20), "'two_people'")
    _add("flow", "authors", JSON, "'[]'")
    _add("flow_version", "way", sa.String(length=16), "'alone'")
    _add("flow_version", "look", sa.String(length=16), "''")
    _add("flow_version", "looked_by", sa.String(length=120), "''")
    with op.batch_alter_table("flow") as flow:
        flow.add_column(sa.Column("review_id", KEY, nullable=True))
        flow.add_column(sa.Column("set_aside", JSON, nullable=True))
        flow.create_foreign_key("fk_flow_review_id", "review", ["review_id"], ["id"])
    with op.batch_alter_table("flow_version") as flow_version:
        flow_version.add_column(sa.Column("review_id", KEY, nullable=True))
        flow_version.add_column(sa.Column("looked_at", INSTANT, nullable=True))
        flow_version.create_foreign_key(
            "fk_flow_version_review_id", "review", ["review_id"], ["id"]
        )
    # The demonstration goes on as it was; everywhere else two people are the rule from now on.
    op.execute("UPDATE department SET flow_policy = 'words_at_once' WHERE demo")
    op.execute(
        "UPDATE flow SET policy = 'words_at_once' "
        "WHERE department_id IN (SELECT id FROM department WHERE demo)"
    )


def _add(table: str, name: str, kind: sa.types.TypeEngine[Any], value: str) -> None:
    """Add a column that the rows which are there hold ``value`` in."""
    with op.batch_alter_table(table) as batch:
        batch.add_column(sa.Column(name, kind, nullable=False, server_default=sa.text(value)))
    with op.batch_alter_table(table) as batch:
        batch.alter_column(name, existing_type=kind, server_default=None)


def downgrade() -> None:
    with op.batch_alter_table("flow_version") as flow_version:
        flow_version.drop_constraint("fk_flow_version_review_id", type_="foreignkey")
        for name in ("looked_at", "review_id", "looked_by", "look", "way"):
            flow_version.drop_column(name)
    with op.batch_alter_table("flow") as flow:
        flow.drop_constraint("fk_flow_review_id", type_="foreignkey")
        for name in ("set_aside", "review_id", "authors", "policy"):
            flow.drop_column(name)
    with op.batch_alter_table("department") as department:
        department.drop_column("flow_policy")
    op.drop_table("review_remark")
    op.drop_table("review")
