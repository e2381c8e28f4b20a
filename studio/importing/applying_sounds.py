"""What is chosen of the changes of a cut's sound, done to the tracks of the project."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from uuid import UUID

from sqlalchemy import select

from studio.access.queries import find_many
from studio.access.viewer import Viewer
from studio.importing.comparing import name_of
from studio.importing.comparing_sounds import SoundChange, SoundChangeKind
from studio.importing.linking import known_to
from studio.importing.reading import ReadClip, line_of, refuse
from studio.kernel.text import NAME, checked
from studio.kernel.time import MAX_FRAME
from studio.kernel.work import Work
from studio.library.models import Asset
from studio.projects.models import Project
from studio.sound.models import Track
from studio.sound.service.laying import delete_track, lay_track

_NAMED_IN_WORDS = 5


@dataclass(frozen=True, slots=True)
class FormerTrack:
    """A track as it was before an act."""

    track_id: UUID
    name: str
    start_frame: int
    source_samples: int
    duration_frames: int | None
    gain_db: float
    fade_in_frames: int
    fade_out_frames: int
    muted: bool


@dataclass(frozen=True, slots=True)
class AppliedSounds:
    """The tracks that were made, deleted and changed."""

    made: tuple[UUID, ...]
    deleted: tuple[UUID, ...]
    former: tuple[FormerTrack, ...]
    warnings: tuple[str, ...]


async def lock_tracks(work: Work, viewer: Viewer, project: Project) -> dict[UUID, Track]:
    """Those of the (locked) project, locked."""
    living = select(Track.id).where(Track.project_id == project.id, Track.deleted_at.is_(None))
    ids = set(await work.session.scalars(living))
    return await find_many(work, viewer, Track, ids, field="projectId")


async def apply_sounds(
    work: Work,
    viewer: Viewer,
    project: Project,
    tracks: Mapping[UUID, Track],
    changes: Sequence[SoundChange],
) -> AppliedSounds:
    """Do these changes to the (locked) tracks; a new sound whose file is not here is left out, which
    the warnings tell. Raises UserError for what no track can be."""
    gone = [one.track for one in changes if one.kind is SoundChangeKind.GONE and one.track]
    for track_id in gone:
        await delete_track(work, viewer, track_id, expected_version=None)
    former: dict[UUID, FormerTrack] = {}
    # A trimmed sound takes the fade that is heard of it along: another fade comes after that.
    for one in sorted(changes, key=lambda one: one.kind is not SoundChangeKind.TRIMMED):
        if one.before and one.after and one.track:
            track = tracks[one.track]
            former.setdefault(track.id, _before(track))
            asset = await work.session.get_one(Asset, track.asset_id)
            _settle(track, one, project.rate, asset)
    for track_id in former:
        track = tracks[track_id]
        _frame(track.start_frame)
        track.version += 1
        work.changed("track", track.id, stream=project.id, version=track.version)
    reads = [one.read for one in changes if one.kind is SoundChangeKind.NEW and one.read]
    made, missing = await _lay(work, viewer, project, reads)
    await work.session.flush()
    return AppliedSounds(tuple(made), tuple(gone), tuple(former.values()), _left_out(missing))


def _before(track: Track) -> FormerTrack:
    return FormerTrack(
        track.id,
        track.name,
        track.start_frame,
        track.source_samples,
        track.duration_frames,
        track.gain_db,
        track.fade_in_frames,
        track.fade_out_frames,
        track.muted,
    )


def _settle(track: Track, change: SoundChange, rate: Fraction, asset: Asset) -> None:
    before, after = change.before, change.after
    assert before is not None
    assert after is not None
    later = after.span.start - before.span.start
    track.start_frame += later
    if change.kind is SoundChangeKind.TRIMMED:
        if change.lasts is not None:
            track.duration_frames = _frame(change.lasts)
            track.fade_out_frames = _frame(after.level.fade_out)
        elif track.duration_frames is not None:
            track.duration_frames -= later
        slip = _samples(after.source - before.source, rate, asset)
        track.source_samples = _within(track.source_samples + slip, asset)
    if change.kind is SoundChangeKind.RENAMED:
        track.name = checked(line_of(after.name), "name", limit=NAME, required=True)
    if change.kind is SoundChangeKind.GAIN:
        track.gain_db = after.level.gain
    if change.kind is SoundChangeKind.MUTED:
        track.muted = after.level.muted
    if after.level.fade_in != before.level.fade_in:
        track.fade_in_frames = _frame(after.level.fade_in)
    if after.level.fade_out != before.level.fade_out:
        track.fade_out_frames = _frame(after.level.fade_out)


async def _lay(
    work: Work, viewer: Viewer, project: Project, reads: Sequence[ReadClip]
) -> tuple[list[UUID], list[ReadClip]]:
    """The tracks that are new, and what could not be laid."""
    known = await known_to(work, viewer, [read.shown for read in reads])
    made: list[UUID] = []
    missing: list[ReadClip] = []
    for read in reads:
        asset = known.sound(read.shown)
        if asset is None:
            missing.append(read)
            continue
        name = line_of(name_of(read)) or "Sound"
        start = _frame(read.span.start)
        track = await lay_track(work, project, asset.id, name=name, start_frame=start)
        track.source_samples = _within(_samples(read.source, project.rate, asset), asset)
        track.duration_frames = _frame(read.span.duration)
        track.gain_db, track.muted = read.level.gain, read.level.muted
        track.fade_in_frames = _frame(read.level.fade_in)
        track.fade_out_frames = _frame(read.level.fade_out)
        made.append(track.id)
    return made, missing


def _left_out(missing: Sequence[ReadClip]) -> tuple[str, ...]:
    if not missing:
        return ()
    named = ", ".join(name_of(one)[:60] for one in missing[:_NAMED_IN_WORDS])
    more = len(missing) - _NAMED_IN_WORDS
    few = f"{named} and {more} more" if more > 0 else named
    return (f"Sounds that were left out, since their files are not here: {few}",)


def _samples(frames: int, rate: Fraction, asset: Asset) -> int:
    return round(frames / rate * (asset.sample_rate or 0))


def _within(sample: int, asset: Asset) -> int:
    if sample >= (asset.samples or 0):
        refuse("A sound would begin behind the end of its file. Leave this change out.")
    return max(0, sample)


def _frame(frame: int) -> int:
    if not 0 <= frame <= MAX_FRAME:
        refuse(f"A sound would lie beyond frame {MAX_FRAME:,}, or before the film begins.")
    return frame
