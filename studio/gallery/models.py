"""Takes: the results of a clip, generated or uploaded. A clip's gallery is its takes."""

from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Computed,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Numeric,
    UniqueConstraint,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from studio.kernel.record import Identified, Record, SoftDeleted, Timestamped, deletion_is_whole


class Take(Record, Identified, Timestamped, SoftDeleted):
    """`living` is true or NULL, for the foreign key of a clip's selection.

    One that was made in another studio, and restored here, may have a recipe without an attempt.
    One that was purged stays for what is told of renders. Nobody finds it any more, and it has no file
    unless something else needs that.
    """

    __tablename__ = "takes"
    __table_args__ = (
        deletion_is_whole(),
        CheckConstraint("kind IN ('IMAGE', 'VIDEO', 'AUDIO')", name="kind_is_known"),
        CheckConstraint("seed BETWEEN 0 AND 18446744073709551615", name="seed_is_in_range"),
        CheckConstraint(
            "(attempt_id IS NULL AND recipe_id IS NULL) = (output_index IS NULL)",
            name="made_and_output_together",
        ),
        CheckConstraint("purged_at IS NULL OR deleted_at IS NOT NULL", name="purged_is_deleted"),
        CheckConstraint("asset_id IS NOT NULL OR purged_at IS NOT NULL", name="file_until_purged"),
        ForeignKeyConstraint(
            ["clip_id", "project_id"], ["clips.id", "clips.project_id"], name="fk_takes_clip"
        ),
        ForeignKeyConstraint(
            ["project_id", "workspace_id"],
            ["projects.id", "projects.workspace_id"],
            name="fk_takes_project",
        ),
        UniqueConstraint("attempt_id", "output_index", name="uq_takes_attempt_output"),
        UniqueConstraint("id", "clip_id", "living", name="uq_takes_living"),
        Index(
            "ix_takes_clip",
            "clip_id",
            "created_at",
            "id",
            postgresql_where=text("deleted_at IS NULL"),
        ),
        Index(
            "ix_takes_project",
            "project_id",
            "created_at",
            "id",
            postgresql_where=text("deleted_at IS NULL"),
        ),
        Index(
            "ix_takes_workspace",
            "workspace_id",
            "created_at",
            "id",
            postgresql_where=text("deleted_at IS NULL"),
        ),
        Index("ix_takes_job", "job_id"),
        Index("ix_takes_recipe", "recipe_id", postgresql_where=text("recipe_id IS NOT NULL")),
        Index("ix_takes_asset", "asset_id"),
        Index("ix_takes_thumbnail", "thumbnail_asset_id"),
        Index(
            "ix_takes_deleted",
            "deleted_at",
            "id",
            postgresql_where=text("deleted_at IS NOT NULL AND purged_at IS NULL"),
        ),
        Index(
            "ix_takes_purged",
            "purged_at",
            "id",
            postgresql_where=text("purged_at IS NOT NULL AND asset_id IS NOT NULL"),
        ),
        Index("ix_takes_deletion", "deletion_id", postgresql_where=text("deletion_id IS NOT NULL")),
    )

    workspace_id: Mapped[UUID]
    project_id: Mapped[UUID]
    clip_id: Mapped[UUID]
    job_id: Mapped[UUID | None] = mapped_column(ForeignKey("render_jobs.id"))
    attempt_id: Mapped[UUID | None] = mapped_column(ForeignKey("attempts.id"))
    recipe_id: Mapped[UUID | None] = mapped_column(ForeignKey("recipes.id"))
    output_index: Mapped[int | None]
    asset_id: Mapped[UUID] = mapped_column(ForeignKey("assets.id"), nullable=True)
    thumbnail_asset_id: Mapped[UUID | None] = mapped_column(ForeignKey("assets.id"))
    kind: Mapped[str]
    seed: Mapped[Decimal | None] = mapped_column(Numeric(20, 0))
    model: Mapped[str]
    prompt: Mapped[str]
    negative_prompt: Mapped[str] = mapped_column(default="", server_default="")
    parameters: Mapped[dict[str, Any]] = mapped_column(JSONB)
    purged_at: Mapped[datetime | None]
    living: Mapped[bool | None] = mapped_column(
        Boolean, Computed("CASE WHEN deleted_at IS NULL THEN true END", persisted=True)
    )
