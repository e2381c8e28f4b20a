"""ratings of models, and ways to page by age and rating and to find a model's files"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("models", sa.Column("rating", sa.Float(), server_default="0", nullable=False))
    op.create_index("ix_models_created", "models", ["workspace_id", "created_at", "id"])
    op.create_index("ix_models_rating", "models", ["workspace_id", "rating", "id"])
    op.create_index("ix_endpoint_files_model", "endpoint_files", ["model_id", "endpoint_id"])


def downgrade() -> None:
    op.drop_index("ix_endpoint_files_model", table_name="endpoint_files")
    op.drop_index("ix_models_rating", table_name="models")
    op.drop_index("ix_models_created", table_name="models")
    op.drop_column("models", "rating")
