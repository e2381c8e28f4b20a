"""quotes that were used, and an end for the prices of endpoints that are deleted"""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "quote_uses",
        sa.Column("quote_id", sa.Uuid(), nullable=False),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.PrimaryKeyConstraint("quote_id", name=op.f("pk_quote_uses")),
    )
    op.execute(
        "UPDATE prices SET deleted_at = endpoints.deleted_at, deletion_id = endpoints.deletion_id "
        "FROM endpoints WHERE endpoints.id = prices.endpoint_id "
        "AND endpoints.deleted_at IS NOT NULL AND prices.deleted_at IS NULL"
    )


def downgrade() -> None:
    op.drop_table("quote_uses")
