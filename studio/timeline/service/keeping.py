"""Clips that are to stay as they are: requests for many leave them out."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import func

from studio.access.queries import find_many
from studio.access.viewer import Viewer
from studio.kernel.work import Work
from studio.timeline.models import Clip
from studio.timeline.rules import check_many


async def lock_clips(
    work: Work, viewer: Viewer, clip_ids: Sequence[UUID], *, locked: bool
) -> list[UUID]:
    """Lock or unlock all of these; in the order they were given."""
    check_many(clip_ids)
    clips = await find_many(work, viewer, Clip, clip_ids, field="ids")
    viewer.demand_edit()
    for clip in clips.values():
        if (clip.locked_at is not None) != locked:
            clip.locked_at = func.now() if locked else None
            clip.version += 1
            work.changed("clip", clip.id, stream=clip.project_id, version=clip.version)
    return list(dict.fromkeys(clip_ids))
