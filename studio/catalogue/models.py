"""What can be rendered with: models, where their files are, and presets to sample them by."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Float,
    ForeignKey,
    Index,
    SmallInteger,
    UniqueConstraint,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.types import Text

from studio.catalogue.rules import CATEGORIES, KINDS, MOST_STARS
from studio.kernel.record import (
    Identified,
    Record,
    SoftDeleted,
    Timestamped,
    Versioned,
    deletion_is_whole,
)


def _one_of(column: str, values: tuple[str, ...]) -> str:
    return f"{column} IN ({', '.join(repr(value) for value in values)})"


class Model(Record, Identified, Timestamped, Versioned, SoftDeleted):
    """An entry of a workspace's catalogue: a file to render with, and what is known of it.

    `source` is DETECTED (an endpoint has such a file), CIVITAI or USER. `family` is one of
    `studio.graphs`, guessed from the name unless `family_certain`; of other kinds than those that
    are painted with it is the one they work with. `rating` is 0 to 5, 0 where nobody has voted.
    `details` is what the place it came from tells (studio.catalogue.entries writes it).
    """

    __tablename__ = "models"
    __table_args__ = (
        deletion_is_whole(),
        CheckConstraint(_one_of("kind", KINDS), name="kind_is_known"),
        CheckConstraint("source IN ('DETECTED', 'CIVITAI', 'USER')", name="source_is_known"),
        Index(
            "uq_models_living_file",
            "workspace_id",
            "kind",
            "file_name",
            unique=True,
            postgresql_where=text("deleted_at IS NULL"),
        ),
        Index("ix_models_workspace", "workspace_id", "name", "id"),
        Index("ix_models_created", "workspace_id", "created_at", "id"),
        Index("ix_models_rating", "workspace_id", "rating", "id"),
    )

    workspace_id: Mapped[UUID] = mapped_column(ForeignKey("workspaces.id"))
    kind: Mapped[str]
    source: Mapped[str]
    name: Mapped[str]
    file_name: Mapped[str]
    family: Mapped[str | None]
    family_certain: Mapped[bool] = mapped_column(default=False, server_default="false")
    base: Mapped[str] = mapped_column(default="", server_default="")
    creator: Mapped[str] = mapped_column(default="", server_default="")
    version_name: Mapped[str] = mapped_column(default="", server_default="")
    tags: Mapped[list[str]] = mapped_column(ARRAY(Text), default=list, server_default="{}")
    trigger_words: Mapped[list[str]] = mapped_column(ARRAY(Text), default=list, server_default="{}")
    nsfw: Mapped[bool] = mapped_column(default=False, server_default="false")
    rating: Mapped[float] = mapped_column(Float, default=0.0, server_default="0")
    size: Mapped[int | None] = mapped_column(BigInteger)
    sha256: Mapped[str | None]
    page_url: Mapped[str | None]
    download_url: Mapped[str | None]
    preview_url: Mapped[str | None]
    origin_id: Mapped[str | None]
    details: Mapped[dict[str, Any]] = mapped_column(JSONB, default=dict, server_default="{}")


class EndpointFile(Record):
    """A model file that an endpoint has in one of its folders, as it told at `seen_at`.

    `size` is in bytes, where it tells that.
    """

    __tablename__ = "endpoint_files"
    __table_args__ = (
        Index("ix_endpoint_files_name", "name", "endpoint_id"),
        Index("ix_endpoint_files_model", "model_id", "endpoint_id"),
    )

    endpoint_id: Mapped[UUID] = mapped_column(ForeignKey("endpoints.id"), primary_key=True)
    folder: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(primary_key=True)
    model_id: Mapped[UUID | None] = mapped_column(ForeignKey("models.id"))
    size: Mapped[int | None] = mapped_column(BigInteger)
    seen_at: Mapped[datetime]


class EndpointNodes(Record):
    """The node classes that an endpoint has, as it told at `seen_at`.

    `files` are those that its nodes offer of folders that it does not list otherwise, by folder.
    """

    __tablename__ = "endpoint_nodes"

    endpoint_id: Mapped[UUID] = mapped_column(ForeignKey("endpoints.id"), primary_key=True)
    classes: Mapped[list[str]] = mapped_column(ARRAY(Text))
    files: Mapped[dict[str, Any]] = mapped_column(JSONB)
    seen_at: Mapped[datetime]


class Bookmark(Record):
    """A model that somebody wants to find again."""

    __tablename__ = "model_bookmarks"

    account_id: Mapped[UUID] = mapped_column(ForeignKey("accounts.id"), primary_key=True)
    model_id: Mapped[UUID] = mapped_column(ForeignKey("models.id"), primary_key=True)
    created_at: Mapped[datetime] = mapped_column(server_default=text("now()"))


class ModelRating(Record):
    """How many stars somebody gives a model: 1 to 5."""

    __tablename__ = "model_ratings"
    __table_args__ = (
        CheckConstraint(f"stars BETWEEN 1 AND {MOST_STARS}", name="stars_are_in_range"),
    )

    model_id: Mapped[UUID] = mapped_column(ForeignKey("models.id"), primary_key=True)
    account_id: Mapped[UUID] = mapped_column(ForeignKey("accounts.id"), primary_key=True)
    stars: Mapped[int] = mapped_column(SmallInteger)
    rated_at: Mapped[datetime] = mapped_column(server_default=text("now()"))


class Preset(Record, Identified, Timestamped, Versioned, SoftDeleted):
    """Values to sample by, under a name. `settings` are of `studio.catalogue.rules`.

    It is for a family, or for one model (or for any, with neither). `is_default` has it applied
    by itself; `builtin` names one that comes with the studio and cannot be changed.
    """

    __tablename__ = "presets"
    __table_args__ = (
        deletion_is_whole(),
        CheckConstraint(_one_of("category", CATEGORIES), name="category_is_known"),
        CheckConstraint("family IS NULL OR model_id IS NULL", name="for_one_thing"),
        Index(
            "uq_presets_living_name",
            "workspace_id",
            "name",
            unique=True,
            postgresql_where=text("deleted_at IS NULL"),
        ),
        Index(
            "uq_presets_default",
            "workspace_id",
            text("coalesce(family, '')"),
            text("coalesce(model_id, '00000000-0000-0000-0000-000000000000')"),
            unique=True,
            postgresql_where=text("is_default AND deleted_at IS NULL"),
        ),
        UniqueConstraint("workspace_id", "builtin", name="uq_presets_builtin"),
    )

    workspace_id: Mapped[UUID] = mapped_column(ForeignKey("workspaces.id"))
    name: Mapped[str]
    description: Mapped[str] = mapped_column(default="", server_default="")
    category: Mapped[str]
    family: Mapped[str | None]
    model_id: Mapped[UUID | None] = mapped_column(ForeignKey("models.id"))
    settings: Mapped[dict[str, Any]] = mapped_column(JSONB)
    is_default: Mapped[bool] = mapped_column(default=False, server_default="false")
    builtin: Mapped[str | None]


class PresetVersion(Record):
    """A preset as it was before or after an edit; the newest is the preset itself."""

    __tablename__ = "preset_versions"

    preset_id: Mapped[UUID] = mapped_column(ForeignKey("presets.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    settings: Mapped[dict[str, Any]] = mapped_column(JSONB)
    edited_by: Mapped[UUID | None] = mapped_column(ForeignKey("accounts.id"))
    created_at: Mapped[datetime] = mapped_column(server_default=text("now()"))
