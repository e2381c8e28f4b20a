"""Where renders stand, for those who follow them live."""

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, FromClause, and_, case, func, literal_column, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from studio.access.predicates import visible
from studio.access.viewer import Viewer
from studio.rendering.lifecycle import ACTIVE, JobState
from studio.rendering.models import Batch, Endpoint, RenderJob

JUST_NOW = timedelta(seconds=5)
"""More than lies between two looks at the jobs: one that is over by then is seen as well."""
_DISABLED = "Endpoint disabled: this waits until it is enabled."
_UNNAMED = "Endpoint not in the settings: this waits until they name it again."
_UNWELL = "This waits for its endpoint: "


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


async def fresh_standings(
    session: AsyncSession, viewer: Viewer, project_id: UUID
) -> dict[UUID, Standing]:
    """The project's jobs that are under way or were asked for just now, so that none is missed."""
    return await _standings(session, viewer, (RenderJob.project_id == project_id) & _is_fresh())


async def fresh_standings_of_workspace(
    session: AsyncSession, viewer: Viewer
) -> dict[UUID, Standing]:
    """The same of all jobs in the viewer's workspace."""
    return await _standings(
        session, viewer, (RenderJob.workspace_id == viewer.workspace_id) & _is_fresh()
    )


def _is_fresh() -> ColumnElement[bool]:
    return or_(
        RenderJob.state.in_([state.value for state in ACTIVE]),
        RenderJob.created_at > func.now() - JUST_NOW,
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
            message_of(RenderJob.__table__, Endpoint.__table__),
            RenderJob.attempt_count,
        )
        .join(Endpoint, Endpoint.id == RenderJob.endpoint_id)
        .where(which, visible(RenderJob.__table__, viewer.workspace_id))
        .order_by(RenderJob.created_at, RenderJob.id)
    )
    return {
        job_id: Standing(job_id, project_id, JobState(state), progress, message, attempt)
        for job_id, project_id, state, progress, message, attempt in rows
    }


@dataclass(frozen=True, slots=True)
class BatchStanding:
    """How many renders of a batch are in which state, and how far they are together."""

    states: tuple[tuple[str, int], ...]
    progress: float

    @property
    def is_over(self) -> bool:
        active = {state.value for state in ACTIVE}
        return not any(state in active for state, _ in self.states)


async def project_of(session: AsyncSession, viewer: Viewer, batch_id: UUID | None) -> UUID | None:
    """The project of a batch that the viewer may see."""
    if batch_id is None:
        return None
    return await session.scalar(
        select(Batch.project_id).where(
            Batch.id == batch_id, visible(Batch.__table__, viewer.workspace_id)
        )
    )


async def batch_standing(
    session: AsyncSession, viewer: Viewer, batch_id: UUID
) -> BatchStanding | None:
    """None where the viewer may not see it (any more)."""
    if await project_of(session, viewer, batch_id) is None:
        return None
    rows = await session.execute(
        select(RenderJob.state, func.count(), func.sum(RenderJob.progress))
        .where(RenderJob.batch_id == batch_id)
        .group_by(RenderJob.state)
        .order_by(RenderJob.state)
    )
    found = rows.all()
    return BatchStanding(
        tuple((state, count) for state, count, _ in found),
        round(sum(done for _, _, done in found), 3),
    )


def is_open(endpoint: FromClause) -> ColumnElement[bool]:
    """`Endpoint.open` in SQL."""
    return endpoint.c.enabled & or_(
        endpoint.c.source == literal_column("'USER'"), endpoint.c.remote_id.is_not(None)
    )


def message_of(job: FromClause, endpoint: FromClause) -> ColumnElement[str]:
    """What is said of a job: of one that its endpoint keeps waiting, why that is."""
    queued = job.c.state == literal_column("'QUEUED'")
    # What is laid out for machines waits there, and not with us.
    laid_out = and_(
        endpoint.c.provider == literal_column("'PULL'"),
        job.c.state == literal_column("'WAITING'"),
    )
    unwell = endpoint.c.health != literal_column("'ONLINE'")
    return case(
        (and_(or_(queued, laid_out), ~endpoint.c.enabled), _text(_DISABLED)),
        (and_(queued, ~is_open(endpoint)), _text(_UNNAMED)),
        (
            and_(or_(queued, laid_out), unwell),
            func.concat(_text(_UNWELL), endpoint.c.health_detail),
        ),
        else_=job.c.message,
    )


def _text(words: str) -> ColumnElement[str]:
    return literal_column(f"'{words}'")
