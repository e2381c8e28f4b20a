"""Renders that are not wanted any more: those that people cancel, and those of deleted clips."""

from collections.abc import Sequence
from datetime import UTC, datetime
from uuid import UUID

from sqlalchemy import ColumnElement, select

from studio.access.predicates import visible
from studio.access.queries import find
from studio.access.viewer import Viewer
from studio.kernel.errors import ErrorCode, NotFound, UserError
from studio.kernel.work import Work
from studio.rendering import lifecycle
from studio.rendering.attempts import end_jobs
from studio.rendering.lifecycle import IN_FLIGHT, JobState
from studio.rendering.models import RenderJob

MAX_JOBS = 2_000
"""Jobs that one request may cancel."""
_UNDER_WAY = frozenset({JobState.QUEUED} | IN_FLIGHT)


async def cancel_job(work: Work, viewer: Viewer, job_id: UUID | None) -> RenderJob:
    """Cancel the job, at once while it is with us, else as soon as the provider obeys."""
    job = await find(work, viewer, RenderJob, job_id, field="jobId")
    viewer.demand_edit()
    await _cancel(work, [job])
    return job


async def cancel_jobs(work: Work, viewer: Viewer, job_ids: Sequence[UUID]) -> None:
    """Cancel all of these that are under way; those that are over, or nearly, stay as they are."""
    ids = set(job_ids)
    if not ids:
        raise UserError("Name one render at least.", field=["jobIds"])
    if len(ids) > MAX_JOBS:
        raise UserError(
            f"At most {MAX_JOBS} renders can be cancelled at once.",
            code=ErrorCode.LIMIT_EXCEEDED,
            field=["jobIds"],
        )
    mine = visible(RenderJob.__table__, viewer.workspace_id)
    jobs = await _lock(work, RenderJob.id.in_(ids) & mine)
    if len(jobs) != len(ids):
        raise NotFound("Not every render named here exists.", field=["jobIds"])
    viewer.demand_edit()
    await _cancel(work, [job for job in jobs if JobState(job.state) in _UNDER_WAY])


async def cancel_renders_of(work: Work, clip_ids: Sequence[UUID]) -> None:
    """Cancel what is under way for clips that are being deleted."""
    states = [state.value for state in _UNDER_WAY]
    under_way = RenderJob.clip_id.in_(clip_ids) & RenderJob.state.in_(states)
    await _cancel(work, await _lock(work, under_way))


async def _lock(work: Work, which: ColumnElement[bool]) -> Sequence[RenderJob]:
    jobs = await work.session.scalars(
        select(RenderJob)
        .where(which)
        .order_by(RenderJob.id)
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    )
    return jobs.all()


async def _cancel(work: Work, jobs: Sequence[RenderJob]) -> None:
    ended = []
    for job in jobs:
        state = lifecycle.cancel(JobState(job.state))
        if state is JobState.CANCELLED:
            ended.append(job)
        elif state.value != job.state:
            job.state = state.value
            work.changed("job", job.id, stream=job.project_id)
            work.dispatch("cancel_render", str(job.id))
    await end_jobs(work, ended, JobState.CANCELLED, now=datetime.now(UTC))
