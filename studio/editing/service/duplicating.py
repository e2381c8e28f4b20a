"""Copies. They share the files of their originals' takes."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from uuid import UUID

from sqlalchemy import select

from studio.access.queries import check_version, find, find_many
from studio.access.viewer import Viewer
from studio.casting.copying import copy_feeds
from studio.editing.service.copying import copy_clips, copy_scenes, new_numbers, shared_values
from studio.editing.service.locking import (
    clips_of,
    clips_with_scenes,
    lock_scenes,
    no_such_clip,
)
from studio.kernel.errors import ErrorCode, UserError
from studio.kernel.ids import uuid7
from studio.kernel.record import Record
from studio.kernel.rows import Each, copy_rows
from studio.kernel.work import Work
from studio.projects.models import Project, Scene
from studio.projects.service import announce, copy_scripts
from studio.sound.models import Track
from studio.timeline.models import Clip
from studio.timeline.queries import spans_in
from studio.timeline.rules import (
    ProposalKind,
    Span,
    check_many,
    check_span,
    propose,
)
from studio.timeline.service.shifting import make_room


async def duplicate_clip(
    work: Work,
    viewer: Viewer,
    clip_id: UUID | None,
    *,
    expected_version: int | None,
    ripple: bool = False,
) -> Clip:
    """A copy with its takes, at the nearest free place behind the original.

    With `ripple` it stands right behind it, and what lies there makes room.
    """
    if clip_id is None:
        raise no_such_clip()
    _, (copy_id,) = await _duplicate(
        work, viewer, [clip_id], "id", expected_version=expected_version, ripple=ripple
    )
    return await work.session.get_one(Clip, copy_id)


async def duplicate_clips(
    work: Work, viewer: Viewer, clip_ids: Sequence[UUID], *, ripple: bool = True
) -> tuple[Sequence[Scene], Sequence[UUID]]:
    """The scenes, and the copies' ids in the order of their timelines.

    With `ripple` the copies of a scene stand together behind the last of their originals.
    """
    check_many(clip_ids)
    return await _duplicate(work, viewer, clip_ids, "ids", ripple=ripple)


async def _duplicate(
    work: Work,
    viewer: Viewer,
    clip_ids: Sequence[UUID],
    field: str,
    *,
    expected_version: int | None = None,
    ripple: bool,
) -> tuple[Sequence[Scene], Sequence[UUID]]:
    seen = await clips_of(work, viewer, clip_ids, field=field, lock=False)
    projects = {clip.project_id for clip in seen}
    await find_many(work, viewer, Project, projects, field=field)
    scenes, clips = await clips_with_scenes(work, viewer, clip_ids, field=field, whole=ripple)
    viewer.demand_edit()
    by_scene: dict[UUID, list[Clip]] = defaultdict(list)
    for clip in sorted(clips, key=lambda clip: (clip.start_frame, clip.id)):
        check_version(clip.version, expected_version)
        by_scene[clip.scene_id].append(clip)
    places = await (_room_behind if ripple else _free_places)(work, by_scene)
    ranks = {scene.id: (scene.project_id, scene.position) for scene in scenes}
    originals = [
        clip for scene_id in sorted(by_scene, key=ranks.__getitem__) for clip in by_scene[scene_id]
    ]
    made: dict[UUID, UUID] = {}
    for project_id in sorted(projects):
        mine = [clip for clip in originals if clip.project_id == project_id]
        numbers = {clip.id: clip.number for clip in mine}
        each: Each = {"start_frame": places, "number": await new_numbers(work, project_id, numbers)}
        made |= await copy_clips(work, list(numbers), project_id, each=each)
    return scenes, list(made.values())


async def _room_behind(work: Work, by_scene: Mapping[UUID, Sequence[Clip]]) -> dict[UUID, int]:
    """By each clip's id, the place of its copy behind the last of its scene, made free."""
    copy_of: dict[UUID, UUID] = {}
    coming: dict[UUID, dict[UUID, Span]] = {}
    for scene_id, clips in by_scene.items():
        end = max(clip.start_frame + clip.duration_frames for clip in clips)
        coming[scene_id] = {}
        for clip in clips:
            stand_in = uuid7()
            copy_of[stand_in] = clip.id
            coming[scene_id][stand_in] = check_span(end, clip.duration_frames)
            end += clip.duration_frames
    places = await make_room(work, coming)
    return {clip_id: places[stand_in] for stand_in, clip_id in copy_of.items()}


async def _free_places(work: Work, by_scene: Mapping[UUID, Sequence[Clip]]) -> dict[UUID, int]:
    """By each clip's id, the nearest free place behind it for its copy."""
    taken = await spans_in(work, by_scene)
    starts: dict[UUID, int] = {}
    for scene_id, clips in by_scene.items():
        starts |= _free_in(clips, taken[scene_id].values())
    return starts


def _free_in(clips: Sequence[Clip], taken: Iterable[Span]) -> dict[UUID, int]:
    spans = list(taken)
    starts: dict[UUID, int] = {}
    for clip in clips:
        end = clip.start_frame + clip.duration_frames
        start = next(
            (
                proposal.start_frame
                for proposal in propose(Span(end, end + clip.duration_frames), spans)
                if proposal.kind in {ProposalKind.LATER, ProposalKind.END}
                or proposal.start_frame >= end
            ),
            None,
        )
        if start is None:
            raise UserError(
                "There is no room behind this clip for a copy of it.", code=ErrorCode.LIMIT_EXCEEDED
            )
        starts[clip.id] = start
        spans.append(Span(start, start + clip.duration_frames))
    return starts


async def duplicate_scene(
    work: Work, viewer: Viewer, scene_id: UUID | None, *, expected_version: int | None
) -> Scene:
    """A copy with its clips and their takes, right behind the original."""
    seen = await find(work, viewer, Scene, scene_id, lock=False)
    project = await find(work, viewer, Project, seen.project_id)
    scenes = await lock_scenes(work, project.id)
    scene = await find(work, viewer, Scene, scene_id)
    viewer.demand_edit()
    check_version(scene.version, expected_version)
    for other in scenes:
        if other.position > scene.position:
            other.position += 1
            work.changed("scene", other.id, stream=project.id, version=other.version)
    places = {"position": {scene.id: scene.position + 1}}
    made = await copy_scenes(work, [scene.id], project.id, each=places)
    copy = await work.session.get_one(Scene, made[scene.id])
    work.changed("scene", copy.id, stream=project.id, version=1)
    return copy


async def duplicate_project(
    work: Work, viewer: Viewer, project_id: UUID | None, *, expected_version: int | None
) -> Project:
    project = await find(work, viewer, Project, project_id)
    viewer.demand_edit()
    check_version(project.version, expected_version)
    name = f"{project.name[:190]} (copy)"
    copy = Project(**shared_values(project), id=uuid7(), name=name, version=1)
    work.session.add(copy)
    work.open_stream(copy.id)
    await work.session.flush()
    scripts = await copy_scripts(work, project.id, copy.id)
    copies = await copy_feeds(work, project, copy)
    scenes = await work.session.execute(
        select(Scene.id, Scene.script_id)
        .where(Scene.project_id == project.id, Scene.deleted_at.is_(None))
        .order_by(Scene.position)
    )
    script_of = {scene_id: script and scripts.get(script) for scene_id, script in scenes}
    await copy_scenes(work, list(script_of), copy.id, each={"script_id": script_of}, copies=copies)
    await _copy_tracks(work, project.id, copy.id)
    await _copy_export_presets(work, project.id, copy.id)
    announce(work, copy)
    return copy


async def _copy_tracks(work: Work, project_id: UUID, to: UUID) -> None:
    """They share the originals' files."""
    tracks = await work.session.scalars(
        select(Track.id)
        .where(Track.project_id == project_id, Track.deleted_at.is_(None))
        .order_by(Track.id)
    )
    of = {track_id: uuid7() for track_id in tracks}
    await copy_rows(work.session, Track.__table__, of, alike={"project_id": to})
    for track_id in of.values():
        work.changed("track", track_id, stream=to, version=1)


async def _copy_export_presets(work: Work, project_id: UUID, to: UUID) -> None:
    """Those that ask for some scenes or clips alone ask for the whole film: the copies are others."""
    presets = Record.metadata.tables["export_presets"]
    rows = await work.session.execute(
        select(presets.c.id, presets.c.options)
        .where(presets.c.project_id == project_id, presets.c.deleted_at.is_(None))
        .order_by(presets.c.id)
    )
    options = {
        preset_id: {key: value for key, value in told.items() if key not in _OF_ROWS}
        for preset_id, told in rows
    }
    of = {preset_id: uuid7() for preset_id in options}
    await copy_rows(work.session, presets, of, each={"options": options}, alike={"project_id": to})


_OF_ROWS = frozenset({"scenes", "clips"})
