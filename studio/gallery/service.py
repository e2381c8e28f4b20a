"""A clip's takes: added, chosen, deleted."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import func, select

from studio.access.queries import find, find_many
from studio.access.viewer import Viewer
from studio.gallery.models import Take
from studio.kernel.errors import ErrorCode, NotFound, UserError
from studio.kernel.ids import uuid7
from studio.kernel.work import Work
from studio.library.media import MediaKind
from studio.library.service import StoredFile, add_asset
from studio.timeline.models import Clip


@dataclass(frozen=True, slots=True)
class NewTake:
    """A result to put into a clip's gallery. `attempt_id` and `output_index` make it unique; what
    somebody brought has none."""

    workspace_id: UUID
    job_id: UUID | None
    attempt_id: UUID | None
    output_index: int | None
    asset_id: UUID
    thumbnail_asset_id: UUID | None
    kind: MediaKind
    seed: int | None
    model: str
    prompt: str
    negative_prompt: str
    parameters: dict[str, Any]
    recipe_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Pick:
    """A take for its clip to show, picked at that time; now if missing."""

    take_id: UUID
    at: datetime | None = None


MAX_PICKS = 500
SOUND = "A sound cannot be what a clip shows."


async def add_take(work: Work, clip: Clip, new: NewTake) -> Take:
    """Add the take to the (locked) clip; the first one of a clip becomes its selection."""
    take = Take(
        id=uuid7(),
        workspace_id=new.workspace_id,
        project_id=clip.project_id,
        clip_id=clip.id,
        job_id=new.job_id,
        attempt_id=new.attempt_id,
        recipe_id=new.recipe_id,
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
    if clip.deleted_at is None:
        work.changed("take", take.id, stream=clip.project_id)
    if clip.selected_take_id is None and new.kind is not MediaKind.AUDIO:
        show_take(work, clip, take)
    return take


async def add_brought(
    work: Work,
    clip: Clip,
    file: StoredFile,
    thumbnail: StoredFile | None,
    *,
    workspace_id: UUID,
    model: str,
    parameters: dict[str, Any],
    prompt: str = "",
    negative_prompt: str = "",
) -> UUID:
    """The same of a file in the object store that nobody rendered."""
    owner = {"workspace_id": workspace_id, "project_id": clip.project_id}
    new = NewTake(
        workspace_id=workspace_id,
        job_id=None,
        attempt_id=None,
        output_index=None,
        asset_id=await add_asset(work, file, **owner),
        thumbnail_asset_id=await add_asset(work, thumbnail, **owner) if thumbnail else None,
        kind=file.kind,
        seed=None,
        model=model,
        prompt=prompt,
        negative_prompt=negative_prompt,
        parameters=parameters,
    )
    return (await add_take(work, clip, new)).id


def show_take(work: Work, clip: Clip, take: Take) -> None:
    """Have the (locked) clip show its take, which nobody picked."""
    clip.selected_take_id = take.id
    clip.picked_at = None
    if clip.deleted_at is None:
        work.changed("clip", clip.id, stream=clip.project_id, version=clip.version)


async def select_take(work: Work, viewer: Viewer, take_id: UUID | None) -> Take:
    """Make this take the one its clip shows; none that the clip has by now is new after that."""
    clip, take = await _lock_with_clip(work, viewer, take_id)
    if take.kind == MediaKind.AUDIO.value:
        raise UserError(SOUND, code=ErrorCode.INVALID_STATE)
    _select(work, clip, take, await _now(work))
    return take


async def select_takes(work: Work, viewer: Viewer, picks: Sequence[Pick]) -> None:
    """The same for many clips, all of them or none; of two picks for a clip the last counts.

    Raises LIMIT_EXCEEDED for more than `MAX_PICKS`.
    """
    _check_picks(picks)
    ids = {pick.take_id for pick in picks}
    seen = await find_many(work, viewer, Take, ids, field="picks", lock=False)
    viewer.demand_edit()
    if any(take.kind == MediaKind.AUDIO.value for take in seen.values()):
        raise UserError(SOUND, code=ErrorCode.INVALID_STATE, field=["picks"])
    owners = {take.clip_id for take in seen.values()}
    clips = await find_many(work, viewer, Clip, owners, field="picks")
    takes = await find_many(work, viewer, Take, ids, field="picks")
    now = await _now(work)
    for pick in picks:
        take = takes[pick.take_id]
        _select(work, clips[take.clip_id], take, pick.at or now)


async def delete_take(work: Work, viewer: Viewer, take_id: UUID | None) -> Take:
    """Delete the take; if it was selected, the newest of its kind left (else the newest) is."""
    clip, take = await _lock_with_clip(work, viewer, take_id)
    take.deleted_at, take.deletion_id = datetime.now(UTC), uuid7()
    await work.session.flush()
    if clip.selected_take_id == take.id:
        clip.selected_take_id = await _next_selection(work, clip, take)
        clip.picked_at = None
        clip.version += 1
    work.deleted("take", take.id, stream=clip.project_id)
    work.changed("clip", clip.id, stream=clip.project_id, version=clip.version)
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
    if take.purged_at is not None:
        raise UserError("It was deleted for good.", code=ErrorCode.INVALID_STATE, field=["takeId"])
    take.deleted_at = take.deletion_id = None
    work.changed("take", take.id, stream=clip.project_id)
    if clip.selected_take_id is None and take.kind != MediaKind.AUDIO.value:
        clip.selected_take_id = take.id
        clip.picked_at = None
        work.changed("clip", clip.id, stream=clip.project_id, version=clip.version)
    return take


def _select(work: Work, clip: Clip, take: Take, at: datetime) -> None:
    clip.picked_at = at
    if clip.selected_take_id != take.id:
        clip.selected_take_id = take.id
        clip.version += 1
        work.changed("take", take.id, stream=clip.project_id)
    work.changed("clip", clip.id, stream=clip.project_id, version=clip.version)


def _check_picks(picks: Sequence[Pick]) -> None:
    if not picks:
        raise UserError("Name one take at least.", field=["picks"])
    if len(picks) > MAX_PICKS:
        raise UserError(
            f"At most {MAX_PICKS} takes can be picked at once.",
            code=ErrorCode.LIMIT_EXCEEDED,
            field=["picks"],
        )


async def _now(work: Work) -> datetime:
    """By the clock that takes are dated by."""
    now: datetime = (await work.session.execute(select(func.now()))).scalar_one()
    return now


async def _lock_with_clip(work: Work, viewer: Viewer, take_id: UUID | None) -> tuple[Clip, Take]:
    seen = await find(work, viewer, Take, take_id, lock=False, field="takeId")
    viewer.demand_edit()
    clip = await find(work, viewer, Clip, seen.clip_id)
    return clip, await find(work, viewer, Take, take_id, field="takeId")


async def _next_selection(work: Work, clip: Clip, gone: Take) -> UUID | None:
    return await work.session.scalar(
        select(Take.id)
        .where(
            Take.clip_id == clip.id,
            Take.deleted_at.is_(None),
            Take.kind != MediaKind.AUDIO.value,
        )
        .order_by((Take.kind == gone.kind).desc(), Take.created_at.desc(), Take.id.desc())
        .limit(1)
    )
