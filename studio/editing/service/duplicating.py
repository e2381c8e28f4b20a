"""Copies. They share the files of their originals' takes."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import select

from studio.access.queries import check_version, find
from studio.access.viewer import Viewer
from studio.editing.service.locking import clips_of, lock_scenes, rows_of
from studio.gallery.models import Take
from studio.kernel.errors import Conflict, ErrorCode, NotFound, UserError
from studio.kernel.ids import uuid7
from studio.kernel.work import Work
from studio.library.service import copy_characters
from studio.projects.models import Project, Scene
from studio.projects.service import announce, copy_scripts
from studio.timeline.models import Clip
from studio.timeline.rules import ProposalKind, Span, check_many, propose
from studio.timeline.service import spans_of


async def duplicate_clip(
    work: Work, viewer: Viewer, clip_id: UUID | None, *, expected_version: int | None
) -> Clip:
    """A copy with its takes, at the nearest free place behind the original."""
    if clip_id is None:
        raise NotFound("There is no clip of this id.", field=["id"])
    (copy,) = await _duplicate(
        work, viewer, [clip_id], field="id", expected_version=expected_version
    )
    return copy


async def duplicate_clips(work: Work, viewer: Viewer, clip_ids: Sequence[UUID]) -> list[Clip]:
    """A copy of each, in the order of the scenes' timelines."""
    check_many(clip_ids)
    return await _duplicate(work, viewer, clip_ids, field="ids", expected_version=None)


async def _duplicate(
    work: Work,
    viewer: Viewer,
    clip_ids: Sequence[UUID],
    *,
    field: str,
    expected_version: int | None,
) -> list[Clip]:
    seen = await clips_of(work, viewer, clip_ids, field=field, lock=False)
    scenes = await rows_of(work, viewer, Scene, {clip.scene_id for clip in seen})
    clips = await clips_of(work, viewer, clip_ids, field=field)
    viewer.demand_edit()
    by_scene: dict[UUID, list[Clip]] = defaultdict(list)
    for clip in sorted(clips, key=lambda clip: (clip.start_frame, clip.id)):
        check_version(clip.version, expected_version)
        by_scene[clip.scene_id].append(clip)
    if not by_scene.keys() <= {scene.id for scene in scenes}:
        raise Conflict("Somebody else moved a clip at the same moment. Read it again and retry.")
    copies = []
    for scene in sorted(scenes, key=lambda scene: (scene.project_id, scene.position)):
        mine = by_scene[scene.id]
        starts = _free_places(mine, (await spans_of(work, scene.id)).values())
        copies += await _copy_clips(
            work, mine, scene_id=scene.id, project_id=scene.project_id, starts=starts
        )
    return copies


def _free_places(clips: Sequence[Clip], taken: Iterable[Span]) -> dict[UUID, int]:
    """By each clip's id, the nearest free place behind it for a copy."""
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
    copy = await _copy_scene(
        work, scene, project.id, position=scene.position + 1, script_id=scene.script_id
    )
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
    scripts = await copy_scripts(work, project.id, copy.id)
    await copy_characters(work, project.id, copy.id)
    scenes = await work.session.scalars(
        select(Scene)
        .where(Scene.project_id == project.id, Scene.deleted_at.is_(None))
        .order_by(Scene.position)
    )
    for scene in scenes.all():
        script_id = scripts[scene.script_id] if scene.script_id else None
        await _copy_scene(work, scene, copy.id, position=scene.position, script_id=script_id)
    announce(work, copy)
    return copy


async def _copy_scene(
    work: Work, scene: Scene, project_id: UUID, *, position: int, script_id: UUID | None
) -> Scene:
    copy = Scene(
        **_values(scene, "project_id", "position", "script_id"),
        id=uuid7(),
        project_id=project_id,
        position=position,
        script_id=script_id,
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
    starts: Mapping[UUID, int] | None = None,
) -> list[Clip]:
    """Copies of the clips and of their takes, which share the originals' files.

    `starts` says where each copy begins, by its original's id; without it, where that does.
    """
    copies = {
        clip.id: Clip(
            **_values(clip, "scene_id", "project_id", "start_frame", "selected_take_id"),
            id=uuid7(),
            scene_id=scene_id,
            project_id=project_id,
            start_frame=clip.start_frame if starts is None else starts[clip.id],
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
