"""A restore brings back exactly what its act of deletion took."""

from collections.abc import Collection, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.orm import InstrumentedAttribute

from studio.access.queries import check_version, find
from studio.access.viewer import Viewer
from studio.casting.models import Character, Location, Style
from studio.editing.service.locking import clips_with_scenes, no_such_clip
from studio.gallery.models import Take
from studio.kernel.errors import ErrorCode, NotFound, UserError
from studio.kernel.work import Work
from studio.projects.models import Project, Scene, Script
from studio.projects.service import announce, next_position
from studio.sound.models import Track
from studio.timeline.models import Clip
from studio.timeline.rules import Span, check_many, check_span, close_up, moved
from studio.timeline.service.shifting import make_room


async def restore_clip(
    work: Work,
    viewer: Viewer,
    clip_id: UUID | None,
    *,
    expected_version: int | None,
    ripple: bool = False,
) -> Clip:
    """Bring the clip back to its place or, where that is taken now, to the scene's end.

    With `ripple` what lies there now and behind makes room for it: the inverse of such a deletion.
    """
    if clip_id is None:
        raise no_such_clip()
    _, (clip,) = await _restore(
        work, viewer, [clip_id], "id", expected_version=expected_version, ripple=ripple
    )
    return clip


async def restore_clips(
    work: Work, viewer: Viewer, clip_ids: Sequence[UUID], *, ripple: bool = True
) -> Sequence[Scene]:
    """The same for all of these, in any order; answers the scenes they are of.

    What one act took never stands in its own way.
    """
    check_many(clip_ids)
    scenes, _ = await _restore(work, viewer, clip_ids, "ids", ripple=ripple)
    return scenes


async def _restore(
    work: Work,
    viewer: Viewer,
    clip_ids: Sequence[UUID],
    field: str,
    *,
    expected_version: int | None = None,
    ripple: bool,
) -> tuple[Sequence[Scene], Sequence[Clip]]:
    scenes, clips = await clips_with_scenes(
        work, viewer, clip_ids, field=field, deleted=True, whole=ripple
    )
    homes = {scene.id for scene in scenes}
    if not {clip.scene_id for clip in clips} <= homes:
        raise _orphaned("scene")
    viewer.demand_edit()
    for clip in clips:
        check_version(clip.version, expected_version)
    await (_open if ripple else _place)(work, clips, homes)
    await _restore_takes(work, clips)
    for clip in clips:
        clip.deleted_at = clip.deletion_id = None
        clip.version += 1
        work.changed("clip", clip.id, stream=clip.project_id, version=clip.version)
    return scenes, clips


async def _open(work: Work, clips: Sequence[Clip], scenes: set[UUID]) -> None:
    """Each to its place among those of its act that are there, which make room for it.

    Of several acts the last is taken back first.
    """
    acts: dict[UUID, dict[UUID, dict[UUID, Span]]] = {}
    for clip in clips:
        assert clip.deletion_id is not None
        act = acts.setdefault(clip.deletion_id, {})
        act.setdefault(clip.scene_id, {})[clip.id] = _span(clip)
    away = await _still_away(work, acts, {clip.id for clip in clips}, scenes)
    coming = [
        {
            scene: moved(spans, close_up(spans, away.get((act, scene), ())))
            for scene, spans in acts[act].items()
        }
        for act in sorted(acts, reverse=True)
    ]
    places = await make_room(work, *coming)
    for clip in clips:
        clip.start_frame = places[clip.id]


async def _still_away(
    work: Work, acts: Collection[UUID], but_not: set[UUID], scenes: set[UUID]
) -> dict[tuple[UUID, UUID], list[Span]]:
    """Places of what these acts took as well and is not brought back, by act and scene."""
    rows = await work.session.execute(
        select(
            Clip.id, Clip.deletion_id, Clip.scene_id, Clip.start_frame, Clip.duration_frames
        ).where(Clip.deletion_id.in_(acts), Clip.scene_id.in_(scenes))
    )
    away: dict[tuple[UUID, UUID], list[Span]] = {}
    for clip_id, act, scene_id, start, duration in rows:
        if act is not None and clip_id not in but_not:
            away.setdefault((act, scene_id), []).append(Span.of(start, duration))
    return away


async def _place(work: Work, clips: Sequence[Clip], scenes: set[UUID]) -> None:
    """Each keeps its place unless a living clip, or one of another act, lies there now."""
    rows = await work.session.execute(
        select(Clip.scene_id, Clip.start_frame, Clip.duration_frames).where(
            Clip.scene_id.in_(scenes), Clip.deleted_at.is_(None)
        )
    )
    taken: dict[UUID, list[tuple[UUID | None, Span]]] = {scene: [] for scene in scenes}
    for scene_id, start, duration in rows:
        taken[scene_id].append((None, Span.of(start, duration)))
    for clip in sorted(clips, key=lambda clip: (clip.start_frame, clip.id)):
        there = taken[clip.scene_id]
        wanted = _span(clip)
        act = clip.deletion_id
        if any(span.overlaps(wanted) for other, span in there if other != act):
            wanted = check_span(max(span.end for _, span in there), clip.duration_frames)
            clip.start_frame, act = wanted.start, None
        there.append((act, wanted))


def _span(clip: Clip) -> Span:
    return Span.of(clip.start_frame, clip.duration_frames)


async def _restore_takes(work: Work, clips: Sequence[Clip]) -> None:
    """Bring back the takes that went with their clip, not those that were deleted before it."""
    await work.session.flush()
    act = select(Clip.deletion_id).where(Clip.id == Take.clip_id).scalar_subquery()
    restored = await work.session.execute(
        update(Take)
        .where(Take.clip_id.in_([clip.id for clip in clips]), Take.deletion_id == act)
        .values(deleted_at=None, deletion_id=None)
        .returning(Take.id, Take.project_id)
        .execution_options(synchronize_session=False)
    )
    for take_id, project_id in restored.all():
        work.changed("take", take_id, stream=project_id)


async def restore_scene(
    work: Work, viewer: Viewer, scene_id: UUID | None, *, expected_version: int | None
) -> Scene:
    """Bring the scene back to its position or, where that is taken now, to the end."""
    seen = await find(work, viewer, Scene, scene_id, deleted=True, lock=False)
    project = await _living_parent(work, viewer, Project, seen.project_id, "project")
    scene = await find(work, viewer, Scene, scene_id, deleted=True)
    viewer.demand_edit()
    check_version(scene.version, expected_version)
    act = scene.deletion_id
    taken = await work.session.scalar(
        select(Scene.id).where(
            Scene.project_id == project.id,
            Scene.position == scene.position,
            Scene.deleted_at.is_(None),
        )
    )
    if taken is not None:
        scene.position = await next_position(work, project.id)
    scene.deleted_at = scene.deletion_id = None
    scene.version += 1
    await _restore_marked(work, Clip.scene_id == scene.id, act, "clip", project.id)
    await _restore_marked(work, Take.project_id == project.id, act, "take", project.id)
    work.changed("scene", scene.id, stream=project.id, version=scene.version)
    return scene


async def restore_project(
    work: Work, viewer: Viewer, project_id: UUID | None, *, expected_version: int | None
) -> Project:
    project = await find(work, viewer, Project, project_id, deleted=True)
    viewer.demand_edit()
    check_version(project.version, expected_version)
    act = project.deletion_id
    project.deleted_at = project.deletion_id = None
    project.version += 1
    for entity, column in (
        (None, Script.project_id),
        ("character", Character.project_id),
        ("location", Location.project_id),
        ("style", Style.project_id),
        ("scene", Scene.project_id),
        ("clip", Clip.project_id),
        ("take", Take.project_id),
        ("track", Track.project_id),
    ):
        await _restore_marked(work, column == project.id, act, entity, project.id)
    announce(work, project)
    return project


async def _restore_marked(
    work: Work, which: Any, act: UUID | None, entity: str | None, stream: UUID
) -> None:
    """Bring back the rows of one table that this act of deletion took.

    There are no events of rows without an `entity`: they are read with their project.
    """
    await work.session.flush()
    column: InstrumentedAttribute[Any] = which.left
    model = column.table
    restored = await work.session.scalars(
        update(model)
        .where(which, model.c.deletion_id == act)
        .values(deleted_at=None, deletion_id=None)
        .returning(model.c.id)
    )
    if entity is not None:
        for row_id in restored.all():
            work.changed(entity, row_id, stream=stream)


async def _living_parent(work: Work, viewer: Viewer, model: Any, row_id: UUID, what: str) -> Any:
    try:
        return await find(work, viewer, model, row_id)
    except NotFound:
        raise _orphaned(what) from None


def _orphaned(what: str) -> UserError:
    return UserError(
        f"Its {what} is deleted too. Restore the {what} first.", code=ErrorCode.INVALID_STATE
    )
