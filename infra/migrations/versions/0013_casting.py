"""characters with looks, versions and a library, locations, styles, and what is cast onto clips"""

import hashlib
import json
from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

_TRAITS = ("age", "ethnicity", "build", "face", "body", "features", "clothing")
_STYLE = (
    "art_style",
    "palette",
    "lighting",
    "camera",
    "mood",
    "technical",
    "negative",
    "notes",
    "category",
)


def upgrade() -> None:
    _widen_characters()
    _create_parts_of_characters()
    _create_locations()
    _create_styles()
    _create_castings()


def _text(name: str, default: str = "") -> sa.Column[Any]:
    return sa.Column(name, sa.Text(), server_default=default, nullable=False)


def _list(name: str) -> sa.Column[Any]:
    return sa.Column(
        name, postgresql.ARRAY(sa.Text()), server_default=sa.text("'{}'"), nullable=False
    )


def _moment(name: str) -> sa.Column[Any]:
    return sa.Column(
        name, sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False
    )


def _deletion() -> tuple[sa.Column[Any], ...]:
    return (
        sa.Column("deleted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("deletion_id", sa.UUID(), nullable=True),
    )


def _deletion_is_whole(table: str) -> sa.CheckConstraint:
    return sa.CheckConstraint(
        "(deleted_at IS NULL) = (deletion_id IS NULL)",
        name=op.f(f"ck_{table}_deletion_is_whole"),
    )


def _key(table: str, column: str, other: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{other}.id"], name=op.f(f"fk_{table}_{column}"))


def _widen_characters() -> None:
    op.add_column("characters", sa.Column("workspace_id", sa.UUID(), nullable=True))
    op.execute(
        "UPDATE characters SET workspace_id = projects.workspace_id FROM projects "
        "WHERE projects.id = characters.project_id"
    )
    op.alter_column("characters", "workspace_id", nullable=False)
    op.create_foreign_key(
        op.f("fk_characters_workspace_id"), "characters", "workspaces", ["workspace_id"], ["id"]
    )
    op.alter_column("characters", "project_id", nullable=True)
    op.add_column("characters", sa.Column("origin_id", sa.UUID(), nullable=True))
    op.create_foreign_key(
        op.f("fk_characters_origin_id"), "characters", "characters", ["origin_id"], ["id"]
    )
    for name in (*_TRAITS, "notes"):
        op.add_column("characters", _text(name))
    op.add_column("characters", _text("placement", "AT_NAME"))
    for name in ("triggers", "always", "never"):
        op.add_column("characters", _list(name))
    op.add_column("characters", sa.Column("digest", sa.Text(), nullable=True))
    _stamp()
    op.alter_column("characters", "digest", nullable=False)
    op.create_check_constraint(
        op.f("ck_characters_placement_is_known"),
        "characters",
        "placement IN ('AT_NAME', 'BEFORE', 'AFTER')",
    )
    op.create_check_constraint(
        op.f("ck_characters_origin_of_a_project"),
        "characters",
        "origin_id IS NULL OR project_id IS NOT NULL",
    )
    op.create_index(
        "uq_characters_library_name",
        "characters",
        ["workspace_id", "folded"],
        unique=True,
        postgresql_where=sa.text("deleted_at IS NULL AND project_id IS NULL"),
    )
    op.create_index("ix_characters_workspace", "characters", ["workspace_id", "name", "id"])
    op.create_index("ix_characters_origin", "characters", ["origin_id"])


def _stamp() -> None:
    """The digest as `studio.casting.digests.stamp` made it at the time of this revision."""
    connection = op.get_bind()
    rows = connection.execute(sa.text("SELECT id, name, look FROM characters")).all()
    digests = [{"of": row.id, "digest": digest_of(row.name, row.look)} for row in rows]
    if digests:
        connection.execute(
            sa.text("UPDATE characters SET digest = :digest WHERE id = :of"), digests
        )


def digest_of(name: str, look: str) -> str:
    """That of a character of whom nothing else is known."""
    shown = {
        "kind": "character",
        "name": name,
        "look": " ".join(look.split()).strip(" ,;."),
        "essential": "",
        "placement": "AT_NAME",
        "triggers": [],
        "loras": [],
    }
    text = json.dumps(shown, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def _create_parts_of_characters() -> None:
    op.create_table(
        "character_looks",
        sa.Column("character_id", sa.UUID(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("is_default", sa.Boolean(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("id", sa.UUID(), nullable=False),
        *_deletion(),
        _deletion_is_whole("character_looks"),
        _key("character_looks", "character_id", "characters"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_character_looks")),
    )
    op.create_index(
        "ix_character_looks_character", "character_looks", ["character_id", "position", "id"]
    )
    op.create_table(
        "character_loras",
        sa.Column("character_id", sa.UUID(), nullable=False),
        sa.Column("model_id", sa.UUID(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("strength", sa.Float(), nullable=False),
        _key("character_loras", "character_id", "characters"),
        _key("character_loras", "model_id", "models"),
        sa.PrimaryKeyConstraint("character_id", "model_id", name=op.f("pk_character_loras")),
    )
    op.create_table(
        "character_references",
        sa.Column("character_id", sa.UUID(), nullable=False),
        sa.Column("asset_id", sa.UUID(), nullable=False),
        sa.Column("thumbnail_asset_id", sa.UUID(), nullable=True),
        sa.Column("position", sa.Integer(), nullable=False),
        _key("character_references", "character_id", "characters"),
        _key("character_references", "asset_id", "assets"),
        _key("character_references", "thumbnail_asset_id", "assets"),
        sa.PrimaryKeyConstraint("character_id", "asset_id", name=op.f("pk_character_references")),
    )
    op.create_table(
        "character_versions",
        sa.Column("character_id", sa.UUID(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("sheet", postgresql.JSONB(), nullable=False),
        sa.Column("edited_by", sa.UUID(), nullable=True),
        _moment("created_at"),
        _key("character_versions", "character_id", "characters"),
        _key("character_versions", "edited_by", "accounts"),
        sa.PrimaryKeyConstraint("character_id", "number", name=op.f("pk_character_versions")),
    )


def _create_locations() -> None:
    op.create_table(
        "locations",
        sa.Column("project_id", sa.UUID(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("folded", sa.Text(), nullable=False),
        *(_text(name) for name in ("look", "setting", "time", "light", "notes")),
        sa.Column("reference_asset_id", sa.UUID(), nullable=True),
        sa.Column("reference_thumbnail_id", sa.UUID(), nullable=True),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("id", sa.UUID(), nullable=False),
        _moment("created_at"),
        _moment("updated_at"),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        *_deletion(),
        _deletion_is_whole("locations"),
        _key("locations", "project_id", "projects"),
        _key("locations", "reference_asset_id", "assets"),
        _key("locations", "reference_thumbnail_id", "assets"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_locations")),
    )
    op.create_index(
        "uq_locations_living_name",
        "locations",
        ["project_id", "folded"],
        unique=True,
        postgresql_where=sa.text("deleted_at IS NULL"),
    )
    op.create_index("ix_locations_project", "locations", ["project_id"])


def _create_styles() -> None:
    op.create_table(
        "styles",
        sa.Column("workspace_id", sa.UUID(), nullable=False),
        sa.Column("project_id", sa.UUID(), nullable=True),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("folded", sa.Text(), nullable=False),
        *(_text(name) for name in _STYLE),
        _list("tags"),
        sa.Column("settings", postgresql.JSONB(), server_default=sa.text("'{}'"), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("id", sa.UUID(), nullable=False),
        _moment("created_at"),
        _moment("updated_at"),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        *_deletion(),
        _deletion_is_whole("styles"),
        _key("styles", "workspace_id", "workspaces"),
        _key("styles", "project_id", "projects"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_styles")),
    )
    for name, column, where in (
        ("uq_styles_living_name", "project_id", "project_id IS NOT NULL"),
        ("uq_styles_library_name", "workspace_id", "project_id IS NULL"),
    ):
        op.create_index(
            name,
            "styles",
            [column, "folded"],
            unique=True,
            postgresql_where=sa.text(f"deleted_at IS NULL AND {where}"),
        )
    op.create_index("ix_styles_workspace", "styles", ["workspace_id", "name", "id"])


def _create_castings() -> None:
    of = ("character", "style", "model", "preset")
    op.create_table(
        "castings",
        sa.Column("project_id", sa.UUID(), nullable=False),
        sa.Column("scene_id", sa.UUID(), nullable=True),
        sa.Column("clip_id", sa.UUID(), nullable=True),
        *(sa.Column(f"{name}_id", sa.UUID(), nullable=True) for name in of),
        sa.Column("look_id", sa.UUID(), nullable=True),
        sa.Column("prominence", sa.Float(), server_default="1", nullable=False),
        sa.Column("absent", sa.Boolean(), server_default="false", nullable=False),
        sa.Column("id", sa.UUID(), nullable=False),
        _moment("created_at"),
        _moment("updated_at"),
        sa.CheckConstraint(
            "num_nonnulls(character_id, style_id, model_id, preset_id) = 1",
            name=op.f("ck_castings_of_one_thing"),
        ),
        sa.CheckConstraint(
            "num_nonnulls(clip_id, scene_id) <= 1", name=op.f("ck_castings_for_one_thing")
        ),
        sa.CheckConstraint(
            "prominence BETWEEN 0.1 AND 2", name=op.f("ck_castings_prominence_is_in_range")
        ),
        sa.CheckConstraint(
            "look_id IS NULL OR character_id IS NOT NULL",
            name=op.f("ck_castings_look_of_a_character"),
        ),
        sa.ForeignKeyConstraint(
            ["clip_id", "project_id"], ["clips.id", "clips.project_id"], name="fk_castings_clip"
        ),
        sa.ForeignKeyConstraint(
            ["scene_id", "project_id"],
            ["scenes.id", "scenes.project_id"],
            name="fk_castings_scene",
        ),
        _key("castings", "project_id", "projects"),
        *(_key("castings", f"{name}_id", f"{name}s") for name in of),
        _key("castings", "look_id", "character_looks"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_castings")),
    )
    place = sa.text("coalesce(clip_id, scene_id, project_id)")
    for name in of:
        op.create_index(
            f"uq_castings_{name}",
            "castings",
            [place, sa.text("character_id")] if name == "character" else [place],
            unique=True,
            postgresql_where=sa.text(f"{name}_id IS NOT NULL"),
        )
    op.create_index("ix_castings_project", "castings", ["project_id"])
    op.create_index("ix_castings_of_character", "castings", ["character_id"])
    op.create_index("ix_castings_of_style", "castings", ["style_id"])


def downgrade() -> None:
    for table in (
        "castings",
        "styles",
        "locations",
        "character_versions",
        "character_references",
        "character_loras",
        "character_looks",
    ):
        op.drop_table(table)
    op.drop_index("ix_characters_origin", table_name="characters")
    op.drop_index("ix_characters_workspace", table_name="characters")
    op.drop_index("uq_characters_library_name", table_name="characters")
    op.drop_constraint(op.f("fk_characters_origin_id"), "characters", type_="foreignkey")
    op.drop_constraint(op.f("fk_characters_workspace_id"), "characters", type_="foreignkey")
    op.drop_constraint(op.f("ck_characters_origin_of_a_project"), "characters", type_="check")
    op.drop_constraint(op.f("ck_characters_placement_is_known"), "characters", type_="check")
    op.execute("DELETE FROM characters WHERE project_id IS NULL")
    op.alter_column("characters", "project_id", nullable=False)
    for name in (
        "digest",
        "never",
        "always",
        "triggers",
        "placement",
        "notes",
        *reversed(_TRAITS),
        "origin_id",
        "workspace_id",
    ):
        op.drop_column("characters", name)
