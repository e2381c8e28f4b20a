"""how takes were made, to tell what has changed since and to make them again"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "recipe_graphs",
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("nodes", postgresql.JSONB(), nullable=False),
        sa.Column("outputs", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_recipe_graphs")),
    )
    op.create_table(
        "recipes",
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column("project_id", sa.UUID(), nullable=False),
        sa.Column("attempt_id", sa.UUID(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("first", sa.Integer(), nullable=False),
        sa.Column("told", postgresql.JSONB(), nullable=False),
        sa.Column("brief", postgresql.JSONB(), nullable=False),
        sa.Column("asked", postgresql.JSONB(), nullable=False),
        sa.Column("fed", postgresql.JSONB(), nullable=False),
        sa.Column("pictures", postgresql.ARRAY(sa.UUID()), nullable=False),
        sa.Column("graph_digest", sa.Text(), nullable=True),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.CheckConstraint("digest ~ '^[0-9a-f]{64}$'", name=op.f("ck_recipes_digest_is_sha256")),
        sa.CheckConstraint(
            "kind IN ('IMAGE', 'VIDEO', 'AUDIO')", name=op.f("ck_recipes_kind_is_known")
        ),
        sa.ForeignKeyConstraint(
            ["project_id"], ["projects.id"], name=op.f("fk_recipes_project_id")
        ),
        sa.ForeignKeyConstraint(
            ["attempt_id"], ["attempts.id"], name=op.f("fk_recipes_attempt_id")
        ),
        sa.ForeignKeyConstraint(
            ["graph_digest"], ["recipe_graphs.digest"], name=op.f("fk_recipes_graph_digest")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recipes")),
    )
    op.create_index("uq_recipes_attempt", "recipes", ["attempt_id"], unique=True)
    op.create_index("ix_recipes_project", "recipes", ["project_id", "created_at", "id"])
    op.create_index("ix_takes_asset", "takes", ["asset_id"])


def downgrade() -> None:
    op.drop_index("ix_takes_asset", table_name="takes")
    op.drop_table("recipes")
    op.drop_table("recipe_graphs")
