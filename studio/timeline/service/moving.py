"""Clips moved to another place, by hand."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from studio.access.queries import check_version, find, find_many
from studio.access.viewer import Viewer
from studio.kernel.errors import Conflict, NotFound
from studio.kernel.work import Work
from studio.projects.models import Scene
from studio.projects.rules import check_order
from studio.timeline.models import Clip
from studio.timeline.queries import spans_of
from studio.timeline.rules import check_many, check_span, end_to_end, place, put_before
from studio.timeline.service.locking import (
    clips_in,
    lock_scenes,
    lock_with_scene,
    no_such_scene,
)
from studio.timeline.service.shifting import Move, put


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
    clip = await lock_with_scene(work, viewer, clip_id, target=scene_id)
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
    scenes = await lock_scenes(work, viewer, seen.values(), scene_id)
    clips = await clips_in(work, scenes)
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


async def _lay(work: Work, orders: Mapping[UUID, Sequence[Clip]]) -> None:
    """Lay each scene's clips end to end in this order, all in one statement."""
    moves: list[Move] = []
    for scene_id, order in orders.items():
        spans = end_to_end(clip.duration_frames for clip in order)
        moves += [
            Move(clip.id, span.start, scene_id)
            for clip, span in zip(order, spans, strict=True)
            if (clip.scene_id, clip.start_frame) != (scene_id, span.start)
        ]
    await put(work, moves)
