"""what people here think of models, and how large the files of endpoints are"""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "model_ratings",
        sa.Column("model_id", sa.UUID(), nullable=False),
        sa.Column("account_id", sa.UUID(), nullable=False),
        sa.Column("stars", sa.SmallInteger(), nullable=False),
        sa.Column(
            "rated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False
        ),
        sa.CheckConstraint(
            "stars BETWEEN 1 AND 5", name=op.f("ck_model_ratings_stars_are_in_range")
        ),
        sa.ForeignKeyConstraint(
            ["model_id"], ["models.id"], name=op.f("fk_model_ratings_model_id")
        ),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("fk_model_ratings_account_id")
        ),
        sa.PrimaryKeyConstraint("model_id", "account_id", name=op.f("pk_model_ratings")),
    )
    op.add_column("endpoint_files", sa.Column("size", sa.BigInteger(), nullable=True))


def downgrade() -> None:
    op.drop_column("endpoint_files", "size")
    op.drop_table("model_ratings")
