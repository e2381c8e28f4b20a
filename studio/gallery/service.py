"""A clip's takes: added, chosen, deleted."""

from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import select

from studio.access.queries import find
from studio.access.viewer import Viewer
from studio.gallery.models import Take
from studio.kernel.errors import ErrorCode, NotFound, UserError
from studio.kernel.ids import uuid7
from studio.kernel.work import Work
from studio.library.media import MediaKind
from studio.timeline.models import Clip


@dataclass(frozen=True, slots=True)
class NewTake:
    """A result to put into a clip's gallery. `attempt_id` and `output_index` make it unique."""

    job_id: UUID
    attempt_id: UUID
    output_index: int
    asset_id: UUID
    thumbnail_asset_id: UUID | None
    kind: MediaKind
    seed: int | None
    model: str
    prompt: str
    negative_prompt: str
    parameters: dict[str, Any]


async def add_take(work: Work, clip: Clip, new: NewTake) -> Take:
    """Add the take to the (locked) clip; the first one of a clip becomes its selection."""
    take = Take(
        id=uuid7(),
        project_id=clip.project_id,
        clip_id=clip.id,
        job_id=new.job_id,
        attempt_id=new.attempt_id,
        output_index=new.output_index,
        asset_id=new.asset_id,
        thumbnail_asset_id=new.thumbnail_asset_id,
        kind=new.kind.value,
        seed=None if new.seed is None else Decimal(new.seed),
        model=new.model,
        prompt=new.prompt,
        negative_prompt=new.negative_prompt,
        parameters=new.parameters,
    )
    if clip.deleted_at is not None:
        take.deleted_at, take.deletion_id = clip.deleted_at, clip.deletion_id
    work.session.add(take)
    await work.session.flush()
    first = clip.selected_take_id is None
    if first:
        clip.selected_take_id = take.id
    if clip.deleted_at is None:
        work.changed("take", take.id, stream=clip.project_id)
        if first:
            work.changed("clip", clip.id, stream=clip.project_id, version=clip.version)
    return take


async def select_take(work: Work, viewer: Viewer, take_id: UUID | None) -> Take:
    """Make this take the one its clip shows."""
    clip, take = await _lock_with_clip(work, viewer, take_id)
    if clip.selected_take_id != take.id:
        clip.selected_take_id = take.id
        clip.version += 1
        work.changed("clip", clip.id, stream=clip.project_id, version=clip.version)
        work.changed("take", take.id, stream=clip.project_id)
    return take


async def delete_take(work: Work, viewer: Viewer, take_id: UUID | None) -> Take:
    """Delete the take; if it was selected, the newest of its kind left (else the newest) is."""
    clip, take = await _lock_with_clip(work, viewer, take_id)
    take.deleted_at, take.deletion_id = datetime.now(UTC), uuid7()
    await work.session.flush()
    if clip.selected_take_id == take.id:
        clip.selected_take_id = await _next_selection(work, clip, take)
        clip.version += 1
        work.changed("clip", clip.id, stream=clip.project_id, version=clip.version)
    work.deleted("take", take.id, stream=clip.project_id)
    return take


async def restore_take(work: Work, viewer: Viewer, take_id: UUID | None) -> Take:
    seen = await find(work, viewer, Take, take_id, deleted=True, lock=False, field="takeId")
    try:
        clip = await find(work, viewer, Clip, seen.clip_id)
    except NotFound:
        raise UserError(
            "Its clip is deleted too. Restore the clip first.",
            code=ErrorCode.INVALID_STATE,
            field=["takeId"],
        ) from None
    take = await find(work, viewer, Take, take_id, deleted=True, field="takeId")
    viewer.demand_edit()
    take.deleted_at = take.deletion_id = None
    work.changed("take", take.id, stream=clip.project_id)
    if clip.selected_take_id is None:
        clip.selected_take_id = take.id
        work.changed("clip", clip.id, stream=clip.project_id, version=clip.version)
    return take


async def _lock_with_clip(work: Work, viewer: Viewer, take_id: UUID | None) -> tuple[Clip, Take]:
    seen = await find(work, viewer, Take, take_id, lock=False, field="takeId")
    viewer.demand_edit()
    if seen.kind == MediaKind.AUDIO.value:
        raise UserError("A sound cannot be what a clip shows.", code=ErrorCode.INVALID_STATE)
    clip = await find(work, viewer, Clip, seen.clip_id)
    return clip, await find(work, viewer, Take, take_id, field="takeId")


async def _next_selection(work: Work, clip: Clip, gone: Take) -> UUID | None:
    return await work.session.scalar(
        select(Take.id)
        .where(Take.clip_id == clip.id, Take.deleted_at.is_(None))
        .order_by((Take.kind == gone.kind).desc(), Take.created_at.desc(), Take.id.desc())
        .limit(1)
    )
