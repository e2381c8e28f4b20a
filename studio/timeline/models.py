"""Clips: the shots of a scene, placed on its timeline in whole frames of the project's rate."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import (
    ARRAY,
    Boolean,
    CheckConstraint,
    Computed,
    ForeignKeyConstraint,
    Index,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from studio.kernel.record import (
    Identified,
    Record,
    SoftDeleted,
    Timestamped,
    Versioned,
    deletion_is_whole,
)


class Clip(Record, Identified, Timestamped, Versioned, SoftDeleted):
    """`start_frame` counts from the scene's start; the frame after the clip is start + duration.

    `selected_living` is true for a living clip with a selection, else NULL: with it the foreign
    key demands that the selected take is a living take of this very clip. `picked_at` is when
    somebody picked it, NULL while it is shown because nobody has. `source_frame` is what of the take
    the clip begins with, in frames of the project's rate; `transition_kind` is how it comes out of
    what is before it, over `transition_frames`. While `locked_at`, requests for many clips leave
    it out.
    """

    __tablename__ = "clips"
    __table_args__ = (
        deletion_is_whole(),
        CheckConstraint("start_frame BETWEEN 0 AND 1073741824", name="start_is_in_range"),
        CheckConstraint("duration_frames BETWEEN 1 AND 1073741824", name="duration_is_in_range"),
        CheckConstraint("start_frame + duration_frames <= 1073741824", name="end_is_in_range"),
        CheckConstraint("source_frame BETWEEN 0 AND 1073741824", name="source_is_in_range"),
        CheckConstraint(
            "transition_kind IN ('CUT', 'DISSOLVE', 'FADE', 'WIPE')", name="transition_is_known"
        ),
        CheckConstraint(
            "transition_frames BETWEEN 0 AND 1000 "
            "AND (transition_kind = 'CUT') = (transition_frames = 0)",
            name="transition_takes_time",
        ),
        UniqueConstraint("id", "project_id", name="uq_clips_with_project"),
        ForeignKeyConstraint(
            ["scene_id", "project_id"], ["scenes.id", "scenes.project_id"], name="fk_clips_scene"
        ),
        ForeignKeyConstraint(
            ["selected_take_id", "id", "selected_living"],
            ["takes.id", "takes.clip_id", "takes.living"],
            name="fk_clips_selected_take",
            deferrable=True,
            initially="DEFERRED",
            use_alter=True,
        ),
        Index(
            "ix_clips_scene",
            "scene_id",
            "start_frame",
            "id",
            postgresql_where=text("deleted_at IS NULL"),
        ),
        Index("ix_clips_project", "project_id"),
        Index("ix_clips_deletion", "deletion_id", postgresql_where=text("deletion_id IS NOT NULL")),
    )

    project_id: Mapped[UUID]
    scene_id: Mapped[UUID]
    name: Mapped[str] = mapped_column(default="", server_default="")
    number: Mapped[str] = mapped_column(default="", server_default="")
    shot_kind: Mapped[str] = mapped_column(default="ACTION", server_default="ACTION")
    framing: Mapped[str] = mapped_column(default="MEDIUM", server_default="MEDIUM")
    start_frame: Mapped[int]
    duration_frames: Mapped[int]
    image_prompt: Mapped[str] = mapped_column(default="", server_default="")
    video_prompt: Mapped[str] = mapped_column(default="", server_default="")
    negative_prompt: Mapped[str] = mapped_column(default="", server_default="")
    caption: Mapped[str] = mapped_column(default="", server_default="")
    characters: Mapped[list[str]] = mapped_column(
        ARRAY(Text), default=list, server_default=text("'{}'")
    )
    source_line: Mapped[int | None]
    source_frame: Mapped[int] = mapped_column(default=0, server_default="0")
    transition_kind: Mapped[str] = mapped_column(default="CUT", server_default="CUT")
    transition_frames: Mapped[int] = mapped_column(default=0, server_default="0")
    selected_take_id: Mapped[UUID | None]
    picked_at: Mapped[datetime | None]
    locked_at: Mapped[datetime | None]
    selected_living: Mapped[bool | None] = mapped_column(
        Boolean,
        Computed(
            "CASE WHEN selected_take_id IS NOT NULL AND deleted_at IS NULL THEN true END",
            persisted=True,
        ),
    )
