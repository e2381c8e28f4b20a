"""A restore brings back exactly what its act of deletion took."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.orm import InstrumentedAttribute

from studio.access.queries import check_version, find
from studio.access.viewer import Viewer
from studio.editing.service.locking import clips_of, rows_of
from studio.gallery.models import Take
from studio.kernel.errors import ErrorCode, NotFound, UserError
from studio.kernel.work import Work
from studio.library.models import Character
from studio.projects.models import Project, Scene, Script
from studio.projects.service import announce, next_position
from studio.timeline.models import Clip
from studio.timeline.rules import Span, check_many, check_span


async def restore_clip(
    work: Work, viewer: Viewer, clip_id: UUID | None, *, expected_version: int | None
) -> Clip:
    """Bring the clip back to its place or, where that is taken now, to the scene's end."""
    if clip_id is None:
        raise NotFound("There is no clip of this id.", field=["id"])
    (clip,) = await _restore(work, viewer, [clip_id], field="id", expected_version=expected_version)
    return clip


async def restore_clips(work: Work, viewer: Viewer, clip_ids: Sequence[UUID]) -> None:
    """The same for all of these. What one act took never stands in its own way."""
    check_many(clip_ids)
    await _restore(work, viewer, clip_ids, field="ids", expected_version=None)


async def _restore(
    work: Work,
    viewer: Viewer,
    clip_ids: Sequence[UUID],
    *,
    field: str,
    expected_version: int | None,
) -> Sequence[Clip]:
    seen = await clips_of(work, viewer, clip_ids, field=field, deleted=True, lock=False)
    scenes = {clip.scene_id for clip in seen}
    if len(await rows_of(work, viewer, Scene, scenes)) != len(scenes):
        raise _orphaned("scene")
    clips = await clips_of(work, viewer, clip_ids, field=field, deleted=True)
    viewer.demand_edit()
    for clip in clips:
        check_version(clip.version, expected_version)
    await _place(work, clips, scenes)
    await _restore_takes(work, clips)
    for clip in clips:
        clip.deleted_at = clip.deletion_id = None
        clip.version += 1
        work.changed("clip", clip.id, stream=clip.project_id, version=clip.version)
    return clips


async def _place(work: Work, clips: Sequence[Clip], scenes: set[UUID]) -> None:
    """Each keeps its place unless a living clip, or one of another act, lies there now."""
    rows = await work.session.execute(
        select(Clip.scene_id, Clip.start_frame, Clip.duration_frames).where(
            Clip.scene_id.in_(scenes), Clip.deleted_at.is_(None)
        )
    )
    taken: dict[UUID, list[tuple[UUID | None, Span]]] = {scene: [] for scene in scenes}
    for scene_id, start, duration in rows:
        taken[scene_id].append((None, Span(start, start + duration)))
    for clip in sorted(clips, key=lambda clip: (clip.start_frame, clip.id)):
        there = taken[clip.scene_id]
        wanted = Span(clip.start_frame, clip.start_frame + clip.duration_frames)
        act = clip.deletion_id
        if any(span.overlaps(wanted) for other, span in there if other != act):
            wanted = check_span(max(span.end for _, span in there), clip.duration_frames)
            clip.start_frame, act = wanted.start, None
        there.append((act, wanted))


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
        ("scene", Scene.project_id),
        ("clip", Clip.project_id),
        ("take", Take.project_id),
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
