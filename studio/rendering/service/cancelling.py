"""Renders that are not wanted any more: those that people cancel, and those of deleted clips."""

from collections.abc import Collection, Sequence
from datetime import UTC, datetime
from uuid import UUID

from sqlalchemy import ColumnElement, select, update

from studio.access.queries import find
from studio.access.viewer import Viewer
from studio.kernel.rows import any_of
from studio.kernel.work import Work
from studio.rendering import lifecycle
from studio.rendering.attempts import TURNS
from studio.rendering.lifecycle import IN_FLIGHT, JobState
from studio.rendering.models import RenderJob
from studio.rendering.service.selecting import Touched, Where, selected, touched
from studio.spending.ledger import release

_UNDER_WAY = frozenset({JobState.QUEUED} | IN_FLIGHT)


async def cancel_job(work: Work, viewer: Viewer, job_id: UUID | None) -> RenderJob:
    """Cancel the job, at once while it is with us, else as soon as the provider obeys."""
    job = await find(work, viewer, RenderJob, job_id, field="jobId")
    viewer.demand_edit()
    lifecycle.cancel(JobState(job.state))
    await _cancel(work, RenderJob.id == job.id)
    return job


async def cancel_jobs(work: Work, viewer: Viewer, which: Where | Sequence[UUID]) -> Touched:
    """Cancel all of these that are under way; those that are over, or nearly, stay as they are."""
    found = await selected(work, viewer, which)
    viewer.demand_edit()
    return await _cancel(work, found)


async def cancel_renders_of(work: Work, clip_ids: Sequence[UUID]) -> None:
    """Cancel what is under way for clips that are being deleted."""
    await _cancel(work, RenderJob.clip_id.in_(clip_ids))


async def _cancel(work: Work, which: ColumnElement[bool]) -> Touched:
    """Cancel those that are under way, in a few statements: locked by id, then changed by state."""
    await work.session.flush()
    found = await work.session.execute(
        select(RenderJob.id, RenderJob.project_id, RenderJob.state, RenderJob.created_at)
        .where(which, RenderJob.state.in_([state.value for state in _UNDER_WAY]))
        .order_by(RenderJob.id)
        .with_for_update(key_share=True)
    )
    jobs = found.all()
    ended = [job.id for job in jobs if job.state == JobState.QUEUED.value]
    asked = [job.id for job in jobs if job.state != JobState.QUEUED.value]
    await _put(work, asked, JobState.CANCELLING)
    now = datetime.now(UTC)
    await _put(work, ended, JobState.CANCELLED, finished_at=now, message=None, paused_at=None)
    await release(work, ended, now=now)
    for job in jobs:
        work.changed("job", job.id, stream=job.project_id)
    work.dispatch_each("cancel_render", asked)
    work.stir(TURNS)
    return touched(jobs)


async def _put(
    work: Work, ids: Collection[UUID], state: JobState, **values: datetime | None
) -> None:
    if ids:
        await work.session.execute(
            update(RenderJob)
            .where(RenderJob.id == any_of(ids))
            .values(state=state.value, **values)
            .execution_options(synchronize_session=False)
        )
