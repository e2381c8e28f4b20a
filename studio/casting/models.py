"""Who and what is shown, how and where, and what of it holds for which clip."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ARRAY,
    CheckConstraint,
    ColumnElement,
    Float,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Text,
    func,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from studio.kernel.record import (
    Identified,
    Record,
    SoftDeleted,
    Timestamped,
    Versioned,
    deletion_is_whole,
)

_LIVING = text("deleted_at IS NULL")
_LIVING_IN_LIBRARY = text("deleted_at IS NULL AND project_id IS NULL")
_LIVING_IN_PROJECT = text("deleted_at IS NULL AND project_id IS NOT NULL")
_TARGET = "coalesce(clip_id, scene_id, project_id)"


def target_of(casting: Any) -> ColumnElement[Any]:
    """What it is cast onto, as its unique indexes have it; of its columns."""
    return func.coalesce(casting.clip_id, casting.scene_id, casting.project_id)


def _text() -> Mapped[str]:
    return mapped_column(Text, default="", server_default="")


def _list() -> Mapped[list[str]]:
    return mapped_column(ARRAY(Text), default=list, server_default=text("'{}'"))


class Character(Record, Identified, Timestamped, Versioned, SoftDeleted):
    """Somebody, the same in every shot that has them: of a project or, without one, of the
    workspace's library.

    `folded` is the name as names are compared (`studio.library.rules.fold`). `origin_id` is the
    library's character that one of a project goes back to. `digest` is that of the figure in the
    default look (`studio.casting.digests`), that of a look of the figure in this look.
    """

    __tablename__ = "characters"
    __table_args__ = (
        deletion_is_whole(),
        CheckConstraint("placement IN ('AT_NAME', 'BEFORE', 'AFTER')", name="placement_is_known"),
        CheckConstraint("origin_id IS NULL OR project_id IS NOT NULL", name="origin_of_a_project"),
        Index(
            "uq_characters_living_name",
            "project_id",
            "folded",
            unique=True,
            postgresql_where=_LIVING,
        ),
        Index(
            "uq_characters_library_name",
            "workspace_id",
            "folded",
            unique=True,
            postgresql_where=_LIVING_IN_LIBRARY,
        ),
        Index("ix_characters_project", "project_id"),
        Index("ix_characters_workspace", "workspace_id", "name", "id"),
        Index("ix_characters_origin", "origin_id"),
    )

    workspace_id: Mapped[UUID] = mapped_column(ForeignKey("workspaces.id"))
    project_id: Mapped[UUID | None] = mapped_column(ForeignKey("projects.id"))
    origin_id: Mapped[UUID | None] = mapped_column(ForeignKey("characters.id"))
    name: Mapped[str]
    folded: Mapped[str]
    age: Mapped[str] = _text()
    ethnicity: Mapped[str] = _text()
    build: Mapped[str] = _text()
    face: Mapped[str] = _text()
    body: Mapped[str] = _text()
    features: Mapped[str] = _text()
    look: Mapped[str] = _text()
    clothing: Mapped[str] = _text()
    notes: Mapped[str] = _text()
    placement: Mapped[str] = mapped_column(default="AT_NAME", server_default="AT_NAME")
    triggers: Mapped[list[str]] = _list()
    always: Mapped[list[str]] = _list()
    never: Mapped[list[str]] = _list()
    digest: Mapped[str]
    source_line: Mapped[int | None]


class CharacterLook(Record, Identified, SoftDeleted):
    """A costume. One that is taken away stays, so that an earlier version can have it again."""

    __tablename__ = "character_looks"
    __table_args__ = (
        deletion_is_whole(),
        Index("ix_character_looks_character", "character_id", "position", "id"),
    )

    character_id: Mapped[UUID] = mapped_column(ForeignKey("characters.id"))
    position: Mapped[int]
    name: Mapped[str]
    words: Mapped[str]
    is_default: Mapped[bool]
    digest: Mapped[str]


class CharacterLora(Record):
    """A LoRA of the catalogue that a character is drawn with."""

    __tablename__ = "character_loras"

    character_id: Mapped[UUID] = mapped_column(ForeignKey("characters.id"), primary_key=True)
    model_id: Mapped[UUID] = mapped_column(ForeignKey("models.id"), primary_key=True)
    position: Mapped[int]
    strength: Mapped[float] = mapped_column(Float)


class CharacterReference(Record):
    """A picture of a character to be guided by."""

    __tablename__ = "character_references"

    character_id: Mapped[UUID] = mapped_column(ForeignKey("characters.id"), primary_key=True)
    asset_id: Mapped[UUID] = mapped_column(ForeignKey("assets.id"), primary_key=True)
    thumbnail_asset_id: Mapped[UUID | None] = mapped_column(ForeignKey("assets.id"))
    position: Mapped[int]


class CharacterVersion(Record):
    """A character as it was after an edit. `sheet` is of `studio.casting.rules`."""

    __tablename__ = "character_versions"

    character_id: Mapped[UUID] = mapped_column(ForeignKey("characters.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    sheet: Mapped[dict[str, Any]] = mapped_column(JSONB)
    edited_by: Mapped[UUID | None] = mapped_column(ForeignKey("accounts.id"))
    created_at: Mapped[datetime] = mapped_column(server_default=text("now()"))


class Location(Record, Identified, Timestamped, Versioned, SoftDeleted):
    """A place of a project's story. It holds for the scenes whose location is of its name."""

    __tablename__ = "locations"
    __table_args__ = (
        deletion_is_whole(),
        Index(
            "uq_locations_living_name",
            "project_id",
            "folded",
            unique=True,
            postgresql_where=_LIVING,
        ),
        Index("ix_locations_project", "project_id"),
    )

    project_id: Mapped[UUID] = mapped_column(ForeignKey("projects.id"))
    name: Mapped[str]
    folded: Mapped[str]
    look: Mapped[str] = _text()
    setting: Mapped[str] = _text()
    time: Mapped[str] = _text()
    light: Mapped[str] = _text()
    notes: Mapped[str] = _text()
    reference_asset_id: Mapped[UUID | None] = mapped_column(ForeignKey("assets.id"))
    reference_thumbnail_id: Mapped[UUID | None] = mapped_column(ForeignKey("assets.id"))
    digest: Mapped[str]


class Style(Record, Identified, Timestamped, Versioned, SoftDeleted):
    """How pictures look: of a project or, without one, of the whole workspace.

    `settings` are those of presets (`studio.catalogue.rules`).
    """

    __tablename__ = "styles"
    __table_args__ = (
        deletion_is_whole(),
        Index(
            "uq_styles_living_name",
            "project_id",
            "folded",
            unique=True,
            postgresql_where=_LIVING_IN_PROJECT,
        ),
        Index(
            "uq_styles_library_name",
            "workspace_id",
            "folded",
            unique=True,
            postgresql_where=_LIVING_IN_LIBRARY,
        ),
        Index("ix_styles_workspace", "workspace_id", "name", "id"),
    )

    workspace_id: Mapped[UUID] = mapped_column(ForeignKey("workspaces.id"))
    project_id: Mapped[UUID | None] = mapped_column(ForeignKey("projects.id"))
    name: Mapped[str]
    folded: Mapped[str]
    art_style: Mapped[str] = _text()
    palette: Mapped[str] = _text()
    lighting: Mapped[str] = _text()
    camera: Mapped[str] = _text()
    mood: Mapped[str] = _text()
    technical: Mapped[str] = _text()
    negative: Mapped[str] = _text()
    notes: Mapped[str] = _text()
    category: Mapped[str] = _text()
    tags: Mapped[list[str]] = _list()
    settings: Mapped[dict[str, Any]] = mapped_column(
        JSONB, default=dict, server_default=text("'{}'")
    )
    digest: Mapped[str]


class Casting(Record, Identified, Timestamped):
    """A character, a style, a model or a preset that holds for a clip, for the clips of a scene or,
    with neither named, for those of a project. The nearest one wins.

    Where it is `absent` it does not hold, although it would from further up or by the script.
    """

    __tablename__ = "castings"
    __table_args__ = (
        CheckConstraint(
            "num_nonnulls(character_id, style_id, model_id, preset_id) = 1", name="of_one_thing"
        ),
        CheckConstraint("num_nonnulls(clip_id, scene_id) <= 1", name="for_one_thing"),
        CheckConstraint("prominence BETWEEN 0.1 AND 2", name="prominence_is_in_range"),
        CheckConstraint("look_id IS NULL OR character_id IS NOT NULL", name="look_of_a_character"),
        ForeignKeyConstraint(
            ["clip_id", "project_id"], ["clips.id", "clips.project_id"], name="fk_castings_clip"
        ),
        ForeignKeyConstraint(
            ["scene_id", "project_id"],
            ["scenes.id", "scenes.project_id"],
            name="fk_castings_scene",
        ),
        *(
            Index(
                f"uq_castings_{kind}",
                text(_TARGET),
                *also,
                unique=True,
                postgresql_where=text(f"{kind}_id IS NOT NULL"),
            )
            for kind, also in (
                ("character", (text("character_id"),)),
                ("style", ()),
                ("model", ()),
                ("preset", ()),
            )
        ),
        Index("ix_castings_project", "project_id"),
        Index("ix_castings_of_character", "character_id"),
        Index("ix_castings_of_style", "style_id"),
    )

    project_id: Mapped[UUID] = mapped_column(ForeignKey("projects.id"))
    scene_id: Mapped[UUID | None]
    clip_id: Mapped[UUID | None]
    character_id: Mapped[UUID | None] = mapped_column(ForeignKey("characters.id"))
    style_id: Mapped[UUID | None] = mapped_column(ForeignKey("styles.id"))
    model_id: Mapped[UUID | None] = mapped_column(ForeignKey("models.id"))
    preset_id: Mapped[UUID | None] = mapped_column(ForeignKey("presets.id"))
    look_id: Mapped[UUID | None] = mapped_column(ForeignKey("character_looks.id"))
    prominence: Mapped[float] = mapped_column(Float, default=1.0, server_default="1")
    absent: Mapped[bool] = mapped_column(default=False, server_default="false")
