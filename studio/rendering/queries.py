"""Where renders stand, for those who follow them live."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import ColumnElement, select
from sqlalchemy.ext.asyncio import AsyncSession

from studio.access.predicates import visible
from studio.access.viewer import Viewer
from studio.rendering.lifecycle import ACTIVE, JobState
from studio.rendering.models import RenderJob


@dataclass(frozen=True, slots=True)
class Standing:
    """A job at one moment, as its row says."""

    job_id: UUID
    project_id: UUID
    state: JobState
    progress: float
    message: str | None
    attempt: int


async def job_standing(session: AsyncSession, viewer: Viewer, job_id: UUID) -> Standing | None:
    """The job, or None where the viewer may not see it."""
    rows = await _standings(session, viewer, RenderJob.id == job_id)
    return next(iter(rows.values()), None)


async def active_standings(
    session: AsyncSession, viewer: Viewer, project_id: UUID
) -> dict[UUID, Standing]:
    """The project's jobs that are under way."""
    states = [state.value for state in ACTIVE]
    return await _standings(
        session, viewer, (RenderJob.project_id == project_id) & RenderJob.state.in_(states)
    )


async def active_standings_of_workspace(
    session: AsyncSession, viewer: Viewer
) -> dict[UUID, Standing]:
    """The jobs under way in the viewer's workspace."""
    states = [state.value for state in ACTIVE]
    return await _standings(
        session,
        viewer,
        (RenderJob.workspace_id == viewer.workspace_id) & RenderJob.state.in_(states),
    )


async def standings(
    session: AsyncSession, viewer: Viewer, job_ids: list[UUID]
) -> dict[UUID, Standing]:
    return await _standings(session, viewer, RenderJob.id.in_(job_ids)) if job_ids else {}


async def _standings(
    session: AsyncSession, viewer: Viewer, which: ColumnElement[bool]
) -> dict[UUID, Standing]:
    rows = await session.execute(
        select(
            RenderJob.id,
            RenderJob.project_id,
            RenderJob.state,
            RenderJob.progress,
            RenderJob.message,
            RenderJob.attempt_count,
        )
        .where(which, visible(RenderJob.__table__, viewer.workspace_id))
        .order_by(RenderJob.created_at, RenderJob.id)
    )
    return {
        job_id: Standing(job_id, project_id, JobState(state), progress, message, attempt)
        for job_id, project_id, state, progress, message, attempt in rows
    }
