"""News of renders that comes by itself: progress ticks and call-backs, told by their secret."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from studio.kernel.work import Work
from studio.rendering.attempts import accept_attempt, digest_of
from studio.rendering.lifecycle import IN_FLIGHT, JobState, advance
from studio.rendering.models import Attempt, RenderJob
from studio.rendering.ports import Report

_SOON = timedelta(seconds=8)


@dataclass(frozen=True, slots=True)
class Place:
    """The open attempt that a secret stands for."""

    attempt_id: UUID
    attempt_number: int
    job_id: UUID
    project_id: UUID
    kind: str
    count: int
    state: JobState
    provider_job_id: str | None
    check_at: datetime


async def place_of(session: AsyncSession, secret: str) -> Place | None:
    """The open attempt, or None for a secret that is nobody's or whose attempt is over."""
    row = (
        await session.execute(
            select(Attempt, RenderJob.state, RenderJob.kind, RenderJob.count)
            .join(RenderJob, RenderJob.id == Attempt.job_id)
            .where(Attempt.secret_digest == digest_of(secret), Attempt.ended_at.is_(None))
        )
    ).one_or_none()
    if row is None:
        return None
    attempt, state, kind, count = row
    return Place(
        attempt_id=attempt.id,
        attempt_number=attempt.number,
        job_id=attempt.job_id,
        project_id=attempt.project_id,
        kind=kind,
        count=count,
        state=JobState(state),
        provider_job_id=attempt.provider_job_id,
        check_at=attempt.check_at,
    )


def is_news(place: Place, report: Report, now: datetime) -> bool:
    """Whether a tick is worth a transaction: it changes the state, or keeps the sweep away."""
    if place.provider_job_id is None or place.check_at - now < _SOON:
        return True
    return place.state in IN_FLIGHT and advance(place.state, report).state is not place.state


async def take_call_back(
    work: Work, place: Place, provider_job_id: str | None, now: datetime
) -> None:
    """The provider says that something happened: have it read from the provider itself."""
    if place.provider_job_id is None and provider_job_id:
        await accept_attempt(work, place.attempt_id, provider_job_id, now=now)
    work.dispatch("follow_attempt", str(place.attempt_id))
