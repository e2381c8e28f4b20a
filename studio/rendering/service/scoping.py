"""The clips that a request is about, and those of them that are left out."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from enum import Enum
from uuid import UUID

from sqlalchemy import ColumnElement, exists, or_, select

from studio.access.predicates import visible
from studio.access.queries import find
from studio.access.viewer import Viewer
from studio.gallery.models import Take
from studio.kernel.errors import ErrorCode, NotFound, UserError
from studio.kernel.rows import any_of
from studio.kernel.work import Work
from studio.library.media import MediaKind
from studio.projects.models import Project, Scene
from studio.recipes.queries import shown_staleness, starts_from_picture
from studio.recipes.rules import Staleness
from studio.rendering.lifecycle import ACTIVE
from studio.rendering.models import RenderJob
from studio.rendering.service.briefs import Facts
from studio.timeline.models import Clip

MAX_CLIPS = 2_000
"""Clips that one request may ask for."""
NAMED = 5
"""Projects that a refusal names."""


class SkipReason(Enum):
    """Why a clip was left out of a request for many."""

    HAS_TAKE = "HAS_TAKE"
    ALREADY_QUEUED = "ALREADY_QUEUED"
    LOCKED = "LOCKED"


@dataclass(frozen=True, slots=True)
class Scope:
    """Which clips: these, or those of a scene, or those of a project. Exactly one is given.

    With `stale` only those of them whose take of one of these kinds is stale.
    """

    clip_ids: Sequence[UUID] | None = None
    scene_id: UUID | None = None
    project_id: UUID | None = None
    stale: Sequence[MediaKind] = ()


@dataclass(frozen=True, slots=True)
class Stale:
    """Which kinds of a clip are stale, and whether its video started from a picture."""

    kinds: tuple[MediaKind, ...]
    started: bool


async def stale_among(
    work: Work, clips: Sequence[Clip], kinds: Sequence[MediaKind]
) -> dict[UUID, Stale]:
    """Those of the (locked) clips that show something stale; those with a render of it under way are
    not stale any more."""
    row = Clip.__table__.alias("shown")
    stale = [shown_staleness(row, kind.value) == Staleness.STALE.value for kind in kinds]
    under_way = exists().where(
        RenderJob.clip_id == row.c.id,
        RenderJob.kind.in_([kind.value for kind in kinds]),
        RenderJob.state.in_([state.value for state in ACTIVE]),
    )
    rows = await work.session.execute(
        select(row.c.id, starts_from_picture(row), *stale).where(
            row.c.id == any_of(clip.id for clip in clips),
            or_(*stale),
            ~under_way,
        )
    )
    return {
        clip_id: Stale(tuple(kind for kind, one in zip(kinds, which, strict=True) if one), started)
        for clip_id, started, *which in rows
    }


async def clips_of(work: Work, viewer: Viewer, scope: Scope, *, alone: bool) -> list[Clip]:
    """The clips of the scope, locked."""
    given = [scope.clip_ids is not None, scope.scene_id is not None, scope.project_id is not None]
    if sum(given) != 1:
        raise UserError("Give exactly one of clipIds, sceneId and projectId.", field=["clipIds"])
    if scope.scene_id is not None:
        scene = await find(work, viewer, Scene, scope.scene_id, lock=False, field="sceneId")
        return await lock_clips(work, viewer, Clip.scene_id == scene.id, alone=alone)
    if scope.project_id is not None:
        project = await find(work, viewer, Project, scope.project_id, lock=False, field="projectId")
        return await lock_clips(work, viewer, Clip.project_id == project.id, alone=alone)
    ids = set(scope.clip_ids or ())
    if not ids:
        raise UserError("Name one clip at least.", field=["clipIds"])
    if len(ids) > MAX_CLIPS:
        raise _too_many(field=["clipIds"])
    clips = await lock_clips(work, viewer, Clip.id.in_(ids), alone=alone)
    if len(clips) != len(ids):
        raise NotFound("Not every clip named here exists.", field=["clipIds"])
    await _demand_one_project(work, {clip.project_id for clip in clips})
    return clips


async def _demand_one_project(work: Work, ids: Collection[UUID]) -> None:
    """A batch is listed with its project, and followed there."""
    if len(ids) > 1:
        some = select(Project.name).where(Project.id.in_(ids)).order_by(Project.name).limit(NAMED)
        names = [f"“{name}”" for name in await work.session.scalars(some)]
        told = ", ".join([*names, "…"] if len(ids) > NAMED else names)
        raise UserError(
            f"A batch is of one project; these clips are of {len(ids)}: {told}. Ask for those of "
            "each by itself.",
            field=["clipIds"],
        )


async def lock_clips(
    work: Work, viewer: Viewer, which: ColumnElement[bool], *, alone: bool
) -> list[Clip]:
    """The living clips, which stay as they are until this work ends.

    `alone` keeps off others who ask for what is missing, so that nothing is rendered twice.
    """
    rows = await work.session.scalars(
        select(Clip)
        .where(which, Clip.deleted_at.is_(None), visible(Clip.__table__, viewer.workspace_id))
        .order_by(Clip.id)
        .limit(MAX_CLIPS + 1)
        .with_for_update(of=Clip, read=not alone, key_share=alone)
        .execution_options(populate_existing=True)
    )
    clips = list(rows.all())
    if len(clips) > MAX_CLIPS:
        raise _too_many()
    return clips


def _too_many(field: list[str] | None = None) -> UserError:
    return UserError(
        f"At most {MAX_CLIPS} clips can be rendered at once. Generate scene by scene.",
        code=ErrorCode.LIMIT_EXCEEDED,
        field=field,
    )


async def lacking(
    work: Work, film: Sequence[Facts], kinds: Sequence[MediaKind]
) -> dict[UUID, tuple[MediaKind, ...] | SkipReason]:
    """Of each clip the kinds that it lacks, or why it is left out: it lacks none, or its image is under
    way, which a video would start from. They must be locked: this reads what others have committed."""
    ids = [facts.clip.id for facts in film]
    queued = await work.session.execute(
        select(RenderJob.clip_id, RenderJob.kind).where(
            RenderJob.clip_id.in_(ids), RenderJob.state.in_([state.value for state in ACTIVE])
        )
    )
    under_way = {(clip_id, kind) for clip_id, kind in queued}
    taken = await work.session.execute(
        select(Take.clip_id, Take.kind)
        .where(Take.clip_id.in_(ids), Take.deleted_at.is_(None))
        .distinct()
    )
    there = {(clip_id, kind) for clip_id, kind in taken}
    return {clip_id: _lacking(clip_id, kinds, there, under_way) for clip_id in ids}


def _lacking(
    clip_id: UUID,
    kinds: Sequence[MediaKind],
    there: Collection[tuple[UUID, str]],
    under_way: Collection[tuple[UUID, str]],
) -> tuple[MediaKind, ...] | SkipReason:
    open_kinds = [kind for kind in kinds if (clip_id, kind.value) not in there]
    if not open_kinds:
        return SkipReason.HAS_TAKE
    free = tuple(kind for kind in open_kinds if (clip_id, kind.value) not in under_way)
    waits = MediaKind.IMAGE in open_kinds and MediaKind.IMAGE not in free
    return SkipReason.ALREADY_QUEUED if waits or not free else free
