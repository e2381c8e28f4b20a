"""A deletion is one act with one id: it takes the thing and all below it that was still living."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Update, select, update

from studio.access.queries import check_version, find
from studio.access.viewer import Viewer
from studio.casting.models import Character, Location, Style
from studio.editing.service.locking import clips_with_scenes, lock_scenes, no_such_clip
from studio.gallery.models import Take
from studio.kernel.ids import uuid7
from studio.kernel.work import Work
from studio.projects.models import Project, Scene, Script
from studio.projects.service import announce
from studio.rendering.service.cancelling import cancel_renders_of
from studio.sound.models import Track
from studio.timeline.models import Clip
from studio.timeline.rules import check_many
from studio.timeline.service.shifting import close_gaps


async def delete_clip(
    work: Work,
    viewer: Viewer,
    clip_id: UUID | None,
    *,
    expected_version: int | None,
    ripple: bool = False,
) -> None:
    """Delete the clip with its takes. With `ripple` what lies behind it closes the gap."""
    if clip_id is None:
        raise no_such_clip()
    await _delete(work, viewer, [clip_id], "id", expected_version=expected_version, ripple=ripple)


async def delete_clips(
    work: Work, viewer: Viewer, clip_ids: Sequence[UUID], *, ripple: bool = True
) -> Sequence[Scene]:
    """The same for all of these in one act; answers the scenes they were of."""
    check_many(clip_ids)
    return await _delete(work, viewer, clip_ids, "ids", ripple=ripple)


async def _delete(
    work: Work,
    viewer: Viewer,
    clip_ids: Sequence[UUID],
    field: str,
    *,
    expected_version: int | None = None,
    ripple: bool,
) -> Sequence[Scene]:
    scenes, clips = await clips_with_scenes(work, viewer, clip_ids, field=field, whole=ripple)
    viewer.demand_edit()
    for clip in clips:
        check_version(clip.version, expected_version)
    if ripple:
        await close_gaps(work, clips)
    await _delete_clips(work, Clip.id.in_([clip.id for clip in clips]), *_act())
    for clip in clips:
        work.deleted("clip", clip.id, stream=clip.project_id)
    return scenes


async def delete_scene(
    work: Work, viewer: Viewer, scene_id: UUID | None, *, expected_version: int | None
) -> Scene:
    """Delete the scene with its clips and their takes; what is being rendered for it is cancelled."""
    scene = await find(work, viewer, Scene, scene_id)
    viewer.demand_edit()
    check_version(scene.version, expected_version)
    scene.deleted_at, scene.deletion_id = act = _act()
    for clip_id in await _delete_clips(work, Clip.scene_id == scene.id, *act):
        work.deleted("clip", clip_id, stream=scene.project_id)
    work.deleted("scene", scene.id, stream=scene.project_id)
    return scene


async def delete_project(
    work: Work, viewer: Viewer, project_id: UUID | None, *, expected_version: int | None
) -> Project:
    project = await find(work, viewer, Project, project_id)
    viewer.demand_edit()
    check_version(project.version, expected_version)
    await lock_scenes(work, project.id)
    project.deleted_at, project.deletion_id = act = _act()
    below: tuple[Any, ...] = (Scene, Script, Character, Location, Style, Track)
    for model in below:
        living = (model.project_id == project.id, model.deleted_at.is_(None))
        await work.session.execute(_mark(update(model).where(*living), act))
    await _delete_clips(work, Clip.project_id == project.id, *act)
    announce(work, project)
    return project


def _act() -> tuple[datetime, UUID]:
    return datetime.now(UTC), uuid7()


def _mark(statement: Update, act: tuple[datetime, UUID]) -> Update:
    return statement.values(deleted_at=act[0], deletion_id=act[1]).execution_options(
        synchronize_session=False
    )


async def _delete_clips(work: Work, which: Any, at: datetime, act: UUID) -> list[UUID]:
    """Delete these clips and their takes, cancel their renders; answers the clips' ids."""
    await work.session.flush()
    clips = list(
        await work.session.scalars(
            select(Clip.id)
            .where(which, Clip.deleted_at.is_(None))
            .order_by(Clip.id)
            .with_for_update(key_share=True)
        )
    )
    await cancel_renders_of(work, clips)
    mark = (at, act)
    await work.session.execute(
        _mark(update(Take).where(Take.clip_id.in_(clips), Take.deleted_at.is_(None)), mark)
    )
    await work.session.execute(_mark(update(Clip).where(Clip.id.in_(clips)), mark))
    return clips
