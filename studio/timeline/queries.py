"""Where clips lie."""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import select

from studio.kernel.work import Work
from studio.timeline.models import Clip
from studio.timeline.rules import Span


async def spans_of(work: Work, scene_id: UUID, *, without: UUID | None = None) -> dict[UUID, Span]:
    """Where the scene's living clips lie. The scene's row must be locked."""
    spans = (await spans_in(work, [scene_id]))[scene_id]
    if without is not None:
        spans.pop(without, None)
    return spans


async def spans_in(work: Work, scene_ids: Collection[UUID]) -> dict[UUID, dict[UUID, Span]]:
    """The same for several scenes, whose rows must be locked."""
    rows = await work.session.execute(
        select(Clip.scene_id, Clip.id, Clip.start_frame, Clip.duration_frames).where(
            Clip.scene_id.in_(scene_ids), Clip.deleted_at.is_(None)
        )
    )
    spans: dict[UUID, dict[UUID, Span]] = {scene_id: {} for scene_id in scene_ids}
    for scene_id, clip_id, start, duration in rows:
        spans[scene_id][clip_id] = Span.of(start, duration)
    return spans
