"""how many renders an endpoint works on at once, and what goes by between two of them"""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("render_paces", sa.Column("gap_p50", sa.Double(), nullable=True))
    op.add_column("render_paces", sa.Column("lanes", sa.Integer(), nullable=True))


def downgrade() -> None:
    op.drop_column("render_paces", "lanes")
    op.drop_column("render_paces", "gap_p50")
