"""Tracks as they lie, with the beats that are known of them."""

from collections.abc import Collection
from dataclasses import dataclass
from fractions import Fraction
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from studio.access.predicates import visible
from studio.access.viewer import Viewer
from studio.library.models import Asset
from studio.sound.models import SoundAnalysis, Track
from studio.sound.rules import Beat, BeatGrid, Laid, beats_on_film, even_grid


@dataclass(frozen=True, slots=True)
class Sounding:
    """A track's place, and its beats: those that somebody gave, else those that were found; none
    while it has not been listened to."""

    laid: Laid
    grid: BeatGrid | None
    found_tempo: float | None

    def beats(self, rate: Fraction) -> list[Beat]:
        """Those that are heard, on the frames of a film of this rate."""
        return list(beats_on_film(self.grid, self.laid, rate)) if self.grid else []


@dataclass(frozen=True, slots=True)
class Drawing:
    """What a track's file looks like: minimum and maximum (signed bytes) of each `samples_per_peak`
    samples. No peaks while it is not listened to, nor where that came to nothing (`failure`)."""

    sha256: str
    sample_rate: int
    samples_per_peak: int
    peaks: bytes | None
    failure: str | None


async def drawing(session: AsyncSession, viewer: Viewer, track_id: UUID | None) -> Drawing | None:
    """Of a living track that the viewer may see."""
    found = await session.execute(
        select(
            Asset.blob_sha256,
            Asset.sample_rate,
            SoundAnalysis.samples_per_peak,
            SoundAnalysis.peaks,
            SoundAnalysis.failure,
        )
        .join(Track, Track.asset_id == Asset.id)
        .join(SoundAnalysis, SoundAnalysis.blob_sha256 == Asset.blob_sha256, isouter=True)
        .where(
            Track.id == track_id,
            Track.deleted_at.is_(None),
            visible(Track.__table__, viewer.workspace_id),
        )
    )
    row = found.one_or_none()
    if row is None:
        return None
    peaks = row.peaks if row.failure is None else None
    per_peak = row.samples_per_peak or 0
    return Drawing(row.blob_sha256, row.sample_rate or 0, per_peak, peaks, row.failure)


async def sounding(session: AsyncSession, track_ids: Collection[UUID]) -> dict[UUID, Sounding]:
    """By the tracks' ids."""
    rows = await session.execute(
        select(
            Track.id,
            Track.start_frame,
            Track.source_samples,
            Track.duration_frames,
            Track.tempo,
            Track.first_beat_samples,
            Track.beats_per_bar,
            Asset.samples,
            Asset.sample_rate,
            SoundAnalysis.tempo.label("found_tempo"),
            SoundAnalysis.beats,
            SoundAnalysis.downbeat,
        )
        .join(Asset, Asset.id == Track.asset_id)
        .join(SoundAnalysis, SoundAnalysis.blob_sha256 == Asset.blob_sha256, isouter=True)
        .where(Track.id.in_(track_ids))
    )
    return {row.id: _sounding(row) for row in rows}


def _sounding(row: Any) -> Sounding:
    laid = Laid(
        row.start_frame, row.source_samples, row.duration_frames, row.samples, row.sample_rate
    )
    grid = None
    if row.tempo is not None:
        grid = even_grid(row.tempo, row.first_beat_samples, row.beats_per_bar, laid)
    elif row.beats:
        found = [Fraction(sample) for sample in row.beats]
        grid = BeatGrid(found, row.downbeat, row.beats_per_bar)
    return Sounding(laid, grid, row.found_tempo)
