"""Shots that follow one another made one."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import func, select

from studio.access.queries import check_version
from studio.access.viewer import Viewer
from studio.editing.service.deleting import delete_clips
from studio.editing.service.locking import clips_with_scenes
from studio.gallery.models import Take
from studio.kernel.errors import UserError
from studio.kernel.work import Work
from studio.timeline.cutting import joined
from studio.timeline.queries import spans_of
from studio.timeline.rules import check_many
from studio.timeline.service.placing import Place, put_to


@dataclass(frozen=True, slots=True)
class Merged:
    """The clip that stays and those that went into it, with how many takes went with them."""

    kept: UUID
    gone: list[UUID]
    takes: int
    undo: list[Place]


async def merge_clips(
    work: Work,
    viewer: Viewer,
    clip_ids: Sequence[UUID],
    *,
    expected_versions: Sequence[int] | None,
) -> Merged:
    """The first of these, as long as all of them together with what lies between.

    It keeps its words and takes; the others are deleted with theirs, whose renders are cancelled,
    and can be restored. They must be of one scene, with no other clip between them.
    """
    check_many(clip_ids)
    if expected_versions is not None and len(expected_versions) != len(clip_ids):
        raise UserError("Give as many versions as clips.", field=["expectedVersions"])
    scenes, clips = await clips_with_scenes(work, viewer, clip_ids, field="ids", whole=True)
    viewer.demand_edit()
    if len(scenes) > 1:
        raise UserError("Merge clips of one scene.", field=["ids"])
    versions = dict(zip(clip_ids, expected_versions or (), strict=False))
    for clip in clips:
        check_version(clip.version, versions.get(clip.id))
    track = await spans_of(work, scenes[0].id)
    (kept, *gone), span = joined(track, set(clip_ids))
    takes = await work.session.scalar(
        select(func.count()).where(Take.clip_id.in_(gone), Take.deleted_at.is_(None))
    )
    await delete_clips(work, viewer, gone, ripple=False)
    return Merged(kept, gone, takes or 0, await put_to(work, track, {kept: span}))
