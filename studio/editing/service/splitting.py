"""One shot made two."""

from uuid import UUID

from studio.access.queries import check_version, find
from studio.access.viewer import Viewer
from studio.casting.copying import copy_castings
from studio.editing.service.copying import new_numbers, shared_values
from studio.editing.service.locking import clips_with_scenes, no_such_clip
from studio.kernel.ids import uuid7
from studio.kernel.work import Work
from studio.projects.models import Project
from studio.timeline.cutting import split_at
from studio.timeline.models import Clip
from studio.timeline.rules import Span
from studio.timeline.service.placing import Place, put_to

_ITS_OWN = (
    "start_frame",
    "duration_frames",
    "number",
    "selected_take_id",
    "picked_at",
    "locked_at",
    "source_frame",
    "transition_kind",
    "transition_frames",
)


async def split_clip(
    work: Work,
    viewer: Viewer,
    clip_id: UUID | None,
    *,
    frame: int,
    expected_version: int | None,
) -> tuple[Clip, list[Place]]:
    """Cut the clip before this frame of its scene: what begins there is a clip of its own.

    The first keeps the takes and its lock, the second has the same words and cast and the next
    free number. Answers the second, and the place that takes it back once the second is deleted.
    """
    if clip_id is None:
        raise no_such_clip()
    seen = await find(work, viewer, Clip, clip_id, lock=False)
    await find(work, viewer, Project, seen.project_id)
    _, (clip,) = await clips_with_scenes(work, viewer, [clip_id], field="id", whole=False)
    viewer.demand_edit()
    check_version(clip.version, expected_version)
    whole = Span.of(clip.start_frame, clip.duration_frames)
    before, after = split_at(whole, frame)
    numbers = await new_numbers(work, clip.project_id, {clip.id: clip.number})
    second = Clip(
        **shared_values(clip, *_ITS_OWN),
        id=uuid7(),
        name=clip.name,
        number=numbers[clip.id],
        start_frame=after.start,
        duration_frames=after.duration,
        version=1,
    )
    work.session.add(second)
    await work.session.flush()
    await copy_castings(work, {clip.id: second.id}, project_id=clip.project_id)
    work.changed("clip", second.id, stream=second.project_id, version=1)
    return second, await put_to(work, {clip.id: whole}, {clip.id: before})
