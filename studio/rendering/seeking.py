"""Submissions whose answer was lost: asked after, and adopted where they are found.

An attempt is sought once nobody can be sending it any more, or as soon as its answer is known to be
lost, until its time to live ends.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, func, select, update
from sqlalchemy.orm import InstrumentedAttribute

from studio.kernel.ids import typed
from studio.kernel.work import Work
from studio.rendering.attempts import (
    FIRST_SILENCE,
    LONGEST_SILENCE,
    SENDING,
    decline_attempt,
    lock_attempt,
    take_acceptance,
)
from studio.rendering.lifecycle import NEVER_ACCEPTED
from studio.rendering.models import Attempt, RenderJob
from studio.rendering.ports import Lost, ProviderBusy

_KNOWN_FOR = timedelta(hours=1)
"""What was accepted longer before a lost attempt was begun cannot be taken for it."""


@dataclass(frozen=True, slots=True)
class Sought:
    """A lost attempt, and where it may be."""

    attempt_id: UUID
    endpoint_id: UUID
    lost: Lost


async def seek_soon(work: Work, attempt_id: UUID, *, now: datetime) -> None:
    """The answer to its submission is lost: have it sought."""
    await _look_at(work, attempt_id, now + timedelta(seconds=FIRST_SILENCE))


async def seek_never(work: Work, attempt_id: UUID) -> None:
    """Its provider cannot say: wait for its call-back until its time to live ends."""
    await _look_at(work, attempt_id, Attempt.ttl_at)


async def seek_later(work: Work, attempt_id: UUID, *, now: datetime) -> None:
    """It was not found yet, or nobody answered."""
    found = await lock_attempt(work, attempt_id)
    if found is not None and found[1].provider_job_id is None:
        attempt = found[1]
        attempt.silence = min(LONGEST_SILENCE, attempt.silence * 1.5)
        attempt.check_at = min(attempt.ttl_at, now + timedelta(seconds=attempt.silence))


async def lost_attempts(work: Work, now: datetime, *, limit: int) -> list[Sought]:
    """Those to seek now, the longest lost first."""
    rows = await work.session.execute(
        select(Attempt, RenderJob.brief)
        .join(RenderJob, RenderJob.id == Attempt.job_id)
        .where(
            Attempt.ended_at.is_(None),
            Attempt.provider_job_id.is_(None),
            Attempt.check_at <= now,
            Attempt.ttl_at > now,
        )
        .order_by(Attempt.check_at, Attempt.id)
        .limit(limit)
    )
    return [
        Sought(
            attempt.id,
            attempt.endpoint_id,
            Lost(
                attempt=typed("attempt", attempt.id),
                brief=brief,
                since=attempt.created_at,
                known=await _known(work, attempt),
                alike=1 + await _count(work, _alike(attempt, brief.get("prompt"))),
            ),
        )
        for attempt, brief in rows.all()
    ]


async def adopt_attempt(
    work: Work, attempt_id: UUID, provider_job_id: str, *, now: datetime, named: bool
) -> bool:
    """The provider has it under this id. False where that may as well be another attempt's.

    Not `named` by us, it was told by its looks: then nothing is adopted while an attempt that looks
    the same is being sent.
    """
    found = await lock_attempt(work, attempt_id)
    if found is None:
        return False
    job, attempt = found
    if not named and await _could_be_another(work, job, attempt, provider_job_id, now):
        return False
    take_acceptance(work, job, attempt, provider_job_id, now=now)
    return True


async def disown_attempt(work: Work, attempt_id: UUID, *, now: datetime) -> None:
    """The provider surely does not have it: it may be sent anew."""
    found = await lock_attempt(work, attempt_id)
    if found is None or found[1].provider_job_id is not None:
        return
    error = ProviderBusy(NEVER_ACCEPTED.error_message or "", retry_after=0.0)
    error.code = NEVER_ACCEPTED.error_code
    await decline_attempt(work, attempt_id, error, now=now)


async def _look_at(
    work: Work, attempt_id: UUID, when: datetime | InstrumentedAttribute[datetime]
) -> None:
    await work.session.execute(
        update(Attempt)
        .where(
            Attempt.id == attempt_id,
            Attempt.ended_at.is_(None),
            Attempt.provider_job_id.is_(None),
        )
        .values(check_at=func.least(when, Attempt.ttl_at))
        .execution_options(synchronize_session=False)
    )


async def _known(work: Work, attempt: Attempt) -> frozenset[str]:
    """What the endpoint has under ids that are other attempts'."""
    rows = await work.session.scalars(
        select(Attempt.provider_job_id).where(
            Attempt.endpoint_id == attempt.endpoint_id,
            Attempt.accepted_at > attempt.created_at - _KNOWN_FOR,
        )
    )
    return frozenset(known for known in rows if known is not None)


async def _could_be_another(
    work: Work, job: RenderJob, attempt: Attempt, provider_job_id: str, now: datetime
) -> bool:
    sending = (*_alike(attempt, job.brief.get("prompt")), Attempt.created_at > now - SENDING)
    taken = (
        Attempt.endpoint_id == attempt.endpoint_id,
        Attempt.provider_job_id == provider_job_id,
    )
    return await _count(work, taken) > 0 or await _count(work, sending) > 0


def _alike(attempt: Attempt, prompt: str | None) -> tuple[ColumnElement[bool], ...]:
    """The other lost attempts of its endpoint that have the same prompt."""
    return (
        Attempt.endpoint_id == attempt.endpoint_id,
        Attempt.id != attempt.id,
        Attempt.ended_at.is_(None),
        Attempt.provider_job_id.is_(None),
        RenderJob.brief["prompt"].astext == prompt,
    )


async def _count(work: Work, conditions: tuple[ColumnElement[bool], ...]) -> int:
    found = await work.session.scalar(
        select(func.count())
        .select_from(Attempt)
        .join(RenderJob, RenderJob.id == Attempt.job_id)
        .where(*conditions)
    )
    return found or 0
