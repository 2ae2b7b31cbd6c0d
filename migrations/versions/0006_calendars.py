"""Calendars of opening hours; every department has one that is named default."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
INSTANT = sa.DateTime(timezone=True)
JSON = sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), "postgresql")
HOURS = {"weekly": {day: ["09:00-17:00"] for day in ("mon", "tue", "wed", "thu", "fri")}}


def upgrade() -> None:
    op.create_table(
        "calendar",
        sa.Column("id", KEY, autoincrement=True, nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("document", JSON, nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("updated_at", INSTANT, nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("department_id", KEY, nullable=False),
        sa.ForeignKeyConstraint(
            ["department_id"], ["department.id"], name="fk_calendar_department_id"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_calendar"),
        sa.UniqueConstraint("department_id", "name", name="uq_calendar_department_id_name"),
    )
    op.create_index("ix_calendar_department_id", "calendar", ["department_id"])
    departments, calendars = _tables()
    op.execute(
        calendars.insert().from_select(
            ["department_id", "name", "document", "revision", "updated_at", "created_at"],
            sa.select(
                departments.c.id,
                sa.literal("default"),
                sa.literal(HOURS, JSON),
                sa.literal(1),
                sa.func.current_timestamp(),
                sa.func.current_timestamp(),
            ),
        )
    )


def downgrade() -> None:
    op.drop_table("calendar")


def _tables() -> tuple[sa.TableClause, sa.TableClause]:
    department = sa.table("department", sa.column("id"))
    names = ("department_id", "name", "document", "revision", "updated_at", "created_at")
    return department, sa.table("calendar", *(sa.column(name) for name in names))
