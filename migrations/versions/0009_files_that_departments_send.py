"""Files that departments send, and their ids at WhatsApp."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "asset",
        sa.Column("id", KEY, autoincrement=True, nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=240), nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("mime_type", sa.String(length=120), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("department_id", KEY, nullable=False),
        sa.ForeignKeyConstraint(
            ["department_id"], ["department.id"], name="fk_asset_department_id"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_asset"),
        sa.UniqueConstraint("department_id", "sha256", name="uq_asset_department_id_sha256"),
    )
    op.create_index("ix_asset_department_id", "asset", ["department_id"])
    op.create_table(
        "asset_upload",
        sa.Column("id", KEY, autoincrement=True, nullable=False),
        sa.Column("asset_id", KEY, nullable=False),
        sa.Column("channel_id", KEY, nullable=False),
        sa.Column("media_id", sa.String(length=255), nullable=False),
        sa.Column("expires_at", INSTANT, nullable=False),
        sa.Column("department_id", KEY, nullable=False),
        sa.ForeignKeyConstraint(["asset_id"], ["asset.id"], name="fk_asset_upload_asset_id"),
        sa.ForeignKeyConstraint(["channel_id"], ["channel.id"], name="fk_asset_upload_channel_id"),
        sa.ForeignKeyConstraint(
            ["department_id"], ["department.id"], name="fk_asset_upload_department_id"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_asset_upload"),
        sa.UniqueConstraint("asset_id", "channel_id", name="uq_asset_upload_asset_id_channel_id"),
    )
    op.create_index("ix_asset_upload_department_id", "asset_upload", ["department_id"])


def downgrade() -> None:
    op.drop_table("asset_upload")
    op.drop_table("asset")
