"""Clips made, and their words and lengths changed. A scene's row is locked meanwhile."""

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import select

from studio.access.queries import check_version, find
from studio.access.viewer import Viewer
from studio.kernel.errors import UserError
from studio.kernel.ids import uuid7
from studio.kernel.text import NAME, PROMPT, checked
from studio.kernel.time import MAX_FRAME, seconds_to_frame
from studio.kernel.work import Work
from studio.projects.models import Project, Scene
from studio.timeline.models import Clip
from studio.timeline.queries import spans_of
from studio.timeline.rules import DEFAULT_SECONDS, MAX_NUMBER, Span, check_span, place
from studio.timeline.service.locking import lock_clips, lock_with_scene
from studio.timeline.service.shifting import follow_end, make_room
from studio.timeline.transitions import TransitionKind, settled_frames

_LIMITS = {
    "name": NAME,
    "number": MAX_NUMBER,
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
    ripple: bool = False,
    **fields: Any,
) -> Clip:
    """A clip at `start_frame` or, without one, behind the last clip; 2 s long unless told.

    With `ripple` what lies there and behind makes room for it.
    """
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
    clip_id = uuid7()
    span = check_span(start_frame, duration_frames)
    if ripple:
        await lock_clips(work, [scene.id])
        places = await make_room(work, {scene.id: {clip_id: span}})
        span = Span.of(places[clip_id], span.duration)
    place(span, spans.values(), allow_overlap=allow_overlap or ripple)
    clip = Clip(
        id=clip_id,
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
    ripple: bool = False,
    follow: Callable[[Clip], Mapping[str, Any]] | None = None,
) -> Clip:
    """Apply `changes`; a new `duration_frames` is placed like a move.

    With `ripple` what lies behind moves by as much as the clip's end does. `follow` is asked, with
    the locked clip as it was, what changes besides.
    """
    clip = await lock_with_scene(work, viewer, clip_id, whole=ripple)
    check_version(clip.version, expected_version)
    duration = changes.get("duration_frames")
    if duration is not None and duration != clip.duration_frames:
        wanted = check_span(clip.start_frame, duration)
        others = await spans_of(work, clip.scene_id, without=clip.id)
        if ripple:
            await follow_end(work, others, Span.of(clip.start_frame, clip.duration_frames), wanted)
        elif duration > clip.duration_frames:
            place(wanted, others.values(), allow_overlap=allow_overlap)
    settled = await _settled(work, clip, changes)
    _apply(clip, {**(follow(clip) if follow else {}), **changes, **settled})
    clip.version += 1
    work.changed("clip", clip.id, stream=clip.project_id, version=clip.version)
    return clip


async def _settled(work: Work, clip: Clip, changes: Mapping[str, Any]) -> dict[str, Any]:
    """What of a shot's edges changes: kind and length of its transition fit together."""
    if not 0 <= changes.get("source_frame", 0) <= MAX_FRAME:
        raise UserError("A take begins at one of its frames.", field=["sourceFrame"])
    if not changes.keys() & {"transition_kind", "transition_frames"}:
        return {}
    kind = changes.get("transition_kind", TransitionKind(clip.transition_kind))
    rate = (
        (await work.session.execute(select(Project).where(Project.id == clip.project_id)))
        .scalar_one()
        .rate
    )
    frames = settled_frames(kind, changes.get("transition_frames"), clip.transition_frames, rate)
    return {"transition_kind": kind.value, "transition_frames": frames}


def _apply(clip: Clip, changes: Mapping[str, Any]) -> None:
    for field, value in changes.items():
        limit = _LIMITS.get(field)
        good = limit and checked(value, _WORDS.get(field, field), limit=limit)
        setattr(clip, field, good if limit else value)
