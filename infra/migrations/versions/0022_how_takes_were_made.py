"""takes name their recipe themselves: one that was restored has no attempt here"""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.alter_column("recipes", "attempt_id", nullable=True)
    op.add_column("takes", sa.Column("recipe_id", sa.Uuid(), nullable=True))
    op.execute(
        "UPDATE takes SET recipe_id = recipes.id FROM recipes"
        " WHERE recipes.attempt_id = takes.attempt_id"
    )
    op.create_foreign_key(op.f("fk_takes_recipe_id"), "takes", "recipes", ["recipe_id"], ["id"])
    op.create_index(
        "ix_takes_recipe",
        "takes",
        ["recipe_id"],
        postgresql_where=sa.text("recipe_id IS NOT NULL"),
    )
    op.drop_constraint(op.f("ck_takes_attempt_and_output_together"), "takes")
    op.create_check_constraint(
        op.f("ck_takes_made_and_output_together"),
        "takes",
        "(attempt_id IS NULL AND recipe_id IS NULL) = (output_index IS NULL)",
    )


def downgrade() -> None:
    op.drop_constraint(op.f("ck_takes_made_and_output_together"), "takes")
    op.execute("UPDATE takes SET output_index = NULL WHERE attempt_id IS NULL")
    op.drop_index("ix_takes_recipe", table_name="takes")
    op.drop_column("takes", "recipe_id")
    op.create_check_constraint(
        op.f("ck_takes_attempt_and_output_together"),
        "takes",
        "(attempt_id IS NULL) = (output_index IS NULL)",
    )
    op.execute("DELETE FROM recipes WHERE attempt_id IS NULL")
    op.alter_column("recipes", "attempt_id", nullable=False)
