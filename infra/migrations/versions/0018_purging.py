"""takes that are deleted for good, and the files that nothing names any more"""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "discarded_blobs",
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column(
            "discarded_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.PrimaryKeyConstraint("sha256", name=op.f("pk_discarded_blobs")),
    )
    op.add_column("takes", sa.Column("purged_at", sa.DateTime(timezone=True), nullable=True))
    op.alter_column("takes", "asset_id", nullable=True)
    op.create_check_constraint(
        op.f("ck_takes_purged_is_deleted"), "takes", "purged_at IS NULL OR deleted_at IS NOT NULL"
    )
    op.create_check_constraint(
        op.f("ck_takes_file_until_purged"), "takes", "asset_id IS NOT NULL OR purged_at IS NOT NULL"
    )
    op.create_index("ix_takes_thumbnail", "takes", ["thumbnail_asset_id"])
    op.create_index(
        "ix_takes_deleted",
        "takes",
        ["deleted_at", "id"],
        postgresql_where=sa.text("deleted_at IS NOT NULL AND purged_at IS NULL"),
    )
    op.create_index(
        "ix_takes_purged",
        "takes",
        ["purged_at", "id"],
        postgresql_where=sa.text("purged_at IS NOT NULL AND asset_id IS NOT NULL"),
    )


def downgrade() -> None:
    """Takes without a file cannot be told of before."""
    op.execute(
        "UPDATE clips SET selected_take_id = NULL FROM takes"
        " WHERE takes.id = selected_take_id AND takes.asset_id IS NULL"
    )
    op.execute("DELETE FROM takes WHERE asset_id IS NULL")
    for name in ("ix_takes_purged", "ix_takes_deleted", "ix_takes_thumbnail"):
        op.drop_index(name, table_name="takes")
    op.drop_constraint(op.f("ck_takes_file_until_purged"), "takes")
    op.drop_constraint(op.f("ck_takes_purged_is_deleted"), "takes")
    op.alter_column("takes", "asset_id", nullable=False)
    op.drop_column("takes", "purged_at")
    op.drop_table("discarded_blobs")
