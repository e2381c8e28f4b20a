"""What people ask to be rendered: one job for each clip and kind, all in one commit."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from enum import Enum
from uuid import UUID

from sqlalchemy import ColumnElement, select

from studio.access.predicates import visible
from studio.access.queries import find
from studio.access.viewer import Viewer
from studio.gallery.models import Take
from studio.kernel.errors import ErrorCode, NotFound, UserError
from studio.kernel.ids import uuid7
from studio.kernel.text import NAME, checked
from studio.kernel.work import Work
from studio.library.media import MediaKind
from studio.projects.models import Project, Scene
from studio.rendering.attempts import TURNS
from studio.rendering.lifecycle import ACTIVE, AUTOMATIC_ATTEMPTS, JobState, Priority
from studio.rendering.models import RenderJob
from studio.rendering.plan import check_request, make_brief
from studio.rendering.routing import Need, choose
from studio.rendering.service.briefs import Facts, in_film_order
from studio.rendering.service.candidates import candidates_for
from studio.timeline.models import Clip

MAX_CLIPS = 2_000
"""Clips that one request may ask for."""


class SkipReason(Enum):
    """Why a clip was left out of a request for what is missing."""

    HAS_TAKE = "HAS_TAKE"
    ALREADY_QUEUED = "ALREADY_QUEUED"


@dataclass(frozen=True, slots=True)
class Wish:
    """What to make of each clip and where. `reachable`: results can come from elsewhere."""

    kinds: Sequence[MediaKind]
    reachable: bool
    model: str | None = None
    seed: int | None = None
    count: int = 1
    endpoint_id: UUID | None = None
    priority: Priority = Priority.NORMAL

    def check(self) -> None:
        check_request(list(self.kinds), count=self.count, seed=self.seed)
        if self.model is not None:
            checked(self.model, "model", limit=NAME, required=True)


@dataclass(frozen=True, slots=True)
class Scope:
    """Which clips: these, or those of a scene, or those of a project. Exactly one is given."""

    clip_ids: Sequence[UUID] | None = None
    scene_id: UUID | None = None
    project_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Requested:
    """The jobs, in the order of the film, and the clips that were left out."""

    jobs: list[UUID]
    skipped: list[tuple[UUID, SkipReason]]


async def request_render(
    work: Work,
    viewer: Viewer,
    clip_id: UUID | None,
    wish: Wish,
) -> list[UUID]:
    """Queue one job for each kind; asked for both, the video waits for the image.

    Raises NOT_FOUND, NO_ENDPOINT or UNREACHABLE_RESULTS.
    """
    clip = await find(work, viewer, Clip, clip_id, lock=False, field="clipId")
    viewer.demand_edit()
    wish.check()
    clips = await _lock(work, viewer, Clip.id == clip.id, alone=False)
    if not clips:
        raise UserError(
            "Its clip is deleted. Restore the clip first.", code=ErrorCode.INVALID_STATE
        )
    return await _queue(work, viewer, await in_film_order(work, clips), wish)


async def request_renders(
    work: Work,
    viewer: Viewer,
    scope: Scope,
    wish: Wish,
    *,
    missing_only: bool,
) -> Requested:
    """Queue one job for each clip and kind, or none at all.

    With `missing_only`, clips that have a take of the kind (of both, the image) or a job of it
    under way are left out. Raises as `request_render`, and LIMIT_EXCEEDED.
    """
    viewer.demand_edit()
    wish.check()
    film = await in_film_order(work, await _clips_of(work, viewer, scope, alone=missing_only))
    reasons = await _reasons(work, film, first_kind(wish.kinds)) if missing_only else {}
    asked = [facts for facts in film if facts.clip.id not in reasons]
    return Requested(
        await _queue(work, viewer, asked, wish) if asked else [],
        [(facts.clip.id, reasons[facts.clip.id]) for facts in film if facts.clip.id in reasons],
    )


def first_kind(kinds: Sequence[MediaKind]) -> MediaKind:
    """The kind that is rendered first: a video waits for its image."""
    return MediaKind.IMAGE if MediaKind.IMAGE in kinds else kinds[0]


async def _clips_of(work: Work, viewer: Viewer, scope: Scope, *, alone: bool) -> list[Clip]:
    given = [scope.clip_ids is not None, scope.scene_id is not None, scope.project_id is not None]
    if sum(given) != 1:
        raise UserError("Give exactly one of clipIds, sceneId and projectId.", field=["clipIds"])
    if scope.scene_id is not None:
        scene = await find(work, viewer, Scene, scope.scene_id, lock=False, field="sceneId")
        return await _lock(work, viewer, Clip.scene_id == scene.id, alone=alone)
    if scope.project_id is not None:
        project = await find(work, viewer, Project, scope.project_id, lock=False, field="projectId")
        return await _lock(work, viewer, Clip.project_id == project.id, alone=alone)
    ids = set(scope.clip_ids or ())
    if not ids:
        raise UserError("Name one clip at least.", field=["clipIds"])
    if len(ids) > MAX_CLIPS:
        raise _too_many(field=["clipIds"])
    clips = await _lock(work, viewer, Clip.id.in_(ids), alone=alone)
    if len(clips) != len(ids):
        raise NotFound("Not every clip named here exists.", field=["clipIds"])
    return clips


async def _lock(
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


async def _reasons(work: Work, film: Sequence[Facts], kind: MediaKind) -> dict[UUID, SkipReason]:
    """The clips that lack nothing. They must be locked: this reads what others have committed."""
    ids = [facts.clip.id for facts in film]
    queued = await work.session.scalars(
        select(RenderJob.clip_id).where(
            RenderJob.clip_id.in_(ids),
            RenderJob.kind == kind.value,
            RenderJob.state.in_([state.value for state in ACTIVE]),
        )
    )
    taken = await work.session.scalars(
        select(Take.clip_id).where(
            Take.clip_id.in_(ids), Take.kind == kind.value, Take.deleted_at.is_(None)
        )
    )
    return dict.fromkeys(queued.all(), SkipReason.ALREADY_QUEUED) | dict.fromkeys(
        taken.all(), SkipReason.HAS_TAKE
    )


async def _queue(work: Work, viewer: Viewer, film: Sequence[Facts], wish: Wish) -> list[UUID]:
    """One choice of endpoint, then the jobs in as few statements as can be."""
    need = Need(first_kind(wish.kinds))
    now = datetime.now(UTC)
    endpoint = choose(
        await candidates_for(work, viewer.workspace_id, need, today=now.date()),
        need,
        wanted=wish.endpoint_id,
        reachable=wish.reachable,
    )
    jobs = [job for facts in film for job in _jobs_of(viewer, facts, endpoint.id, wish)]
    for place, job in enumerate(jobs):
        job.rank = int(now.timestamp() * 1_000_000) + place
    # In this order, so that no video is written before the image it waits for.
    work.session.add_all(job for job in jobs if job.depends_on_id is None)
    work.session.add_all(job for job in jobs if job.depends_on_id is not None)
    for job in jobs:
        work.changed("job", job.id, stream=job.project_id)
    work.stir(viewer.workspace_id)
    work.stir(TURNS)
    await work.session.flush()
    return [job.id for job in jobs]


def _jobs_of(viewer: Viewer, facts: Facts, endpoint_id: UUID, wish: Wish) -> list[RenderJob]:
    seed = secrets.randbits(32) if wish.seed is None else wish.seed
    jobs: dict[MediaKind, RenderJob] = {}
    for kind in sorted(wish.kinds, key=lambda kind: kind is MediaKind.VIDEO):
        image = jobs.get(MediaKind.IMAGE)
        jobs[kind] = RenderJob(
            id=uuid7(),
            workspace_id=viewer.workspace_id,
            project_id=facts.clip.project_id,
            clip_id=facts.clip.id,
            endpoint_id=endpoint_id,
            requested_by=viewer.account_id,
            depends_on_id=image.id if image else None,
            kind=kind.value,
            state=JobState.QUEUED.value,
            count=wish.count,
            seed=Decimal(seed),
            model=wish.model,
            brief=make_brief(
                kind, facts.shot, facts.picture, seed=seed, count=wish.count, model=wish.model
            ),
            attempt_limit=AUTOMATIC_ATTEMPTS,
            priority=wish.priority.level,
        )
    return list(jobs.values())
