"""the catalogue: models, where their files are, bookmarks, presets"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "models",
        sa.Column("workspace_id", sa.UUID(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("file_name", sa.Text(), nullable=False),
        sa.Column("family", sa.Text(), nullable=True),
        sa.Column("family_certain", sa.Boolean(), server_default="false", nullable=False),
        sa.Column("base", sa.Text(), server_default="", nullable=False),
        sa.Column("creator", sa.Text(), server_default="", nullable=False),
        sa.Column("version_name", sa.Text(), server_default="", nullable=False),
        sa.Column("tags", postgresql.ARRAY(sa.Text()), server_default="{}", nullable=False),
        sa.Column(
            "trigger_words", postgresql.ARRAY(sa.Text()), server_default="{}", nullable=False
        ),
        sa.Column("nsfw", sa.Boolean(), server_default="false", nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=True),
        sa.Column("sha256", sa.Text(), nullable=True),
        sa.Column("page_url", sa.Text(), nullable=True),
        sa.Column("download_url", sa.Text(), nullable=True),
        sa.Column("preview_url", sa.Text(), nullable=True),
        sa.Column("origin_id", sa.Text(), nullable=True),
        sa.Column("details", postgresql.JSONB(), server_default="{}", nullable=False),
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
            "kind IN ('CHECKPOINT', 'DIFFUSION_MODEL', 'LORA', 'VAE', 'EMBEDDING', 'TEXT_ENCODER', 'CONTROLNET', 'UPSCALER', 'CLIP_VISION')",
            name=op.f("ck_models_kind_is_known"),
        ),
        sa.CheckConstraint(
            "source IN ('DETECTED', 'CIVITAI', 'USER')", name=op.f("ck_models_source_is_known")
        ),
        sa.CheckConstraint(
            "(deleted_at IS NULL) = (deletion_id IS NULL)", name=op.f("ck_models_deletion_is_whole")
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspaces.id"], name=op.f("fk_models_workspace_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_models")),
    )
    op.create_index("ix_models_workspace", "models", ["workspace_id", "name", "id"], unique=False)
    op.create_index(
        "uq_models_living_file",
        "models",
        ["workspace_id", "kind", "file_name"],
        unique=True,
        postgresql_where=sa.text("deleted_at IS NULL"),
    )
    op.create_table(
        "endpoint_files",
        sa.Column("endpoint_id", sa.UUID(), nullable=False),
        sa.Column("folder", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("model_id", sa.UUID(), nullable=True),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["endpoint_id"], ["endpoints.id"], name=op.f("fk_endpoint_files_endpoint_id")
        ),
        sa.ForeignKeyConstraint(
            ["model_id"], ["models.id"], name=op.f("fk_endpoint_files_model_id")
        ),
        sa.PrimaryKeyConstraint("endpoint_id", "folder", "name", name=op.f("pk_endpoint_files")),
    )
    op.create_index(
        "ix_endpoint_files_name", "endpoint_files", ["name", "endpoint_id"], unique=False
    )
    op.create_table(
        "model_bookmarks",
        sa.Column("account_id", sa.UUID(), nullable=False),
        sa.Column("model_id", sa.UUID(), nullable=False),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("fk_model_bookmarks_account_id")
        ),
        sa.ForeignKeyConstraint(
            ["model_id"], ["models.id"], name=op.f("fk_model_bookmarks_model_id")
        ),
        sa.PrimaryKeyConstraint("account_id", "model_id", name=op.f("pk_model_bookmarks")),
    )
    op.create_table(
        "presets",
        sa.Column("workspace_id", sa.UUID(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("description", sa.Text(), server_default="", nullable=False),
        sa.Column("category", sa.Text(), nullable=False),
        sa.Column("family", sa.Text(), nullable=True),
        sa.Column("model_id", sa.UUID(), nullable=True),
        sa.Column("settings", postgresql.JSONB(), nullable=False),
        sa.Column("is_default", sa.Boolean(), server_default="false", nullable=False),
        sa.Column("builtin", sa.Text(), nullable=True),
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
            "category IN ('QUALITY', 'SPEED', 'ARTISTIC', 'OTHER')",
            name=op.f("ck_presets_category_is_known"),
        ),
        sa.CheckConstraint(
            "(deleted_at IS NULL) = (deletion_id IS NULL)",
            name=op.f("ck_presets_deletion_is_whole"),
        ),
        sa.CheckConstraint(
            "family IS NULL OR model_id IS NULL", name=op.f("ck_presets_for_one_thing")
        ),
        sa.ForeignKeyConstraint(["model_id"], ["models.id"], name=op.f("fk_presets_model_id")),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspaces.id"], name=op.f("fk_presets_workspace_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_presets")),
        sa.UniqueConstraint("workspace_id", "builtin", name="uq_presets_builtin"),
    )
    op.create_index(
        "uq_presets_default",
        "presets",
        [
            "workspace_id",
            sa.literal_column("coalesce(family, '')"),
            sa.literal_column("coalesce(model_id, '00000000-0000-0000-0000-000000000000')"),
        ],
        unique=True,
        postgresql_where=sa.text("is_default AND deleted_at IS NULL"),
    )
    op.create_index(
        "uq_presets_living_name",
        "presets",
        ["workspace_id", "name"],
        unique=True,
        postgresql_where=sa.text("deleted_at IS NULL"),
    )
    op.create_table(
        "preset_versions",
        sa.Column("preset_id", sa.UUID(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("settings", postgresql.JSONB(), nullable=False),
        sa.Column("edited_by", sa.UUID(), nullable=True),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(
            ["edited_by"], ["accounts.id"], name=op.f("fk_preset_versions_edited_by")
        ),
        sa.ForeignKeyConstraint(
            ["preset_id"], ["presets.id"], name=op.f("fk_preset_versions_preset_id")
        ),
        sa.PrimaryKeyConstraint("preset_id", "number", name=op.f("pk_preset_versions")),
    )


def downgrade() -> None:
    op.drop_table("preset_versions")
    op.drop_index(
        "uq_presets_living_name",
        table_name="presets",
        postgresql_where=sa.text("deleted_at IS NULL"),
    )
    op.drop_index(
        "uq_presets_default",
        table_name="presets",
        postgresql_where=sa.text("is_default AND deleted_at IS NULL"),
    )
    op.drop_table("presets")
    op.drop_table("model_bookmarks")
    op.drop_index("ix_endpoint_files_name", table_name="endpoint_files")
    op.drop_table("endpoint_files")
    op.drop_index(
        "uq_models_living_file", table_name="models", postgresql_where=sa.text("deleted_at IS NULL")
    )
    op.drop_index("ix_models_workspace", table_name="models")
    op.drop_table("models")
