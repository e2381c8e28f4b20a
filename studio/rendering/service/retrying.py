"""A new attempt on a job that failed, was cancelled, or made less than was asked for.

What belongs together goes together: a video is queued with the image that it waits for, and with an
image those that failed for want of it.
"""

from collections.abc import Collection, Sequence
from uuid import UUID

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import aliased

from studio.access.queries import find
from studio.access.viewer import Viewer
from studio.kernel.errors import ErrorCode, UserError
from studio.kernel.rows import any_of
from studio.kernel.work import Work
from studio.rendering import lifecycle
from studio.rendering.attempts import DEPENDENCY_FAILED, TURNS, outputs_there
from studio.rendering.lifecycle import MAX_ATTEMPTS, RETRIABLE, JobState
from studio.rendering.models import Endpoint, RenderJob
from studio.rendering.service.generating import hold_again
from studio.rendering.service.quoting import Paying, Quote
from studio.rendering.service.selecting import Touched, Where, selected, touched
from studio.timeline.models import Clip

MOST_RETRIED = 5_000
_FAILED = RenderJob.state == JobState.FAILED.value
_LEFT = RenderJob.attempt_count < MAX_ATTEMPTS


async def retry_job(work: Work, viewer: Viewer, job_id: UUID | None, paying: Paying) -> Quote:
    """Queue a job again: a new attempt on the same job, for what it has not made yet.

    Raises Unaffordable: it is admitted like a new request.
    """
    seen = await find(work, viewer, RenderJob, job_id, lock=False, field="jobId")
    viewer.demand_edit()
    together = await _together(work, [seen.id])
    await _hold(work, seen)
    jobs = await _lock(work, RenderJob.id == any_of({seen.id, *together}))
    job = next(one for one in jobs if one.id == seen.id)
    lacks = len(await outputs_there(work, job.id)) < job.count
    _queue_again(work, job, lacks=lacks)
    others = _queue_those(work, [one for one in jobs if one is not job])
    return await hold_again(work, viewer, [job, *others], paying)


async def retry_jobs(
    work: Work,
    viewer: Viewer,
    which: Where | Sequence[UUID],
    paying: Paying,
) -> tuple[Touched, Quote]:
    """Queue again all of these that failed and may be: their clip and endpoint are still there,
    and attempts are left. Of a filter the oldest MOST_RETRIED. All of them or none:
    raises as `retry_job`."""
    found = await selected(work, viewer, which)
    viewer.demand_edit()
    rows = await work.session.scalars(
        select(RenderJob.id).where(found, _FAILED, _LEFT).order_by(RenderJob.id).limit(MOST_RETRIED)
    )
    ids = set(rows)
    all_of_them = RenderJob.id == any_of(ids | await _together(work, ids))
    # Whoever deletes a clip or an endpoint locks it before its jobs: in that order here too.
    for model, key in ((Clip, RenderJob.clip_id), (Endpoint, RenderJob.endpoint_id)):
        await work.session.execute(
            select(model.id)
            .where(model.id.in_(select(key).where(all_of_them)))
            .order_by(model.id)
            .with_for_update(read=True)
        )
    again = _queue_those(work, await _lock(work, all_of_them))
    quote = await hold_again(work, viewer, again, paying)
    return touched(again), quote


def _queue_those(work: Work, jobs: Sequence[RenderJob]) -> list[RenderJob]:
    """Those of them that may be."""
    again = [
        job for job in jobs if JobState(job.state) in RETRIABLE and job.attempt_count < MAX_ATTEMPTS
    ]
    for job in again:
        _queue_again(work, job)
    return again


def _queue_again(work: Work, job: RenderJob, *, lacks: bool = False) -> None:
    job.attempt_limit = lifecycle.retry(JobState(job.state), job.attempt_count, lacks=lacks)
    job.state = JobState.QUEUED.value
    job.progress, job.message = 0.0, None
    job.error_code = job.error_message = job.finished_at = job.started_at = None
    job.called_at = job.not_before = job.paused_at = job.cleared_at = None
    work.changed("job", job.id, stream=job.project_id)
    work.stir(job.workspace_id)
    work.stir(TURNS)


async def _together(work: Work, ids: Collection[UUID]) -> set[UUID]:
    """What is to be queued with them: the images they wait for, which failed or were cancelled, and
    the videos that failed for want of them."""
    image = aliased(RenderJob)
    over = image.state.in_([state.value for state in RETRIABLE])
    images = (
        select(image.id)
        .join(RenderJob, RenderJob.depends_on_id == image.id)
        .where(RenderJob.id == any_of(ids), over)
    )
    videos = select(RenderJob.id).where(
        RenderJob.depends_on_id == any_of(ids), RenderJob.error_code == DEPENDENCY_FAILED
    )
    return {*(await work.session.scalars(images)), *(await work.session.scalars(videos))}


async def _lock(work: Work, which: ColumnElement[bool]) -> Sequence[RenderJob]:
    """These jobs, locked in the order of their ids; not those whose clip or endpoint is deleted."""
    rows = await work.session.scalars(
        select(RenderJob)
        .join(Clip, Clip.id == RenderJob.clip_id)
        .join(Endpoint, Endpoint.id == RenderJob.endpoint_id)
        .where(which, Clip.deleted_at.is_(None), Endpoint.deleted_at.is_(None))
        .order_by(RenderJob.id)
        .with_for_update(of=RenderJob, key_share=True)
        .execution_options(populate_existing=True)
    )
    return rows.all()


async def _hold(work: Work, job: RenderJob) -> None:
    """The job's clip and endpoint stay as they are until this work ends.

    Raises INVALID_STATE if one of them is deleted.
    """
    for model, row_id, words in (
        (Clip, job.clip_id, "Its clip is deleted. Restore the clip first."),
        (Endpoint, job.endpoint_id, "Its endpoint is deleted. Generate the clip anew."),
    ):
        deleted_at = await work.session.scalar(
            select(model.deleted_at).where(model.id == row_id).with_for_update(read=True)
        )
        if deleted_at is not None:
            raise UserError(words, code=ErrorCode.INVALID_STATE)
