"""workflows and their revisions, node classes of endpoints, models of faces, lengths of sounds"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

_KINDS = (
    "'CHECKPOINT', 'DIFFUSION_MODEL', 'LORA', 'VAE', 'EMBEDDING', 'TEXT_ENCODER', 'CONTROLNET', "
    "'UPSCALER', 'CLIP_VISION'"
)


def upgrade() -> None:
    op.create_table(
        "workflows",
        sa.Column("workspace_id", sa.UUID(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("description", sa.Text(), server_default="", nullable=False),
        sa.Column("category", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("template", sa.Text(), nullable=True),
        sa.Column("revision", sa.Integer(), server_default="1", nullable=False),
        sa.Column("id", sa.UUID(), nullable=False),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.Column(
            "updated_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.Column("deleted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("deletion_id", sa.UUID(), nullable=True),
        sa.CheckConstraint(
            "category IN ('GENERATE', 'EDIT', 'ANIMATE', 'ENHANCE', 'SOUND', 'OTHER')",
            name=op.f("ck_workflows_category_is_known"),
        ),
        sa.CheckConstraint(
            "kind IN ('IMAGE', 'VIDEO', 'AUDIO')", name=op.f("ck_workflows_kind_is_known")
        ),
        sa.CheckConstraint(
            "(deleted_at IS NULL) = (deletion_id IS NULL)",
            name=op.f("ck_workflows_deletion_is_whole"),
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspaces.id"], name=op.f("fk_workflows_workspace_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_workflows")),
    )
    op.create_index(
        "uq_workflows_living_name",
        "workflows",
        ["workspace_id", "name"],
        unique=True,
        postgresql_where=sa.text("deleted_at IS NULL"),
    )
    op.create_table(
        "workflow_revisions",
        sa.Column("workflow_id", sa.UUID(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("source_format", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("graph", postgresql.JSONB(), nullable=False),
        sa.Column("inputs", postgresql.JSONB(), nullable=False),
        sa.Column("output_node", sa.Text(), nullable=False),
        sa.Column("node_classes", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("files", postgresql.JSONB(), nullable=False),
        sa.Column("edited_by", sa.UUID(), nullable=True),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.CheckConstraint(
            "source_format IN ('API', 'INTERFACE')",
            name=op.f("ck_workflow_revisions_format_is_known"),
        ),
        sa.ForeignKeyConstraint(
            ["workflow_id"], ["workflows.id"], name=op.f("fk_workflow_revisions_workflow_id")
        ),
        sa.ForeignKeyConstraint(
            ["edited_by"], ["accounts.id"], name=op.f("fk_workflow_revisions_edited_by")
        ),
        sa.PrimaryKeyConstraint("workflow_id", "number", name=op.f("pk_workflow_revisions")),
    )
    op.create_table(
        "endpoint_nodes",
        sa.Column("endpoint_id", sa.UUID(), nullable=False),
        sa.Column("classes", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("files", postgresql.JSONB(), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["endpoint_id"], ["endpoints.id"], name=op.f("fk_endpoint_nodes_endpoint_id")
        ),
        sa.PrimaryKeyConstraint("endpoint_id", name=op.f("pk_endpoint_nodes")),
    )
    op.drop_constraint(op.f("ck_models_kind_is_known"), "models", type_="check")
    op.create_check_constraint(
        op.f("ck_models_kind_is_known"), "models", f"kind IN ({_KINDS}, 'FACE')"
    )
    op.add_column("assets", sa.Column("samples", sa.BigInteger(), nullable=True))
    op.add_column("assets", sa.Column("sample_rate", sa.Integer(), nullable=True))


def downgrade() -> None:
    op.drop_column("assets", "sample_rate")
    op.drop_column("assets", "samples")
    op.execute("UPDATE models SET kind = 'UPSCALER' WHERE kind = 'FACE'")
    op.drop_constraint(op.f("ck_models_kind_is_known"), "models", type_="check")
    op.create_check_constraint(op.f("ck_models_kind_is_known"), "models", f"kind IN ({_KINDS})")
    op.drop_table("endpoint_nodes")
    op.drop_table("workflow_revisions")
    op.drop_index(
        "uq_workflows_living_name",
        table_name="workflows",
        postgresql_where=sa.text("deleted_at IS NULL"),
    )
    op.drop_table("workflows")
