"""What happens to a job once it is on its way: attempts begin, are accepted or not, report, end.

Each function is one guarded step of one unit of work, safe to repeat. Rows are locked job first,
then attempt.
"""

import hashlib
import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select

from studio.gallery.models import Take
from studio.kernel.ids import uuid7
from studio.kernel.work import Work
from studio.rendering import lifecycle
from studio.rendering.charging import settle_attempt
from studio.rendering.lifecycle import TERMINAL, JobState, Outcome, Step, missing
from studio.rendering.models import Attempt, Endpoint, RenderJob
from studio.rendering.ports import ProviderBusy, ProviderError
from studio.spending.ledger import release
from studio.timeline.models import Clip

FIRST_SILENCE = 2.0
"""Seconds without a word before the sweep first asks about what was accepted."""
LONGEST_SILENCE = 60.0
SENDING = timedelta(seconds=150)
"""Longer than any submission takes: after that nobody is sending the attempt any more."""
DEPENDENCY_FAILED = "DEPENDENCY_FAILED"
TURNS = UUID(int=1)
"""The stream that wakes those who call jobs to their endpoints: no event is numbered in it."""


@dataclass(frozen=True, slots=True)
class Begun:
    """A committed attempt, ready to be sent: `count` outputs, as `brief` has it.

    Of a job that has some of its takes already, those are the next that are missing.
    """

    attempt_id: UUID
    job_id: UUID
    project_id: UUID
    endpoint_id: UUID
    kind: str
    count: int
    brief: dict[str, Any]
    depends_on_id: UUID | None


def digest_of(secret: str) -> bytes:
    return hashlib.sha256(secret.encode()).digest()


async def begin_attempt(
    work: Work, job_id: UUID, *, secret: str, ttl: float, now: datetime
) -> Begun | None:
    """Make the job's next attempt, or None where it is not its turn (any more).

    `ttl` is in seconds. The provider may only be called after this work is committed.
    """
    job = await lock_job(work, job_id)
    if job is None or job.state != JobState.QUEUED.value:
        return None
    if job.paused_at is not None or not await _may_begin(work, job, now):
        return None
    wanted = missing(job.count, await outputs_there(work, job.id))
    job.attempt_count += 1
    job.state = JobState.SUBMITTING.value
    job.called_at = job.not_before = job.message = None
    attempt = Attempt(
        id=uuid7(),
        project_id=job.project_id,
        job_id=job.id,
        endpoint_id=job.endpoint_id,
        number=job.attempt_count,
        secret_digest=digest_of(secret),
        ttl_at=now + timedelta(seconds=ttl),
        check_at=now + min(SENDING, timedelta(seconds=ttl)),
    )
    work.session.add(attempt)
    work.changed("job", job.id, stream=job.project_id)
    return Begun(
        attempt_id=attempt.id,
        job_id=job.id,
        project_id=job.project_id,
        endpoint_id=job.endpoint_id,
        kind=job.kind,
        count=len(wanted),
        brief=_brief_of(job, wanted),
        depends_on_id=job.depends_on_id,
    )


async def accept_attempt(
    work: Work, attempt_id: UUID, provider_job_id: str, *, now: datetime, sure: bool = True
) -> None:
    """The provider took the attempt. Also learnt from its call-back, when its answer was lost.

    Not `sure`, this is the name it has there if it was taken: the job stays SUBMITTING until the
    provider, which is asked about it from now on, knows it or does not.
    """
    found = await lock_attempt(work, attempt_id)
    if found is not None:
        take_acceptance(work, *found, provider_job_id, now=now, sure=sure)


async def decline_attempt(
    work: Work, attempt_id: UUID, error: ProviderError, *, now: datetime
) -> None:
    """The provider surely did not take the attempt: try again later if it was busy, else fail."""
    found = await lock_attempt(work, attempt_id)
    if found is None:
        return
    job, attempt = found
    code = error.code or "REFUSED"
    await end_attempt(work, job, attempt, Outcome.NOT_ACCEPTED, now, code, error.message)
    if job.state == JobState.CANCELLING.value:
        await end_job(work, job, JobState.CANCELLED, now=now)
    elif isinstance(error, ProviderBusy) and job.attempt_count < job.attempt_limit:
        put_back(work, job, error.message, retry_after=error.retry_after, now=now)
    else:
        step = Step(JobState.FAILED, None, code, error.message)
        await end_job(work, job, step.state, now=now, step=step)


def put_back(
    work: Work, job: RenderJob, message: str | None, *, retry_after: float = 0.0, now: datetime
) -> None:
    """Queue the (locked) job again: its attempt is over, and surely was not accepted."""
    job.state = JobState.QUEUED.value
    job.message = message
    wait = lifecycle.back_off(job.attempt_count, retry_after, random.random())  # noqa: S311
    job.not_before = now + timedelta(seconds=wait)
    work.changed("job", job.id, stream=job.project_id)
    work.stir(TURNS)


async def expire_unknown(work: Work, attempt_id: UUID, *, now: datetime) -> None:
    """The time to live ended, and nobody ever heard of this submission."""
    found = await lock_attempt(work, attempt_id)
    if found is None or found[1].provider_job_id is not None or found[1].ttl_at > now:
        return
    job, attempt = found
    step = lifecycle.unknown(JobState(job.state))
    await end_attempt(work, job, attempt, Outcome.UNKNOWN, now, step.error_code, step.error_message)
    await end_job(work, job, step.state, now=now, step=step)


async def fail_attempt(
    work: Work, attempt_id: UUID, *, code: str, message: str, now: datetime
) -> None:
    """The attempt is over and of no use: outputs missing, endpoint gone, results unreachable."""
    found = await lock_attempt(work, attempt_id)
    if found is None:
        return
    job, attempt = found
    step = Step(JobState.FAILED, Outcome.FAILED, code, message)
    if job.state == JobState.CANCELLING.value:
        step = Step(JobState.CANCELLED, Outcome.FAILED, code, message)
    await end_attempt(work, job, attempt, Outcome.FAILED, now, code, message)
    await end_job(work, job, step.state, now=now, step=step)


async def tell_job(work: Work, attempt_id: UUID, message: str) -> None:
    """Show the message on the job while its attempt is open."""
    found = await lock_attempt(work, attempt_id)
    if found is not None and found[0].message != message:
        found[0].message = message
        work.changed("job", found[0].id, stream=found[0].project_id)


async def end_job(
    work: Work, job: RenderJob, state: JobState, *, now: datetime, step: Step | None = None
) -> None:
    """Put the job into a terminal state; its place is free for the next."""
    await end_jobs(work, [job], state, now=now, step=step)


async def end_jobs(
    work: Work,
    jobs: Sequence[RenderJob],
    state: JobState,
    *,
    now: datetime,
    step: Step | None = None,
) -> None:
    """The same for many. They must be locked."""
    assert state in TERMINAL
    if not jobs:
        return
    for job in jobs:
        job.state = state.value
        job.finished_at = now
        job.message = job.paused_at = None
        if state is JobState.COMPLETED:
            job.progress = 1.0
        if state is JobState.FAILED and step is not None:
            job.error_code, job.error_message = step.error_code, step.error_message
        work.changed("job", job.id, stream=job.project_id)
    await release(work, [job.id for job in jobs], now=now)
    work.stir(TURNS)


async def end_without_image(work: Work, job: RenderJob, image: JobState, *, now: datetime) -> None:
    """End a (locked) job that waited for an image which ended so, without a picture."""
    if image is JobState.CANCELLED:
        await end_job(work, job, JobState.CANCELLED, now=now)
    else:
        await _fail(work, job, DEPENDENCY_FAILED, "The image it starts from failed.", now)


async def outputs_there(work: Work, job_id: UUID) -> set[int]:
    """The outputs of the job that were brought home, also those that somebody has deleted since."""
    indexes = await work.session.scalars(select(Take.output_index).where(Take.job_id == job_id))
    return {index for index in indexes if index is not None}


async def lock_job(work: Work, job_id: UUID) -> RenderJob | None:
    return (
        await work.session.execute(
            select(RenderJob)
            .where(RenderJob.id == job_id)
            .with_for_update(key_share=True)
            .execution_options(populate_existing=True)
        )
    ).scalar_one_or_none()


async def lock_attempt(work: Work, attempt_id: UUID) -> tuple[RenderJob, Attempt] | None:
    """The job and its attempt, both locked, or None where the attempt is over or never was."""
    job_id = await work.session.scalar(select(Attempt.job_id).where(Attempt.id == attempt_id))
    job = await lock_job(work, job_id) if job_id else None
    attempt = (
        await work.session.execute(
            select(Attempt)
            .where(Attempt.id == attempt_id, Attempt.ended_at.is_(None))
            .with_for_update(key_share=True)
            .execution_options(populate_existing=True)
        )
    ).scalar_one_or_none()
    return (job, attempt) if job is not None and attempt is not None else None


async def _may_begin(work: Work, job: RenderJob, now: datetime) -> bool:
    """Whether it is this job's turn; ends a job whose turn can never come."""
    if job.depends_on_id is not None:
        before = await work.session.scalar(
            select(RenderJob.state).where(RenderJob.id == job.depends_on_id)
        )
        if before in {JobState.CANCELLED.value, JobState.FAILED.value}:
            await end_without_image(work, job, JobState(before), now=now)
        if before != JobState.COMPLETED.value:
            return False
    clip = await work.session.get(Clip, job.clip_id)
    if clip is None or clip.deleted_at is not None:
        await end_job(work, job, JobState.CANCELLED, now=now)
        return False
    if job.attempt_count >= job.attempt_limit:
        await _fail(work, job, "ATTEMPTS_EXHAUSTED", "Too many attempts came to nothing.", now)
        return False
    endpoint = await work.session.get(Endpoint, job.endpoint_id)
    if endpoint is None or endpoint.deleted_at is not None:
        await _fail(work, job, "ENDPOINT_GONE", "Its endpoint was removed. Generate anew.", now)
        return False
    if not endpoint.open:
        job.called_at = None  # it is called again once the endpoint is enabled
        return False
    return True


def _brief_of(job: RenderJob, wanted: range) -> dict[str, Any]:
    """The job's brief, for these of its outputs."""
    if len(wanted) == job.count:
        return job.brief
    seed = (int(job.seed) + wanted.start) % 2**64
    return {**job.brief, "seed": seed, "count": len(wanted)}


async def _fail(work: Work, job: RenderJob, code: str, message: str, now: datetime) -> None:
    step = Step(JobState.FAILED, None, code, message)
    await end_job(work, job, JobState.FAILED, now=now, step=step)


def take_acceptance(
    work: Work,
    job: RenderJob,
    attempt: Attempt,
    provider_job_id: str,
    *,
    now: datetime,
    sure: bool = True,
) -> None:
    if attempt.provider_job_id is not None:
        return
    attempt.provider_job_id = provider_job_id
    attempt.accepted_at = now
    attempt.silence = FIRST_SILENCE
    attempt.check_at = now + timedelta(seconds=FIRST_SILENCE)
    if job.state == JobState.SUBMITTING.value and sure:
        job.state = JobState.WAITING.value
        job.message = None
        work.changed("job", job.id, stream=job.project_id)
    elif job.state == JobState.CANCELLING.value:
        work.dispatch("cancel_render", str(job.id))


async def end_attempt(
    work: Work,
    job: RenderJob,
    attempt: Attempt,
    outcome: Outcome,
    now: datetime,
    code: str | None = None,
    message: str | None = None,
) -> None:
    """The (locked) attempt is over, and what it cost is known."""
    attempt.ended_at = now
    attempt.outcome = outcome.value
    attempt.error_code, attempt.error_message = code, message
    await settle_attempt(work, job, attempt)
