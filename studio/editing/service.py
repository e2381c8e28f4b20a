"""Acts that span the whole graph below a thing: delete, restore, duplicate.

A deletion is one act with one id: it takes the thing and all below it that was still living, and
a restore brings back exactly that.
"""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Update, select, update
from sqlalchemy.orm import InstrumentedAttribute

from studio.access.queries import check_version, find
from studio.access.viewer import Viewer
from studio.gallery.models import Take
from studio.kernel.errors import ErrorCode, NotFound, UserError
from studio.kernel.ids import uuid7
from studio.kernel.work import Work
from studio.projects.models import Project, Scene
from studio.projects.service import next_position
from studio.rendering.service import cancel_renders_of
from studio.timeline.models import Clip
from studio.timeline.rules import ProposalKind, Span, check_span, propose
from studio.timeline.service import spans_of


async def delete_clip(
    work: Work, viewer: Viewer, clip_id: UUID | None, *, expected_version: int | None
) -> Clip:
    clip = await find(work, viewer, Clip, clip_id)
    viewer.demand_edit()
    check_version(clip.version, expected_version)
    await _delete_clips(work, Clip.id == clip.id, *_act())
    work.deleted("clip", clip.id, stream=clip.project_id)
    return clip


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
    await _lock_scenes(work, project.id)
    project.deleted_at, project.deletion_id = act = _act()
    await work.session.execute(
        _mark(update(Scene).where(Scene.project_id == project.id, Scene.deleted_at.is_(None)), act)
    )
    await _delete_clips(work, Clip.project_id == project.id, *act)
    work.deleted("project", project.id, stream=project.id)
    return project


async def restore_clip(
    work: Work, viewer: Viewer, clip_id: UUID | None, *, expected_version: int | None
) -> Clip:
    """Bring the clip back to its place or, where that is taken now, to the scene's end."""
    seen = await find(work, viewer, Clip, clip_id, deleted=True, lock=False)
    scene = await _living_parent(work, viewer, Scene, seen.scene_id, "scene")
    clip = await find(work, viewer, Clip, clip_id, deleted=True)
    viewer.demand_edit()
    check_version(clip.version, expected_version)
    others = list((await spans_of(work, scene.id)).values())
    wanted = Span(clip.start_frame, clip.start_frame + clip.duration_frames)
    if any(span.overlaps(wanted) for span in others):
        end = max(span.end for span in others)
        clip.start_frame = check_span(end, clip.duration_frames).start
    act = clip.deletion_id
    clip.deleted_at = clip.deletion_id = None
    clip.version += 1
    await _restore_marked(work, Take.clip_id == clip.id, act, "take", clip.project_id)
    work.changed("clip", clip.id, stream=clip.project_id, version=clip.version)
    return clip


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
        ("scene", Scene.project_id),
        ("clip", Clip.project_id),
        ("take", Take.project_id),
    ):
        await _restore_marked(work, column == project.id, act, entity, project.id)
    work.changed("project", project.id, stream=project.id, version=project.version)
    return project


async def duplicate_clip(
    work: Work, viewer: Viewer, clip_id: UUID | None, *, expected_version: int | None
) -> Clip:
    """A copy with its takes, at the nearest free place behind the original."""
    seen = await find(work, viewer, Clip, clip_id, lock=False)
    scene = await find(work, viewer, Scene, seen.scene_id)
    clip = await find(work, viewer, Clip, clip_id)
    viewer.demand_edit()
    check_version(clip.version, expected_version)
    taken = (await spans_of(work, scene.id)).values()
    end = clip.start_frame + clip.duration_frames
    proposals = propose(Span(end, end + clip.duration_frames), taken)
    start = next(
        (
            proposal.start_frame
            for proposal in proposals
            if proposal.kind in {ProposalKind.LATER, ProposalKind.END}
            or proposal.start_frame >= end
        ),
        None,
    )
    if start is None:
        raise UserError(
            "There is no room behind this clip for a copy of it.", code=ErrorCode.LIMIT_EXCEEDED
        )
    (copy,) = await _copy_clips(
        work, [clip], scene_id=scene.id, project_id=scene.project_id, start_frame=start
    )
    work.changed("clip", copy.id, stream=copy.project_id, version=1)
    return copy


async def duplicate_scene(
    work: Work, viewer: Viewer, scene_id: UUID | None, *, expected_version: int | None
) -> Scene:
    """A copy with its clips and their takes, right behind the original."""
    seen = await find(work, viewer, Scene, scene_id, lock=False)
    project = await find(work, viewer, Project, seen.project_id)
    scenes = await _lock_scenes(work, project.id)
    scene = await find(work, viewer, Scene, scene_id)
    viewer.demand_edit()
    check_version(scene.version, expected_version)
    for other in scenes:
        if other.position > scene.position:
            other.position += 1
            work.changed("scene", other.id, stream=project.id, version=other.version)
    copy = await _copy_scene(work, scene, project.id, position=scene.position + 1)
    work.changed("scene", copy.id, stream=project.id, version=1)
    return copy


async def duplicate_project(
    work: Work, viewer: Viewer, project_id: UUID | None, *, expected_version: int | None
) -> Project:
    project = await find(work, viewer, Project, project_id)
    viewer.demand_edit()
    check_version(project.version, expected_version)
    name = f"{project.name[:190]} (copy)"
    copy = Project(**_values(project), id=uuid7(), name=name, version=1)
    work.session.add(copy)
    work.open_stream(copy.id)
    await work.session.flush()
    scenes = await work.session.scalars(
        select(Scene)
        .where(Scene.project_id == project.id, Scene.deleted_at.is_(None))
        .order_by(Scene.position)
    )
    for scene in scenes.all():
        await _copy_scene(work, scene, copy.id, position=scene.position)
    work.changed("project", copy.id, stream=copy.id, version=1)
    return copy


async def _lock_scenes(work: Work, project_id: UUID) -> Sequence[Scene]:
    """The project's living scenes, locked in id order. Its own row must be locked."""
    scenes = await work.session.scalars(
        select(Scene)
        .where(Scene.project_id == project_id, Scene.deleted_at.is_(None))
        .order_by(Scene.id)
        .with_for_update(key_share=True)
    )
    return scenes.all()


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


async def _restore_marked(
    work: Work, which: Any, act: UUID | None, entity: str, stream: UUID
) -> None:
    """Bring back the rows of one table that this act of deletion took."""
    await work.session.flush()
    column: InstrumentedAttribute[Any] = which.left
    model = column.table
    restored = await work.session.scalars(
        update(model)
        .where(which, model.c.deletion_id == act)
        .values(deleted_at=None, deletion_id=None)
        .returning(model.c.id)
    )
    for row_id in restored.all():
        work.changed(entity, row_id, stream=stream)


async def _living_parent(work: Work, viewer: Viewer, model: Any, row_id: UUID, what: str) -> Any:
    try:
        return await find(work, viewer, model, row_id)
    except NotFound:
        raise UserError(
            f"Its {what} is deleted too. Restore the {what} first.", code=ErrorCode.INVALID_STATE
        ) from None


async def _copy_scene(work: Work, scene: Scene, project_id: UUID, *, position: int) -> Scene:
    copy = Scene(
        **_values(scene, "project_id", "position"),
        id=uuid7(),
        project_id=project_id,
        position=position,
        name=scene.name,
        version=1,
    )
    work.session.add(copy)
    await work.session.flush()
    clips = await work.session.scalars(
        select(Clip)
        .where(Clip.scene_id == scene.id, Clip.deleted_at.is_(None))
        .order_by(Clip.start_frame, Clip.id)
    )
    await _copy_clips(work, clips.all(), scene_id=copy.id, project_id=project_id)
    return copy


async def _copy_clips(
    work: Work,
    clips: Sequence[Clip],
    *,
    scene_id: UUID,
    project_id: UUID,
    start_frame: int | None = None,
) -> list[Clip]:
    """Copies of the clips and of their takes, which share the originals' files."""
    copies = {
        clip.id: Clip(
            **_values(clip, "scene_id", "project_id", "start_frame", "selected_take_id"),
            id=uuid7(),
            scene_id=scene_id,
            project_id=project_id,
            start_frame=clip.start_frame if start_frame is None else start_frame,
            name=clip.name,
            version=1,
        )
        for clip in clips
    }
    work.session.add_all(copies.values())
    await work.session.flush()
    for made in copies.values():
        work.changed("clip", made.id, stream=project_id, version=1)
    takes = await work.session.scalars(
        select(Take).where(Take.clip_id.in_(copies), Take.deleted_at.is_(None)).order_by(Take.id)
    )
    selected = {clip.selected_take_id: copies[clip.id] for clip in clips}
    for take in takes.all():
        copy = Take(
            **_values(take, "clip_id", "project_id", "job_id", "attempt_id", "output_index"),
            id=uuid7(),
            clip_id=copies[take.clip_id].id,
            project_id=project_id,
        )
        work.session.add(copy)
        work.changed("take", copy.id, stream=project_id)
        if take.id in selected:
            selected[take.id].selected_take_id = copy.id
    await work.session.flush()
    return list(copies.values())


_NEW = frozenset(
    [
        "id",
        "name",
        "version",
        "created_at",
        "updated_at",
        "deleted_at",
        "deletion_id",
        "living",
        "selected_living",
    ]
)


def _values(row: Any, *but: str) -> dict[str, Any]:
    """The columns of a row that its copy shares."""
    return {
        column.key: getattr(row, column.key)
        for column in row.__table__.columns
        if column.key not in _NEW and column.key not in but
    }
