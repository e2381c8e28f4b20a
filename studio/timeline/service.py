"""Making, changing and placing clips. A scene's row is locked while its timeline is decided."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import select

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
from studio.timeline.rules import DEFAULT_SECONDS, Span, check_span, end_to_end, place

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
    order = [clips[clip_id] for clip_id in clip_ids if clip_id]
    for clip, span in zip(order, end_to_end(clip.duration_frames for clip in order), strict=True):
        if clip.start_frame != span.start:
            clip.start_frame = span.start
            clip.version += 1
            work.changed("clip", clip.id, stream=clip.project_id, version=clip.version)
    return scene


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


async def _lock_with_scene(
    work: Work, viewer: Viewer, clip_id: UUID | None, *, target: UUID | None = None
) -> Clip:
    """The clip, its scene and a target scene of the same project, locked scenes first."""
    seen = await find(work, viewer, Clip, clip_id, lock=False)
    viewer.demand_edit()
    wanted = {seen.scene_id, target or seen.scene_id}
    scenes = await find_many(work, viewer, Scene, wanted, field="sceneId")
    if any(scene.project_id != seen.project_id for scene in scenes.values()):
        raise UserError(
            "That scene is in another project. Duplicate the clip there instead.",
            field=["sceneId"],
        )
    clip = await find(work, viewer, Clip, clip_id)
    if clip.scene_id != seen.scene_id:
        raise Conflict("Somebody else moved this clip at the same moment. Read it again and retry.")
    return clip


def _apply(clip: Clip, changes: Mapping[str, Any]) -> None:
    for field, value in changes.items():
        if field in _LIMITS:
            checked(value, _WORDS.get(field, field), limit=_LIMITS[field])
        setattr(clip, field, value)
