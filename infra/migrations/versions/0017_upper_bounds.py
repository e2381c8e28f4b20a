"""whether what renders take was measured, or is known to be less than so much"""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "render_paces",
        sa.Column("upper_bound", sa.Boolean(), server_default="false", nullable=False),
    )


def downgrade() -> None:
    op.drop_column("render_paces", "upper_bound")
