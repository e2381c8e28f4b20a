"""scripts and characters"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "scripts",
        sa.Column("project_id", sa.UUID(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("format", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("line_count", sa.Integer(), nullable=False),
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
        sa.Column("deleted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("deletion_id", sa.UUID(), nullable=True),
        sa.CheckConstraint(
            "(deleted_at IS NULL) = (deletion_id IS NULL)",
            name=op.f("ck_scripts_deletion_is_whole"),
        ),
        sa.CheckConstraint(
            "format IN ('FOUNTAIN', 'PROSE')", name=op.f("ck_scripts_format_is_known")
        ),
        sa.CheckConstraint(
            "octet_length(text) <= 2097152", name=op.f("ck_scripts_text_is_of_a_size")
        ),
        sa.CheckConstraint("line_count > 0", name=op.f("ck_scripts_line_count_is_positive")),
        sa.ForeignKeyConstraint(
            ["project_id"], ["projects.id"], name=op.f("fk_scripts_project_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_scripts")),
        sa.UniqueConstraint("id", "project_id", name="uq_scripts_with_project"),
    )
    op.create_index("ix_scripts_project", "scripts", ["project_id"], unique=False)
    op.add_column("scenes", sa.Column("script_id", sa.UUID(), nullable=True))
    op.create_foreign_key(
        "fk_scenes_script",
        "scenes",
        "scripts",
        ["script_id", "project_id"],
        ["id", "project_id"],
    )
    op.create_table(
        "characters",
        sa.Column("project_id", sa.UUID(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("folded", sa.Text(), nullable=False),
        sa.Column("look", sa.Text(), server_default="", nullable=False),
        sa.Column("source_line", sa.Integer(), nullable=True),
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
            "(deleted_at IS NULL) = (deletion_id IS NULL)",
            name=op.f("ck_characters_deletion_is_whole"),
        ),
        sa.ForeignKeyConstraint(
            ["project_id"], ["projects.id"], name=op.f("fk_characters_project_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_characters")),
    )
    op.create_index("ix_characters_project", "characters", ["project_id"], unique=False)
    op.create_index(
        "uq_characters_living_name",
        "characters",
        ["project_id", "folded"],
        unique=True,
        postgresql_where=sa.text("deleted_at IS NULL"),
    )


def downgrade() -> None:
    op.drop_table("characters")
    op.drop_constraint("fk_scenes_script", "scenes", type_="foreignkey")
    op.drop_column("scenes", "script_id")
    op.drop_table("scripts")
