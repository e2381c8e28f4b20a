"""Renders that are not wanted any more: those that people cancel, and those of deleted clips."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, ColumnElement, any_, func, literal, select, update
from sqlalchemy.dialects.postgresql import UUID as PG_UUID

from studio.access.predicates import visible
from studio.access.queries import find
from studio.access.viewer import Viewer
from studio.kernel.errors import ErrorCode, NotFound, UserError
from studio.kernel.work import Work
from studio.projects.models import Project
from studio.rendering import lifecycle
from studio.rendering.attempts import TURNS
from studio.rendering.lifecycle import IN_FLIGHT, JobState
from studio.rendering.models import Endpoint, RenderJob

MAX_JOBS = 2_000
"""Jobs that one request may name."""
SHOWN = 500
"""Jobs that are answered where none were named."""
_UNDER_WAY = frozenset({JobState.QUEUED} | IN_FLIGHT)


@dataclass(frozen=True, slots=True)
class Where:
    """Renders of a project, of an endpoint, of both; with neither, all of the workspace."""

    project_id: UUID | None = None
    endpoint_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Cancelled:
    """How many renders were cancelled, and which of them to show: the newest, newest first."""

    count: int
    newest: list[UUID]


async def cancel_job(work: Work, viewer: Viewer, job_id: UUID | None) -> RenderJob:
    """Cancel the job, at once while it is with us, else as soon as the provider obeys."""
    job = await find(work, viewer, RenderJob, job_id, field="jobId")
    viewer.demand_edit()
    lifecycle.cancel(JobState(job.state))
    await _cancel(work, RenderJob.id == job.id)
    return job


async def cancel_jobs(work: Work, viewer: Viewer, job_ids: Sequence[UUID]) -> int:
    """Cancel all of these that are under way; those that are over, or nearly, stay as they are.

    Returns how many it cancelled.
    """
    ids = set(job_ids)
    if not ids:
        raise UserError("Name one render at least.", field=["jobIds"])
    if len(ids) > MAX_JOBS:
        raise UserError(
            f"At most {MAX_JOBS} renders can be named at once. Give a filter instead.",
            code=ErrorCode.LIMIT_EXCEEDED,
            field=["jobIds"],
        )
    named = RenderJob.id.in_(ids)
    seen = await work.session.scalar(
        select(func.count()).where(named, visible(RenderJob.__table__, viewer.workspace_id))
    )
    if seen != len(ids):
        raise NotFound("Not every render named here exists.", field=["jobIds"])
    viewer.demand_edit()
    return (await _cancel(work, named)).count


async def cancel_where(work: Work, viewer: Viewer, where: Where) -> Cancelled:
    """Cancel whatever is under way there, however much it is."""
    which: ColumnElement[bool] = RenderJob.workspace_id == viewer.workspace_id
    if where.project_id is not None:
        project = await find(work, viewer, Project, where.project_id, lock=False, field="projectId")
        which &= RenderJob.project_id == project.id
    if where.endpoint_id is not None:
        endpoint = await find(
            work, viewer, Endpoint, where.endpoint_id, lock=False, field="endpointId"
        )
        which &= RenderJob.endpoint_id == endpoint.id
    viewer.demand_edit()
    return await _cancel(work, which)


async def cancel_renders_of(work: Work, clip_ids: Sequence[UUID]) -> None:
    """Cancel what is under way for clips that are being deleted."""
    await _cancel(work, RenderJob.clip_id.in_(clip_ids))


async def _cancel(work: Work, which: ColumnElement[bool]) -> Cancelled:
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
    await _put(work, ended, JobState.CANCELLED, finished_at=datetime.now(UTC), message=None)
    for job in jobs:
        work.changed("job", job.id, stream=job.project_id)
    work.dispatch_each("cancel_render", asked)
    work.stir(TURNS)
    newest = sorted(jobs, key=lambda job: (job.created_at, job.id), reverse=True)[:SHOWN]
    return Cancelled(len(jobs), [job.id for job in newest])


async def _put(
    work: Work, ids: Collection[UUID], state: JobState, **values: datetime | None
) -> None:
    if ids:
        await work.session.execute(
            update(RenderJob)
            .where(RenderJob.id == _any_of(ids))
            .values(state=state.value, **values)
            .execution_options(synchronize_session=False)
        )


def _any_of(ids: Collection[UUID]) -> Any:
    """One bound array, however many there are."""
    return any_(literal(list(ids), ARRAY(PG_UUID(as_uuid=True))))
