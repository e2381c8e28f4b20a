"""what rendered an attempt, and how many tokens it was billed"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("attempts", sa.Column("worker", sa.Text(), nullable=True))
    op.add_column("attempts", sa.Column("machine", postgresql.JSONB(), nullable=True))
    op.add_column("attempts", sa.Column("tokens", sa.BigInteger(), nullable=True))


def downgrade() -> None:
    op.drop_column("attempts", "tokens")
    op.drop_column("attempts", "machine")
    op.drop_column("attempts", "worker")
