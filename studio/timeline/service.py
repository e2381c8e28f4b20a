"""Making, changing and placing clips. A scene's row is locked while its timeline is decided."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import select, update

from studio.access.queries import check_version, find, find_many
from studio.access.viewer import Viewer
from studio.kernel.errors import Conflict, NotFound, UserError
from studio.kernel.ids import uuid7
from studio.kernel.text import NAME, PROMPT, checked
from studio.kernel.time import seconds_to_frame
from studio.kernel.work import Work
from studio.projects.models import Project, Scene
from studio.projects.rules import check_order
from studio.timeline.models import Clip
from studio.timeline.rules import (
    DEFAULT_SECONDS,
    Span,
    check_many,
    check_span,
    end_to_end,
    place,
    put_before,
)

_LIMITS = {
    "name": NAME,
    "number": 40,
    "image_prompt": PROMPT,
    "video_prompt": PROMPT,
    "negative_prompt": PROMPT,
    "caption": PROMPT,
}
_WORDS = {
    "image_prompt": "imagePrompt",
    "video_prompt": "videoPrompt",
    "negative_prompt": "negativePrompt",
}


async def create_clip(
    work: Work,
    viewer: Viewer,
    scene_id: UUID | None,
    *,
    start_frame: int | None = None,
    duration_frames: int | None = None,
    allow_overlap: bool = False,
    **fields: Any,
) -> Clip:
    """A clip at `start_frame` or, without one, behind the last clip; 2 s long unless told."""
    scene = await find(work, viewer, Scene, scene_id, field="sceneId")
    viewer.demand_edit()
    spans = await spans_of(work, scene.id)
    if duration_frames is None:
        project = (
            await work.session.execute(select(Project).where(Project.id == scene.project_id))
        ).scalar_one()
        duration_frames = max(1, seconds_to_frame(DEFAULT_SECONDS, project.rate))
    if start_frame is None:
        start_frame = max((span.end for span in spans.values()), default=0)
    span = check_span(start_frame, duration_frames)
    place(span, spans.values(), allow_overlap=allow_overlap)
    clip = Clip(
        id=uuid7(),
        project_id=scene.project_id,
        scene_id=scene.id,
        start_frame=span.start,
        duration_frames=span.duration,
        version=1,
    )
    _apply(clip, fields)
    work.session.add(clip)
    work.changed("clip", clip.id, stream=clip.project_id, version=1)
    return clip


async def update_clip(
    work: Work,
    viewer: Viewer,
    clip_id: UUID | None,
    changes: Mapping[str, Any],
    *,
    expected_version: int | None,
    allow_overlap: bool = False,
) -> Clip:
    """Apply `changes`; a new `duration_frames` is placed like a move."""
    clip = await _lock_with_scene(work, viewer, clip_id)
    check_version(clip.version, expected_version)
    duration = changes.get("duration_frames")
    if duration is not None and duration != clip.duration_frames:
        wanted = check_span(clip.start_frame, duration)
        if duration > clip.duration_frames:
            others = await spans_of(work, clip.scene_id, without=clip.id)
            place(wanted, others.values(), allow_overlap=allow_overlap)
    _apply(clip, changes)
    clip.version += 1
    work.changed("clip", clip.id, stream=clip.project_id, version=clip.version)
    return clip


async def move_clip(
    work: Work,
    viewer: Viewer,
    clip_id: UUID | None,
    *,
    start_frame: int,
    scene_id: UUID | None = None,
    allow_overlap: bool = False,
    expected_version: int | None = None,
) -> Clip:
    """Move the clip, perhaps to another scene of its project. Raises Overlap with proposals."""
    clip = await _lock_with_scene(work, viewer, clip_id, target=scene_id)
    check_version(clip.version, expected_version)
    target = scene_id or clip.scene_id
    wanted = check_span(start_frame, clip.duration_frames)
    others = await spans_of(work, target, without=clip.id)
    place(wanted, others.values(), allow_overlap=allow_overlap)
    clip.scene_id, clip.start_frame = target, wanted.start
    clip.version += 1
    work.changed("clip", clip.id, stream=clip.project_id, version=clip.version)
    return clip


async def reorder_clips(
    work: Work, viewer: Viewer, scene_id: UUID | None, clip_ids: Sequence[UUID | None]
) -> Scene:
    """Lay the scene's clips end to end in this order, which must name each of them once."""
    scene = await find(work, viewer, Scene, scene_id, field="sceneId")
    viewer.demand_edit()
    present = await spans_of(work, scene.id)
    check_order(
        [str(clip_id) for clip_id in clip_ids],
        {str(clip_id) for clip_id in present},
        what="clip",
        field="clipIds",
    )
    clips = await find_many(work, viewer, Clip, present, field="clipIds")
    await _lay(work, {scene.id: [clips[clip_id] for clip_id in clip_ids if clip_id]})
    return scene


async def move_clips(
    work: Work,
    viewer: Viewer,
    clip_ids: Sequence[UUID],
    scene_id: UUID | None,
    *,
    before: UUID | None,
) -> list[Scene]:
    """Move these into the scene, in front of its clip `before` or to the end, in the given order.

    Answers that scene and, by their ids, those that lost clips: all of them laid end to end.
    """
    check_many(clip_ids)
    seen = await find_many(work, viewer, Clip, clip_ids, field="ids", lock=False)
    viewer.demand_edit()
    if scene_id is None:
        raise no_such_scene()
    scenes = await _lock_scenes(work, viewer, seen.values(), scene_id)
    clips = await _clips_in(work, scenes)
    if not clips.keys() >= seen.keys():
        raise Conflict(
            "Somebody else moved or deleted some of these clips at the same moment. "
            "Read them again and retry."
        )
    moved = [clips[clip_id] for clip_id in clip_ids]
    orders = {
        scene: [clip for clip in clips.values() if clip.scene_id == scene] for scene in scenes
    }
    mark = None if before is None else clips.get(before)
    if before is not None and (mark is None or mark.scene_id != scene_id):
        raise NotFound("That scene has no clip of this id.", field=["before"])
    laid = {
        scene: put_before(order, moved, mark)
        if scene == scene_id
        else [clip for clip in order if clip.id not in seen]
        for scene, order in orders.items()
    }
    await _lay(work, laid)
    return [scenes.pop(scene_id), *scenes.values()]


def no_such_scene() -> NotFound:
    return NotFound("There is no scene of this id.", field=["sceneId"])


async def spans_of(work: Work, scene_id: UUID, *, without: UUID | None = None) -> dict[UUID, Span]:
    """Where the scene's living clips lie. The scene's row must be locked."""
    rows = await work.session.execute(
        select(Clip.id, Clip.start_frame, Clip.duration_frames).where(
            Clip.scene_id == scene_id, Clip.deleted_at.is_(None)
        )
    )
    return {
        clip_id: Span(start, start + duration)
        for clip_id, start, duration in rows
        if clip_id != without
    }


async def _lay(work: Work, orders: Mapping[UUID, Sequence[Clip]]) -> None:
    """Lay each scene's clips end to end in this order, all in one statement."""
    changes: list[dict[str, Any]] = []
    for scene_id, order in orders.items():
        spans = end_to_end(clip.duration_frames for clip in order)
        for clip, span in zip(order, spans, strict=True):
            if (clip.scene_id, clip.start_frame) == (scene_id, span.start):
                continue
            version = clip.version + 1
            work.changed("clip", clip.id, stream=clip.project_id, version=version)
            changes.append(
                {
                    "id": clip.id,
                    "scene_id": scene_id,
                    "start_frame": span.start,
                    "version": version,
                }
            )
    if changes:
        await work.session.execute(update(Clip), changes)


async def _clips_in(work: Work, scene_ids: Collection[UUID]) -> dict[UUID, Clip]:
    """The living clips of these locked scenes as they lie, locked in id order."""
    rows = await work.session.scalars(
        select(Clip)
        .where(Clip.scene_id.in_(scene_ids), Clip.deleted_at.is_(None))
        .order_by(Clip.id)
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    )
    return {clip.id: clip for clip in sorted(rows, key=lambda clip: (clip.start_frame, clip.id))}


async def _lock_with_scene(
    work: Work, viewer: Viewer, clip_id: UUID | None, *, target: UUID | None = None
) -> Clip:
    """The clip, its scene and a target scene of the same project, locked scenes first."""
    seen = await find(work, viewer, Clip, clip_id, lock=False)
    viewer.demand_edit()
    await _lock_scenes(work, viewer, [seen], target or seen.scene_id)
    clip = await find(work, viewer, Clip, clip_id)
    if clip.scene_id != seen.scene_id:
        raise Conflict("Somebody else moved this clip at the same moment. Read it again and retry.")
    return clip


async def _lock_scenes(
    work: Work, viewer: Viewer, clips: Collection[Clip], target: UUID
) -> dict[UUID, Scene]:
    """The scenes of these clips and the one they go to, locked; all of one project."""
    wanted = {target, *(clip.scene_id for clip in clips)}
    scenes = await find_many(work, viewer, Scene, wanted, field="sceneId")
    if len({scene.project_id for scene in scenes.values()}) > 1:
        raise UserError(
            "That scene is in another project. Duplicate the clip there instead.",
            field=["sceneId"],
        )
    return scenes


def _apply(clip: Clip, changes: Mapping[str, Any]) -> None:
    for field, value in changes.items():
        if field in _LIMITS:
            checked(value, _WORDS.get(field, field), limit=_LIMITS[field])
        setattr(clip, field, value)
