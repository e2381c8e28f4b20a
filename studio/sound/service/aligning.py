"""The edges of a film's clips put onto the beats of a track under it."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select

from studio.access.queries import find, find_many
from studio.access.viewer import Viewer
from studio.kernel.errors import ErrorCode, NotFound, UserError
from studio.kernel.work import Work
from studio.projects.models import Project, Scene
from studio.sound.models import Track
from studio.sound.queries import sounding
from studio.sound.rules import Lines, lines_of, on_lines
from studio.timeline.queries import spans_in
from studio.timeline.rules import Span
from studio.timeline.service.locking import lock_clips
from studio.timeline.service.placing import MOST_PLACES, Place, put_to

_WIDEST = 64


@dataclass(frozen=True, slots=True)
class Scope:
    """Which clips: those of these scenes, these, or (with neither) all of the film."""

    scenes: Collection[UUID] | None = None
    clips: Collection[UUID] | None = None


async def align_to_beats(
    work: Work,
    viewer: Viewer,
    project_id: UUID | None,
    track_id: UUID | None,
    *,
    scope: Scope,
    every: int = 1,
    bars: bool = False,
) -> list[Place]:
    """Put the edges of clips on the nearest beats, or every so many of them, or bars.

    Scenes follow one another: what one of them gains or loses moves those behind it under the music.
    Answers the former places of what moved, in the order of the film.
    """
    project = await find(work, viewer, Project, project_id, field="projectId")
    viewer.demand_edit()
    track = await find(work, viewer, Track, track_id, lock=False, field="trackId")
    if track.project_id != project.id:
        raise NotFound("The project has no track of this id.", field=["trackId"])
    if not 1 <= every <= _WIDEST:
        raise UserError(f"every lies between 1 and {_WIDEST}, not {every}.", field=["every"])
    scenes = await _locked_scenes(work, viewer, project.id)
    tracks = await spans_in(work, scenes)
    chosen = _chosen(scope, scenes, tracks)
    beats = (await sounding(work.session, [track.id]))[track.id].beats(project.rate)
    frames = lines_of(beats, every=every, bars=bars)
    undo: list[Place] = []
    begins = 0
    for scene_id in scenes:
        before = tracks[scene_id]
        lines = Lines.of([frame - begins for frame in frames])
        now = on_lines(before, chosen, lines) if chosen & before.keys() else before
        undo += await put_to(work, before, now)
        begins += max((span.end for span in now.values()), default=0)
    return undo


async def _locked_scenes(work: Work, viewer: Viewer, project_id: UUID) -> list[UUID]:
    """The living scenes in the order of the film, they and their clips locked."""
    living = select(Scene.id).where(Scene.project_id == project_id, Scene.deleted_at.is_(None))
    ids = set(await work.session.scalars(living))
    scenes = await find_many(work, viewer, Scene, ids, field="projectId")
    await lock_clips(work, ids)
    return [scene.id for scene in sorted(scenes.values(), key=lambda one: (one.position, one.id))]


def _chosen(
    scope: Scope, scenes: Iterable[UUID], tracks: Mapping[UUID, Mapping[UUID, Span]]
) -> set[UUID]:
    if scope.scenes is not None and scope.clips is not None:
        raise UserError("Name scenes or clips, not both.", field=["clipIds"])
    everywhere = {clip_id for track in tracks.values() for clip_id in track}
    if scope.clips is not None:
        if not everywhere.issuperset(scope.clips):
            raise NotFound("Not every clip named here is in the project.", field=["clipIds"])
        chosen = set(scope.clips)
    elif scope.scenes is not None:
        if not set(scenes).issuperset(scope.scenes):
            raise NotFound("Not every scene named here is in the project.", field=["sceneIds"])
        chosen = {clip for scene in scope.scenes for clip in tracks[scene]}
    else:
        chosen = everywhere
    if len(chosen) > MOST_PLACES:
        raise UserError(
            f"At most {MOST_PLACES} clips can be placed at once.",
            code=ErrorCode.LIMIT_EXCEEDED,
            field=["clipIds"],
        )
    return chosen
