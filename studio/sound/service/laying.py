"""Tracks laid under a film, changed, put in order, taken away and brought back."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from fractions import Fraction
from math import isfinite
from typing import Any
from uuid import UUID

from sqlalchemy import func, select

from studio.access.queries import check_version, find, find_many
from studio.access.viewer import Viewer
from studio.kernel.errors import ErrorCode, NotFound, UserError
from studio.kernel.ids import uuid7
from studio.kernel.text import NAME, checked
from studio.kernel.time import MAX_FRAME
from studio.kernel.work import Work
from studio.library.models import Asset
from studio.library.service import StoredFile, add_asset
from studio.projects.models import Project
from studio.projects.rules import check_order
from studio.sound.models import SoundAnalysis, Track
from studio.sound.queries import sounding
from studio.sound.rules import (
    MOST_IN_BAR,
    MOST_TRACKS,
    check_count,
    check_gain,
    check_tempo,
)

_FRAMES = ("start_frame", "fade_in_frames", "fade_out_frames")


async def bring_track(
    work: Work,
    viewer: Viewer,
    project_id: UUID | None,
    file: StoredFile,
    *,
    name: str,
    start_frame: int = 0,
) -> Track:
    """Own the file of sound, which is stored, and lay it under the film from that frame on."""
    project = await find(work, viewer, Project, project_id, field="projectId")
    viewer.demand_edit()
    asset_id = await add_asset(work, file, workspace_id=project.workspace_id, project_id=project.id)
    return await lay_track(work, project, asset_id, name=name, start_frame=start_frame)


async def lay_track(
    work: Work, project: Project, asset_id: UUID, *, name: str, start_frame: int
) -> Track:
    """Lay an asset of sound under the film of the (locked) project, and have it listened to."""
    last = await _make_room(work, project.id, "projectId")
    track = Track(
        id=uuid7(),
        project_id=project.id,
        asset_id=asset_id,
        position=last + 1,
        name=checked(name, "name", limit=NAME, required=True),
        start_frame=check_count(start_frame, "startFrame", 0, MAX_FRAME),
        version=1,
    )
    work.session.add(track)
    await work.session.flush()
    await listen_to(work, asset_id)
    work.changed("track", track.id, stream=project.id, version=1)
    return track


async def _make_room(work: Work, project_id: UUID, field: str) -> int:
    """The last position of its tracks, -1 where there are none. Raises LIMIT_EXCEEDED."""
    count, last = (
        await work.session.execute(
            select(func.count(), func.coalesce(func.max(Track.position), -1)).where(
                Track.project_id == project_id, Track.deleted_at.is_(None)
            )
        )
    ).one()
    if count >= MOST_TRACKS:
        raise UserError(
            f"A project has {MOST_TRACKS} tracks at most. Delete one first.",
            code=ErrorCode.LIMIT_EXCEEDED,
            field=[field],
        )
    return int(last)


async def listen_to(work: Work, asset_id: UUID) -> None:
    """Have the asset's sound analysed, unless that was done of its bytes."""
    known = await work.session.scalar(
        select(SoundAnalysis.blob_sha256)
        .join(Asset, Asset.blob_sha256 == SoundAnalysis.blob_sha256)
        .where(Asset.id == asset_id, SoundAnalysis.failure.is_(None))
    )
    if known is None:
        work.dispatch("analyse_sound", str(asset_id))


async def update_track(
    work: Work,
    viewer: Viewer,
    track_id: UUID | None,
    changes: Mapping[str, Any],
    *,
    expected_version: int | None,
) -> Track:
    """Apply `changes` (the columns of a track by their names; `first_beat_seconds` instead of
    samples; `detected_beats` to forget the tempo that somebody gave); what is missing stays."""
    track = await find(work, viewer, Track, track_id)
    viewer.demand_edit()
    check_version(track.version, expected_version)
    asset = await work.session.get_one(Asset, track.asset_id)
    if "name" in changes:
        track.name = checked(changes["name"], "name", limit=NAME, required=True)
    for column in _FRAMES:
        if column in changes:
            setattr(track, column, check_count(changes[column], _camel(column), 0, MAX_FRAME))
    if "duration_frames" in changes:
        frames = check_count(changes["duration_frames"], "durationFrames", 0, MAX_FRAME)
        track.duration_frames = frames or None
    if "source_samples" in changes:
        track.source_samples = _sample(changes["source_samples"], "sourceSamples", asset)
    if "gain_db" in changes:
        track.gain_db = check_gain(changes["gain_db"])
    if "muted" in changes:
        track.muted = changes["muted"]
    if "beats_per_bar" in changes:
        track.beats_per_bar = check_count(changes["beats_per_bar"], "beatsPerBar", 1, MOST_IN_BAR)
    await _set_grid(work, track, asset, changes)
    track.version += 1
    work.changed("track", track.id, stream=track.project_id, version=track.version)
    return track


async def _set_grid(work: Work, track: Track, asset: Asset, changes: Mapping[str, Any]) -> None:
    """A tempo without a first beat begins where the grid did so far, and the other way round."""
    tempo, first = changes.get("tempo"), _first_beat(changes, asset)
    if changes.get("detected_beats"):
        if tempo is not None or first is not None:
            raise UserError(
                "Give a tempo or have the detected beats, not both.", field=["detectedBeats"]
            )
        track.tempo = track.first_beat_samples = None
        return
    if tempo is None and first is None:
        return
    known = (await sounding(work.session, [track.id]))[track.id]
    if tempo is None:
        tempo = track.tempo or known.found_tempo
        if tempo is None:
            raise UserError(
                "No tempo is known of this track. Give it with the first beat.", field=["tempo"]
            )
        tempo = min(400.0, max(20.0, tempo))
    if first is None:
        first = (
            round(known.grid.beats[known.grid.downbeat]) if known.grid and known.grid.beats else 0
        )
    track.tempo, track.first_beat_samples = check_tempo(tempo), first


def _first_beat(changes: Mapping[str, Any], asset: Asset) -> int | None:
    samples, seconds = changes.get("first_beat_samples"), changes.get("first_beat_seconds")
    if samples is not None and seconds is not None:
        raise UserError(
            "Give the first beat in samples or in seconds, not both.", field=["firstBeatSeconds"]
        )
    if seconds is not None:
        if not isfinite(seconds):
            raise UserError("Seconds are a finite number.", field=["firstBeatSeconds"])
        samples = round(Fraction(repr(seconds)) * (asset.sample_rate or 0))
        return _sample(samples, "firstBeatSeconds", asset)
    return None if samples is None else _sample(samples, "firstBeatSamples", asset)


def _sample(value: int, field: str, asset: Asset) -> int:
    if not 0 <= value < (asset.samples or 0):
        raise UserError(
            f"{field} lies within the file: before its sample {asset.samples}.", field=[field]
        )
    return value


async def reorder_tracks(
    work: Work, viewer: Viewer, project_id: UUID | None, track_ids: Sequence[UUID | None]
) -> Project:
    """Put the project's tracks into this order, which must name each of them once."""
    project = await find(work, viewer, Project, project_id, field="projectId")
    viewer.demand_edit()
    living = select(Track.id).where(Track.project_id == project.id, Track.deleted_at.is_(None))
    ids = set(await work.session.scalars(living))
    check_order(
        [str(track_id) for track_id in track_ids],
        {str(track_id) for track_id in ids},
        what="track",
        field="trackIds",
    )
    tracks = await find_many(work, viewer, Track, ids, field="trackIds")
    for position, track_id in enumerate(track_ids):
        track = tracks[track_id] if track_id else None
        if track and track.position != position:
            track.position = position
            work.changed("track", track.id, stream=project.id, version=track.version)
    return project


async def delete_track(
    work: Work, viewer: Viewer, track_id: UUID | None, *, expected_version: int | None
) -> Track:
    track = await find(work, viewer, Track, track_id)
    viewer.demand_edit()
    check_version(track.version, expected_version)
    track.deleted_at, track.deletion_id = datetime.now(UTC), uuid7()
    work.deleted("track", track.id, stream=track.project_id)
    return track


async def restore_track(
    work: Work, viewer: Viewer, track_id: UUID | None, *, expected_version: int | None
) -> Track:
    """Bring it back to its place among the tracks, unless its project is deleted."""
    seen = await find(work, viewer, Track, track_id, deleted=True, lock=False)
    try:
        await find(work, viewer, Project, seen.project_id)
    except NotFound:
        raise UserError(
            "Its project is deleted too. Restore the project first.", code=ErrorCode.INVALID_STATE
        ) from None
    track = await find(work, viewer, Track, track_id, deleted=True)
    viewer.demand_edit()
    await _make_room(work, track.project_id, "id")
    check_version(track.version, expected_version)
    track.deleted_at = track.deletion_id = None
    track.version += 1
    work.changed("track", track.id, stream=track.project_id, version=track.version)
    return track


def _camel(name: str) -> str:
    first, *rest = name.split("_")
    return first + "".join(part.title() for part in rest)
