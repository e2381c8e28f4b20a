"""Tracks: what is heard under the whole film, and what its file was found to be."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import (
    ARRAY,
    BigInteger,
    CheckConstraint,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
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


class Track(Record, Identified, Timestamped, Versioned, SoftDeleted):
    """A file of sound on a project's timeline.

    `start_frame` counts from the film's first frame in the project's rate; `source_samples` is the
    sample of the file that is heard there. Without `duration_frames` it is heard to its end. Gain in
    decibels, fades in frames. `tempo` (beats a minute) and `first_beat_samples`, where somebody gave
    them, stand for what was detected.
    """

    __tablename__ = "tracks"
    __table_args__ = (
        deletion_is_whole(),
        CheckConstraint("position >= 0", name="position_is_positive"),
        CheckConstraint("start_frame BETWEEN 0 AND 1073741824", name="start_is_in_range"),
        CheckConstraint("source_samples >= 0", name="source_is_positive"),
        CheckConstraint(
            "duration_frames IS NULL OR duration_frames BETWEEN 1 AND 1073741824",
            name="duration_is_in_range",
        ),
        CheckConstraint("gain_db BETWEEN -60 AND 12", name="gain_is_sane"),
        CheckConstraint(
            "fade_in_frames BETWEEN 0 AND 1073741824 AND fade_out_frames BETWEEN 0 AND 1073741824",
            name="fades_are_in_range",
        ),
        CheckConstraint("tempo IS NULL OR tempo BETWEEN 20 AND 400", name="tempo_is_sane"),
        CheckConstraint(
            "(tempo IS NULL) = (first_beat_samples IS NULL) AND first_beat_samples >= 0",
            name="grid_is_whole",
        ),
        CheckConstraint("beats_per_bar BETWEEN 1 AND 16", name="bar_is_sane"),
        Index(
            "ix_tracks_project",
            "project_id",
            "position",
            "id",
            postgresql_where=text("deleted_at IS NULL"),
        ),
        Index("ix_tracks_asset", "asset_id"),
        Index(
            "ix_tracks_deletion", "deletion_id", postgresql_where=text("deletion_id IS NOT NULL")
        ),
    )

    project_id: Mapped[UUID] = mapped_column(ForeignKey("projects.id"))
    asset_id: Mapped[UUID] = mapped_column(ForeignKey("assets.id"))
    position: Mapped[int]
    name: Mapped[str]
    start_frame: Mapped[int] = mapped_column(default=0, server_default="0")
    source_samples: Mapped[int] = mapped_column(BigInteger, default=0, server_default="0")
    duration_frames: Mapped[int | None]
    gain_db: Mapped[float] = mapped_column(Float, default=0.0, server_default="0")
    fade_in_frames: Mapped[int] = mapped_column(default=0, server_default="0")
    fade_out_frames: Mapped[int] = mapped_column(default=0, server_default="0")
    muted: Mapped[bool] = mapped_column(default=False, server_default="false")
    tempo: Mapped[float | None] = mapped_column(Float)
    first_beat_samples: Mapped[int | None] = mapped_column(BigInteger)
    beats_per_bar: Mapped[int] = mapped_column(default=4, server_default="4")


class SoundAnalysis(Record):
    """What was found in a file of sound, by its content.

    `beats` are samples from its start, at its own rate; `downbeat` is which of the first is the first
    of a bar. `confidence` is 0 to 1. `peaks` are minimum and maximum, signed bytes, of each
    `samples_per_peak` samples of the mixed-down channels. Where it could not be read `failure` says why.
    """

    __tablename__ = "sound_analyses"

    blob_sha256: Mapped[str] = mapped_column(
        ForeignKey("blobs.sha256", ondelete="CASCADE"), primary_key=True
    )
    tempo: Mapped[float | None] = mapped_column(Float)
    confidence: Mapped[float] = mapped_column(Float, default=0.0, server_default="0")
    beats: Mapped[list[int]] = mapped_column(
        ARRAY(Integer), default=list, server_default=text("'{}'")
    )
    downbeat: Mapped[int] = mapped_column(default=0, server_default="0")
    beats_per_bar: Mapped[int] = mapped_column(default=4, server_default="4")
    peaks: Mapped[bytes] = mapped_column(LargeBinary)
    samples_per_peak: Mapped[int]
    failure: Mapped[str | None]
    made_at: Mapped[datetime] = mapped_column(server_default=text("now()"))
