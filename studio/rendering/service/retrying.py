"""A new attempt on a job that failed or was cancelled."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select

from studio.access.queries import find
from studio.access.viewer import Viewer
from studio.kernel.errors import ErrorCode, UserError
from studio.kernel.work import Work
from studio.rendering import lifecycle
from studio.rendering.attempts import TURNS
from studio.rendering.lifecycle import MAX_ATTEMPTS, JobState
from studio.rendering.models import Endpoint, RenderJob
from studio.rendering.service.selecting import Touched, Where, selected, touched
from studio.timeline.models import Clip

MOST_RETRIED = 5_000
_MAY_BE = (RenderJob.state == JobState.FAILED.value) & (RenderJob.attempt_count < MAX_ATTEMPTS)


async def retry_job(work: Work, viewer: Viewer, job_id: UUID | None) -> RenderJob:
    """Queue a failed or cancelled job again: a new attempt on the same job."""
    seen = await find(work, viewer, RenderJob, job_id, lock=False, field="jobId")
    await _hold(work, seen)
    job = await find(work, viewer, RenderJob, job_id, field="jobId")
    viewer.demand_edit()
    _queue_again(work, job)
    return job


async def retry_jobs(work: Work, viewer: Viewer, which: Where | Sequence[UUID]) -> Touched:
    """Queue again all of these that failed and may be: their clip and endpoint are still there,
    and attempts are left. Of a filter the oldest MOST_RETRIED."""
    found = await selected(work, viewer, which)
    viewer.demand_edit()
    # Whoever deletes a clip locks it before its jobs: in that order here too.
    clips = select(RenderJob.clip_id).where(found, _MAY_BE)
    await work.session.execute(
        select(Clip.id).where(Clip.id.in_(clips)).order_by(Clip.id).with_for_update(read=True)
    )
    jobs = (
        await work.session.scalars(
            select(RenderJob)
            .join(Clip, Clip.id == RenderJob.clip_id)
            .join(Endpoint, Endpoint.id == RenderJob.endpoint_id)
            .where(found, _MAY_BE, Clip.deleted_at.is_(None), Endpoint.deleted_at.is_(None))
            .order_by(RenderJob.id)
            .limit(MOST_RETRIED)
            .with_for_update(of=RenderJob, key_share=True)
            .execution_options(populate_existing=True)
        )
    ).all()
    for job in jobs:
        _queue_again(work, job)
    return touched(jobs)


def _queue_again(work: Work, job: RenderJob) -> None:
    job.attempt_limit = lifecycle.retry(JobState(job.state), job.attempt_count)
    job.state = JobState.QUEUED.value
    job.progress, job.message = 0.0, None
    job.error_code = job.error_message = job.finished_at = job.started_at = None
    job.called_at = job.not_before = job.paused_at = job.cleared_at = None
    work.changed("job", job.id, stream=job.project_id)
    work.stir(job.workspace_id)
    work.stir(TURNS)


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
