"""Queues of people, talks that were handed over, and whether people answer in the inbox."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
INSTANT = sa.DateTime(timezone=True)
JSON = sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), "postgresql")
OPEN = sa.text("state IN ('waiting', 'taken')")
NAMES = {"en": "General", "zh-Hant": "一般", "zh-Hans": "一般"}


def upgrade() -> None:
    op.create_table(
        "queue",
        sa.Column("id", KEY, autoincrement=True, nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("names", JSON, nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("department_id", KEY, nullable=False),
        sa.ForeignKeyConstraint(
            ["department_id"], ["department.id"], name="fk_queue_department_id"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_queue"),
        sa.UniqueConstraint("department_id", "name", name="uq_queue_department_id_name"),
    )
    op.create_index("ix_queue_department_id", "queue", ["department_id"])

    # Every department has this one.
    departments, queues = _tables()
    op.execute(
        queues.insert().from_select(
            ["department_id", "name", "names", "created_at"],
            sa.select(
                departments.c.id,
                sa.literal("default"),
                sa.literal(NAMES, JSON),
                sa.func.current_timestamp(),
            ),
        )
    )

    op.create_table(
        "handover",
        sa.Column("id", KEY, autoincrement=True, nullable=False),
        sa.Column("conversation_id", KEY, nullable=False),
        sa.Column("queue_id", KEY, nullable=False),
        sa.Column("priority", sa.String(length=8), nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("turn", sa.Integer(), nullable=False),
        sa.Column("flow", sa.String(length=80), nullable=False),
        sa.Column("version", sa.String(length=64), nullable=False),
        sa.Column("node", sa.String(length=80), nullable=False),
        sa.Column("asked_at", INSTANT, nullable=False),
        sa.Column("taken_by", KEY, nullable=True),
        sa.Column("taken_at", INSTANT, nullable=True),
        sa.Column("closed_by", KEY, nullable=True),
        sa.Column("closed_at", INSTANT, nullable=True),
        sa.Column("department_id", KEY, nullable=False),
        sa.ForeignKeyConstraint(
            ["conversation_id"], ["conversation.id"], name="fk_handover_conversation_id"
        ),
        sa.ForeignKeyConstraint(["queue_id"], ["queue.id"], name="fk_handover_queue_id"),
        sa.ForeignKeyConstraint(["taken_by"], ["user.id"], name="fk_handover_taken_by"),
        sa.ForeignKeyConstraint(["closed_by"], ["user.id"], name="fk_handover_closed_by"),
        sa.ForeignKeyConstraint(
            ["department_id"], ["department.id"], name="fk_handover_department_id"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_handover"),
    )
    op.create_index("ix_handover_department_id", "handover", ["department_id"])
    op.create_index(
        "ix_handover_department_state", "handover", ["department_id", "state", "asked_at"]
    )
    op.create_index(
        "ix_handover_open",
        "handover",
        ["conversation_id"],
        unique=True,
        sqlite_where=OPEN,
        postgresql_where=OPEN,
    )
    with op.batch_alter_table("message") as message:
        message.add_column(sa.Column("said_by", KEY, nullable=True))
        message.create_foreign_key("fk_message_said_by", "user", ["said_by"], ["id"])
    with op.batch_alter_table("department") as department:
        department.add_column(
            sa.Column("desk_open", sa.Boolean(), nullable=False, server_default=sa.false())
        )
    with op.batch_alter_table("department") as department:
        department.alter_column("desk_open", existing_type=sa.Boolean(), server_default=None)


def downgrade() -> None:
    with op.batch_alter_table("department") as department:
        department.drop_column("desk_open")
    with op.batch_alter_table("message") as message:
        message.drop_constraint("fk_message_said_by", type_="foreignkey")
        message.drop_column("said_by")
    op.drop_table("handover")
    op.drop_table("queue")


def _tables() -> tuple[sa.TableClause, sa.TableClause]:
    department = sa.table("department", sa.column("id"))
    names = ("department_id", "name", "names", "created_at")
    return department, sa.table("queue", *(sa.column(name) for name in names))
