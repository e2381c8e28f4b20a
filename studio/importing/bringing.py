"""A timeline of any program becomes a project."""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from uuid import UUID

from studio.access.viewer import Viewer
from studio.importing.comparing import name_of
from studio.importing.laying import Lying, laid
from studio.importing.linking import Known, known_to, show_known
from studio.importing.readers.aside import read_aside
from studio.importing.reading import ReadClip, Reading, line_of, refuse
from studio.kernel.errors import ErrorCode
from studio.kernel.ids import uuid7
from studio.kernel.text import checked
from studio.kernel.time import MAX_FRAME
from studio.kernel.work import Work
from studio.projects.models import Project, Scene
from studio.projects.rules import DEFAULT_HEIGHT, DEFAULT_WIDTH, MAX_SIZE, MIN_SIZE
from studio.projects.service import create_project
from studio.sound.models import Track
from studio.sound.rules import MOST_TRACKS
from studio.sound.service.laying import listen_to
from studio.timeline.models import Clip

UNTITLED = "Imported timeline"
_NAMED_IN_WORDS = 5


@dataclass(frozen=True, slots=True)
class Brought:
    """The project, and what of the timeline could not be taken, in words."""

    project: Project
    warnings: tuple[str, ...]


async def import_timeline(
    work: Work,
    viewer: Viewer,
    *,
    text: str,
    name: str | None = None,
    rate: Fraction | None = None,
    by_markers: bool = True,
) -> Brought:
    """A new project of its clips, in one scene or, `by_markers`, in a scene for each marker.

    Clips that overlapped do. Takes and sounds that the workspace has are shown and heard; others are
    told in the warnings. `rate` is for a list that does not say its own. Raises UserError.
    """
    viewer.demand_edit()
    _, reading = await read_aside(text, rate)
    clips = [one for one in reading.clips if one.enabled]
    if reading.length > MAX_FRAME:
        refuse(f"A film ends at frame {MAX_FRAME:,} at most.", code=ErrorCode.LIMIT_EXCEEDED)
    width, height = _size(reading)
    project = await create_project(
        work,
        viewer,
        name=name or reading.name or UNTITLED,
        rate=reading.rate,
        width=width,
        height=height,
    )
    await work.session.flush()
    warnings = list(reading.warnings)
    if hidden := len(reading.clips) - len(clips):
        warnings.append(f"Clips that are switched off were left out: {hidden}")
    known = await known_to(work, viewer, [one.shown for one in (*clips, *reading.sounds)])
    made = await _write(work, project, reading, clips, by_markers=by_markers)
    warnings += unknown(await show_known(work, known, made))
    if silent := await _lay_sounds(work, project, known, reading):
        warnings.append(
            f"Sounds that were left out, since their files are not here: {_few(silent)}"
        )
    return Brought(project, tuple(warnings))


def new_clip(read: ReadClip, scene: Scene, start: int) -> Clip:
    """A clip of what was read, at this frame of the scene."""
    made = read.transition
    return Clip(
        id=uuid7(),
        project_id=scene.project_id,
        scene_id=scene.id,
        name=line_of(name_of(read)),
        caption=read.note,
        start_frame=start,
        duration_frames=read.span.duration,
        source_frame=read.source,
        transition_kind=made.kind.value if made else "CUT",
        transition_frames=made.frames if made else 0,
        version=1,
    )


async def _write(
    work: Work,
    project: Project,
    reading: Reading,
    clips: Sequence[ReadClip],
    *,
    by_markers: bool,
) -> list[tuple[Clip, ReadClip]]:
    names, starts = _scenes(reading, by_markers=by_markers)
    lying = [
        Lying(rank, one.span, max(0, bisect_right(starts, one.span.start) - 1))
        for rank, one in enumerate(clips)
    ]
    places = laid(lying)
    scenes = [
        Scene(id=uuid7(), project_id=project.id, position=rank, name=name, version=1)
        for rank, name in enumerate(names)
    ]
    work.session.add_all(scenes)
    await work.session.flush()
    made = [
        (new_clip(read, scenes[places[rank].scene], places[rank].start), read)
        for rank, read in enumerate(clips)
    ]
    work.session.add_all(clip for clip, _ in made)
    await work.session.flush()
    for scene in scenes:
        work.changed("scene", scene.id, stream=project.id, version=1)
    for clip, _ in made:
        work.changed("clip", clip.id, stream=project.id, version=1)
    return made


def _scenes(reading: Reading, *, by_markers: bool) -> tuple[list[str], list[int]]:
    """Their names and where they should begin, the first of them with the film."""
    sections = reading.sections if by_markers else ()
    if not sections:
        return [reading.name or UNTITLED], [0]
    named = [(one.name or f"Scene {rank}", one.span.start) for rank, one in enumerate(sections, 1)]
    if named[0][1] > min((one.span.start for one in reading.clips), default=0):
        named.insert(0, (reading.name or UNTITLED, 0))
    return [name for name, _ in named], [start for _, start in named]


async def _lay_sounds(
    work: Work, project: Project, known: Known, reading: Reading
) -> list[ReadClip]:
    missing: list[ReadClip] = []
    assets: set[UUID] = set()
    position = 0
    for read in reading.sounds:
        asset = known.sound(read.shown)
        if asset is None or position >= MOST_TRACKS:
            missing.append(read)
            continue
        track = Track(
            id=uuid7(),
            project_id=project.id,
            asset_id=asset.id,
            position=position,
            name=checked(line_of(name_of(read)) or "Sound", "name", limit=200),
            start_frame=read.span.start,
            source_samples=int(Fraction(read.source) / reading.rate * (asset.sample_rate or 0)),
            duration_frames=read.span.duration,
            gain_db=read.level.gain,
            fade_in_frames=read.level.fade_in,
            fade_out_frames=read.level.fade_out,
            muted=read.level.muted,
            version=1,
        )
        position += 1
        assets.add(asset.id)
        work.session.add(track)
        work.changed("track", track.id, stream=project.id, version=1)
    await work.session.flush()
    for asset_id in sorted(assets):
        await listen_to(work, asset_id)
    return missing


def unknown(missing: Sequence[ReadClip]) -> list[str]:
    """What to say of clips whose takes are not here."""
    if not missing:
        return []
    return [f"Clips that show nothing yet, since their files are not here: {_few(missing)}"]


def _few(missing: Sequence[ReadClip]) -> str:
    named = ", ".join(name_of(one)[:60] for one in missing[:_NAMED_IN_WORDS])
    more = len(missing) - _NAMED_IN_WORDS
    return f"{named} and {more} more" if more > 0 else named


def _size(reading: Reading) -> tuple[int, int]:
    width, height = reading.width or DEFAULT_WIDTH, reading.height or DEFAULT_HEIGHT
    if MIN_SIZE <= width <= MAX_SIZE and MIN_SIZE <= height <= MAX_SIZE:
        return width, height
    return DEFAULT_WIDTH, DEFAULT_HEIGHT
