"""What people do with renders: ask for them, cancel them, retry them."""

import secrets
from collections.abc import Sequence
from datetime import UTC, datetime
from decimal import Decimal
from uuid import UUID

from sqlalchemy import select

from studio.access.queries import find
from studio.access.viewer import Viewer
from studio.kernel.errors import ErrorCode, UserError
from studio.kernel.idempotency import claim_key
from studio.kernel.ids import uuid7
from studio.kernel.text import NAME, checked
from studio.kernel.work import Work
from studio.library.media import MediaKind
from studio.projects.models import Project, Scene
from studio.rendering import lifecycle
from studio.rendering.attempts import end_job
from studio.rendering.lifecycle import AUTOMATIC_ATTEMPTS, JobState
from studio.rendering.models import Endpoint, RenderJob
from studio.rendering.plan import Picture, Shot, check_request, make_brief
from studio.rendering.routing import Candidate, choose
from studio.timeline.models import Clip


async def request_render(
    work: Work,
    viewer: Viewer,
    clip_id: UUID | None,
    *,
    kinds: Sequence[MediaKind],
    idempotency_key: str,
    reachable: bool,
    model: str | None = None,
    seed: int | None = None,
    count: int = 1,
    endpoint_id: UUID | None = None,
) -> list[UUID]:
    """Queue one job for each kind; asked for both, the video waits for the image.

    The same key gives the same jobs again. Raises NOT_FOUND, NO_ENDPOINT, UNREACHABLE_RESULTS or
    IDEMPOTENCY_CONFLICT.
    """
    clip = await find(work, viewer, Clip, clip_id, lock=False, field="clipId")
    viewer.demand_edit()
    check_request(list(kinds), count=count, seed=seed)
    given = {
        "clip": clip.id,
        "kinds": [kind.value for kind in kinds],
        "model": model,
        "seed": seed,
        "count": count,
        "endpoint": endpoint_id,
    }
    claim = await claim_key(
        work,
        workspace_id=viewer.workspace_id,
        account_id=viewer.account_id,
        mutation="generateClip",
        key=idempotency_key,
        given=given,
    )
    if claim.result is not None:
        return [UUID(job_id) for job_id in claim.result]
    clip = await _hold(work, clip.id)
    if model is not None:
        checked(model, "model", limit=NAME, required=True)
    endpoint = choose(
        await candidates_of(work, viewer.workspace_id), wanted=endpoint_id, reachable=reachable
    )
    jobs = await _make_jobs(
        work,
        viewer,
        clip,
        kinds,
        endpoint.id,
        seed=secrets.randbits(32) if seed is None else seed,
        count=count,
        model=model,
    )
    claim.result = [str(job.id) for job in jobs]
    return [job.id for job in jobs]


async def cancel_job(work: Work, viewer: Viewer, job_id: UUID | None) -> RenderJob:
    """Cancel the job, at once while it is with us, else as soon as the provider obeys."""
    job = await find(work, viewer, RenderJob, job_id, field="jobId")
    viewer.demand_edit()
    await _cancel(work, job)
    return job


async def cancel_renders_of(work: Work, clip_ids: Sequence[UUID]) -> None:
    """Cancel what is under way for clips that are being deleted."""
    jobs = await work.session.execute(
        select(RenderJob)
        .where(
            RenderJob.clip_id.in_(clip_ids),
            RenderJob.state.in_([state.value for state in {JobState.QUEUED} | lifecycle.IN_FLIGHT]),
        )
        .order_by(RenderJob.id)
        .with_for_update(key_share=True)
    )
    for job in jobs.scalars():
        await _cancel(work, job)


async def retry_job(
    work: Work, viewer: Viewer, job_id: UUID | None, *, idempotency_key: str
) -> RenderJob:
    """Queue a failed or cancelled job again: a new attempt on the same job."""
    seen = await find(work, viewer, RenderJob, job_id, lock=False, field="jobId")
    await _hold(work, seen.clip_id)
    job = await find(work, viewer, RenderJob, job_id, field="jobId")
    viewer.demand_edit()
    claim = await claim_key(
        work,
        workspace_id=viewer.workspace_id,
        account_id=viewer.account_id,
        mutation="retryJob",
        key=idempotency_key,
        given={"job": job.id},
    )
    if claim.result is not None:
        return job
    job.attempt_limit = lifecycle.retry(JobState(job.state), job.attempt_count)
    job.state = JobState.QUEUED.value
    job.progress, job.message = 0.0, None
    job.error_code = job.error_message = job.finished_at = job.started_at = None
    claim.result = [str(job.id)]
    work.changed("job", job.id, stream=job.project_id)
    work.dispatch("submit_render", str(job.id))
    return job


async def candidates_of(work: Work, workspace_id: UUID) -> list[Candidate]:
    """The workspace's endpoints for routing, in the order they were added."""
    rows = await work.session.execute(
        select(Endpoint)
        .where(Endpoint.workspace_id == workspace_id, Endpoint.deleted_at.is_(None))
        .order_by(Endpoint.created_at, Endpoint.id)
    )
    return [
        Candidate(row.id, row.name, row.provider, row.enabled, row.source == "LOCAL")
        for row in rows.scalars()
    ]


async def _hold(work: Work, clip_id: UUID) -> Clip:
    """The clip, which stays as it is until this work ends. Raises INVALID_STATE if it is deleted."""
    clip = (
        await work.session.execute(
            select(Clip)
            .where(Clip.id == clip_id)
            .with_for_update(read=True)
            .execution_options(populate_existing=True)
        )
    ).scalar_one()
    if clip.deleted_at is not None:
        raise UserError(
            "Its clip is deleted. Restore the clip first.", code=ErrorCode.INVALID_STATE
        )
    return clip


async def _make_jobs(
    work: Work,
    viewer: Viewer,
    clip: Clip,
    kinds: Sequence[MediaKind],
    endpoint_id: UUID,
    *,
    seed: int,
    count: int,
    model: str | None,
) -> list[RenderJob]:
    shot, picture = await _facts(work, clip)
    jobs: dict[MediaKind, RenderJob] = {}
    for kind in sorted(kinds, key=lambda kind: kind is MediaKind.VIDEO):
        image = jobs.get(MediaKind.IMAGE)
        jobs[kind] = job = RenderJob(
            id=uuid7(),
            workspace_id=viewer.workspace_id,
            project_id=clip.project_id,
            clip_id=clip.id,
            endpoint_id=endpoint_id,
            requested_by=viewer.account_id,
            depends_on_id=image.id if image else None,
            kind=kind.value,
            state=JobState.QUEUED.value,
            count=count,
            seed=Decimal(seed),
            model=model,
            brief=make_brief(kind, shot, picture, seed=seed, count=count, model=model),
            attempt_limit=AUTOMATIC_ATTEMPTS,
        )
        work.session.add(job)
        await work.session.flush()
        work.changed("job", job.id, stream=job.project_id)
        if image is None:
            work.dispatch("submit_render", str(job.id))
    return list(jobs.values())


async def _facts(work: Work, clip: Clip) -> tuple[Shot, Picture]:
    scene, project = (
        await work.session.execute(
            select(Scene, Project)
            .join(Project, Project.id == Scene.project_id)
            .where(Scene.id == clip.scene_id)
        )
    ).one()
    shot = Shot(
        number=clip.number,
        scene=scene.name,
        kind=clip.shot_kind,
        framing=clip.framing,
        caption=clip.caption or clip.name,
        characters=tuple(clip.characters),
        image_prompt=clip.image_prompt,
        video_prompt=clip.video_prompt,
        negative_prompt=clip.negative_prompt,
        location=scene.location,
        time_of_day=scene.time_of_day,
    )
    return shot, Picture(project.width, project.height, project.rate, clip.duration_frames)


async def _cancel(work: Work, job: RenderJob) -> None:
    state = lifecycle.cancel(JobState(job.state))
    if state.value == job.state:
        return
    if state is JobState.CANCELLED:
        await end_job(work, job, state, now=datetime.now(UTC))
        return
    job.state = state.value
    work.changed("job", job.id, stream=job.project_id)
    work.dispatch("cancel_render", str(job.id))
