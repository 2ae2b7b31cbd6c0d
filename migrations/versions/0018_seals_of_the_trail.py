"""Events of the trail are sealed in a chain, say from where, and are found by whom and what."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
NEVER_CHANGED = "A seal of the trail is never changed or deleted."
INDEXES = ("department_id", "actor", "action", "subject")


def upgrade() -> None:
    # Added and dropped in place: a table that is copied loses its triggers.
    op.add_column("audit_event", sa.Column("origin", sa.String(length=60), nullable=True))
    op.drop_index("ix_audit_event_action", table_name="audit_event")
    op.drop_index("ix_audit_event_department_at", table_name="audit_event")
    op.drop_index("ix_audit_event_subject", table_name="audit_event")
    for column in INDEXES:
        op.create_index(f"ix_audit_event_{column}", "audit_event", [column, "id"])
    op.create_index("ix_audit_event_at", "audit_event", ["at"])
    op.create_table(
        "audit_seal",
        sa.Column("seq", KEY, autoincrement=False, nullable=False),
        sa.Column("event_id", KEY, nullable=False),
        sa.Column("digest", sa.LargeBinary(length=32), nullable=False),
        sa.Column("hash", sa.LargeBinary(length=32), nullable=False),
        sa.PrimaryKeyConstraint("seq", name="pk_audit_seal"),
        sa.UniqueConstraint("event_id", name="uq_audit_seal_event_id"),
    )
    if op.get_context().dialect.name == "sqlite":
        _guard_sqlite()
    else:
        _guard_postgresql()


def downgrade() -> None:
    sqlite = op.get_context().dialect.name == "sqlite"
    if sqlite:
        op.execute("DROP TRIGGER audit_event_no_replace")
    op.drop_table("audit_seal")
    if not sqlite:
        op.execute("DROP FUNCTION audit_seal_is_never_changed()")
    op.drop_index("ix_audit_event_at", table_name="audit_event")
    for column in INDEXES:
        op.drop_index(f"ix_audit_event_{column}", table_name="audit_event")
    op.create_index("ix_audit_event_action", "audit_event", ["action"])
    op.create_index("ix_audit_event_department_at", "audit_event", ["department_id", "at"])
    op.create_index("ix_audit_event_subject", "audit_event", ["subject"])
    op.drop_column("audit_event", "origin")


def _guard_sqlite() -> None:
    for change in ("UPDATE", "DELETE"):
        op.execute(
            f"CREATE TRIGGER audit_seal_no_{change.lower()} BEFORE {change} ON audit_seal "
            f"BEGIN SELECT RAISE(ABORT, '{NEVER_CHANGED}'); END"
        )
    # INSERT OR REPLACE takes the old row away without telling a trigger for DELETE.
    for table, column, sentence in (
        ("audit_event", "id", "An event of the trail is never changed or deleted."),
        ("audit_seal", "seq", NEVER_CHANGED),
    ):
        there = sa.table(table, sa.column(column))
        known = sa.exists().where(there.c[column] == sa.literal_column(f"NEW.{column}"))
        op.execute(
            f"CREATE TRIGGER {table}_no_replace BEFORE INSERT ON {table} WHEN {known} "
            f"BEGIN SELECT RAISE(ABORT, '{sentence}'); END"
        )


def _guard_postgresql() -> None:
    op.execute(
        "CREATE FUNCTION audit_seal_is_never_changed() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{NEVER_CHANGED}'; END $$"
    )
    op.execute(
        "CREATE TRIGGER audit_seal_no_change BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_seal "
        "FOR EACH STATEMENT EXECUTE FUNCTION audit_seal_is_never_changed()"
    )
