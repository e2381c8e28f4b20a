"""whose takes are: a workspace's are found without reading those of all others"""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

_LIVING = sa.text("deleted_at IS NULL")


def upgrade() -> None:
    op.create_unique_constraint("uq_projects_of_workspace", "projects", ["workspace_id", "id"])
    op.add_column("takes", sa.Column("workspace_id", sa.Uuid(), nullable=True))
    op.execute(
        "UPDATE takes SET workspace_id = projects.workspace_id FROM projects"
        " WHERE projects.id = takes.project_id"
    )
    op.alter_column("takes", "workspace_id", nullable=False)
    op.drop_constraint(op.f("fk_takes_project_id"), "takes")
    op.create_foreign_key(
        "fk_takes_project",
        "takes",
        "projects",
        ["project_id", "workspace_id"],
        ["id", "workspace_id"],
    )
    op.drop_index("ix_takes_created", table_name="takes")
    op.create_index(
        "ix_takes_workspace",
        "takes",
        ["workspace_id", "created_at", "id"],
        postgresql_where=_LIVING,
    )


def downgrade() -> None:
    op.drop_index("ix_takes_workspace", table_name="takes")
    op.create_index("ix_takes_created", "takes", ["created_at", "id"], postgresql_where=_LIVING)
    op.drop_constraint("fk_takes_project", "takes")
    op.create_foreign_key(op.f("fk_takes_project_id"), "takes", "projects", ["project_id"], ["id"])
    op.drop_column("takes", "workspace_id")
    op.drop_constraint("uq_projects_of_workspace", "projects")
