"""A new attempt on a job that failed or was cancelled."""

from uuid import UUID

from sqlalchemy import select

from studio.access.queries import find
from studio.access.viewer import Viewer
from studio.kernel.errors import ErrorCode, UserError
from studio.kernel.work import Work
from studio.rendering import lifecycle
from studio.rendering.attempts import TURNS
from studio.rendering.lifecycle import JobState
from studio.rendering.models import Endpoint, RenderJob
from studio.timeline.models import Clip


async def retry_job(work: Work, viewer: Viewer, job_id: UUID | None) -> RenderJob:
    """Queue a failed or cancelled job again: a new attempt on the same job."""
    seen = await find(work, viewer, RenderJob, job_id, lock=False, field="jobId")
    await _hold(work, seen)
    job = await find(work, viewer, RenderJob, job_id, field="jobId")
    viewer.demand_edit()
    job.attempt_limit = lifecycle.retry(JobState(job.state), job.attempt_count)
    job.state = JobState.QUEUED.value
    job.progress, job.message = 0.0, None
    job.error_code = job.error_message = job.finished_at = job.started_at = None
    work.changed("job", job.id, stream=job.project_id)
    work.stir(job.workspace_id)
    job.called_at = job.not_before = job.paused_at = job.cleared_at = None
    work.stir(TURNS)
    return job


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
