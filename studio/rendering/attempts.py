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

from studio.kernel.ids import uuid7
from studio.kernel.work import Work
from studio.rendering import lifecycle
from studio.rendering.lifecycle import TERMINAL, JobState, Outcome, Step
from studio.rendering.models import Attempt, Endpoint, RenderJob
from studio.rendering.ports import Output, ProviderBusy, ProviderError, Report, ReportState
from studio.timeline.models import Clip

FIRST_SILENCE = 2.0
LONGEST_SILENCE = 60.0
TURNS = UUID(int=1)
"""The stream that wakes those who call jobs to their endpoints: no event is numbered in it."""
SILENCE_AFTER_NEWS = 20.0
"""Seconds without a word before the sweep asks an endpoint that was speaking by itself."""


@dataclass(frozen=True, slots=True)
class Begun:
    """A committed attempt, ready to be sent."""

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
    if not await _may_begin(work, job, now):
        return None
    job.attempt_count += 1
    job.state = JobState.SUBMITTING.value
    job.called_at = job.not_before = None
    attempt = Attempt(
        id=uuid7(),
        project_id=job.project_id,
        job_id=job.id,
        endpoint_id=job.endpoint_id,
        number=job.attempt_count,
        secret_digest=digest_of(secret),
        ttl_at=now + timedelta(seconds=ttl),
        check_at=now + timedelta(seconds=ttl),
    )
    work.session.add(attempt)
    work.changed("job", job.id, stream=job.project_id)
    return Begun(
        attempt_id=attempt.id,
        job_id=job.id,
        project_id=job.project_id,
        endpoint_id=job.endpoint_id,
        kind=job.kind,
        count=job.count,
        brief=job.brief,
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
        _accept(work, *found, provider_job_id, now=now, sure=sure)


async def decline_attempt(
    work: Work, attempt_id: UUID, error: ProviderError, *, now: datetime
) -> None:
    """The provider surely did not take the attempt: try again later if it was busy, else fail."""
    found = await lock_attempt(work, attempt_id)
    if found is None:
        return
    job, attempt = found
    _end_attempt(attempt, Outcome.NOT_ACCEPTED, now, error.code or "REFUSED", error.message)
    if job.state == JobState.CANCELLING.value:
        await end_job(work, job, JobState.CANCELLED, now=now)
    elif isinstance(error, ProviderBusy) and job.attempt_count < job.attempt_limit:
        job.state = JobState.QUEUED.value
        job.message = error.message
        work.changed("job", job.id, stream=job.project_id)
        wait = lifecycle.back_off(job.attempt_count, error.retry_after, random.random())  # noqa: S311
        job.not_before = now + timedelta(seconds=wait)
        work.stir(TURNS)
    else:
        step = Step(JobState.FAILED, None, error.code or "REFUSED", error.message)
        await end_job(work, job, step.state, now=now, step=step)


async def apply_report(
    work: Work,
    attempt_id: UUID,
    report: Report,
    *,
    now: datetime,
    provider_job_id: str | None = None,
    asked: bool = False,
) -> JobState | None:
    """Take a provider's word into account. None where the attempt is over or the news is old.

    `asked` says that we asked for it: then it does not show that the endpoint speaks by itself.
    """
    found = await lock_attempt(work, attempt_id)
    if found is None:
        return None
    job, attempt = found
    if report.seq and report.seq <= attempt.last_seq:
        _heard_nothing_new(attempt, now)
        return None
    # A job that is queued again starts over, and counts its ticks from 1.
    attempt.last_seq = (
        0 if report.state is ReportState.QUEUED else max(attempt.last_seq, report.seq)
    )
    if provider_job_id and attempt.provider_job_id is None:
        _accept(work, job, attempt, provider_job_id, now=now)
    before = JobState(job.state)
    step = lifecycle.advance(before, report)
    if step.state is JobState.SAVING and before is not JobState.SAVING:
        attempt.outputs = [_output_json(output) for output in report.outputs]
        attempt.model = report.model
        work.dispatch("collect_render", str(attempt.id))
    await _take_step(work, job, attempt, step, report, now=now, asked=asked)
    return JobState(job.state)


async def expire_unknown(work: Work, attempt_id: UUID, *, now: datetime) -> None:
    """The time to live ended, and nobody ever heard of this submission."""
    found = await lock_attempt(work, attempt_id)
    if found is None or found[1].provider_job_id is not None or found[1].ttl_at > now:
        return
    job, attempt = found
    step = lifecycle.unknown(JobState(job.state))
    _end_attempt(attempt, Outcome.UNKNOWN, now, step.error_code, step.error_message)
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
    _end_attempt(attempt, Outcome.FAILED, now, code, message)
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
        job.message = None
        if state is JobState.COMPLETED:
            job.progress = 1.0
        if state is JobState.FAILED and step is not None:
            job.error_code, job.error_message = step.error_code, step.error_message
        work.changed("job", job.id, stream=job.project_id)
    work.stir(TURNS)


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
        if before == JobState.CANCELLED.value:
            await end_job(work, job, JobState.CANCELLED, now=now)
        elif before == JobState.FAILED.value:
            await _fail(work, job, "DEPENDENCY_FAILED", "The image it starts from failed.", now)
        if before != JobState.COMPLETED.value:
            return False
    clip = await work.session.get(Clip, job.clip_id)
    if clip is None or clip.deleted_at is not None:
        await end_job(work, job, JobState.CANCELLED, now=now)
        return False
    endpoint = await work.session.get(Endpoint, job.endpoint_id)
    if endpoint is None or endpoint.deleted_at is not None or not endpoint.open:
        await _fail(
            work, job, "ENDPOINT_GONE", "Its endpoint was removed or disabled. Generate anew.", now
        )
        return False
    if job.attempt_count >= job.attempt_limit:
        await _fail(work, job, "ATTEMPTS_EXHAUSTED", "Too many attempts came to nothing.", now)
        return False
    return True


async def _fail(work: Work, job: RenderJob, code: str, message: str, now: datetime) -> None:
    step = Step(JobState.FAILED, None, code, message)
    await end_job(work, job, JobState.FAILED, now=now, step=step)


def _accept(
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


async def _take_step(
    work: Work,
    job: RenderJob,
    attempt: Attempt,
    step: Step,
    report: Report,
    *,
    now: datetime,
    asked: bool,
) -> None:
    news = step.state.value != job.state
    _note_times(attempt, step.state, report, now)
    if report.progress is not None and step.state is JobState.RUNNING:
        job.progress = min(1.0, max(0.0, report.progress))
    if step.outcome is not None:
        _end_attempt(attempt, step.outcome, now, step.error_code, step.error_message)
        await end_job(work, job, step.state, now=now, step=step)
        return
    job.message = report.message
    if news:
        job.state = step.state.value
        if step.state is JobState.RUNNING and job.started_at is None:
            job.started_at = now
        work.changed("job", job.id, stream=job.project_id)
    if news or report.seq:
        attempt.silence = FIRST_SILENCE
        speaks = bool(report.seq) and not asked
        pause = SILENCE_AFTER_NEWS if speaks else FIRST_SILENCE
        attempt.check_at = now + timedelta(seconds=pause)
    else:
        _heard_nothing_new(attempt, now)


def _note_times(attempt: Attempt, state: JobState, report: Report, now: datetime) -> None:
    if state is JobState.STARTING and attempt.starting_at is None:
        attempt.starting_at = now
    if state is JobState.RUNNING and attempt.started_at is None:
        attempt.started_at = now
    attempt.delay_ms = report.delay_ms or attempt.delay_ms
    attempt.execution_ms = report.execution_ms or attempt.execution_ms


def _heard_nothing_new(attempt: Attempt, now: datetime) -> None:
    attempt.silence = min(LONGEST_SILENCE, attempt.silence * 1.5)
    attempt.check_at = now + timedelta(seconds=attempt.silence)


def _end_attempt(
    attempt: Attempt, outcome: Outcome, now: datetime, code: str | None, message: str | None
) -> None:
    attempt.ended_at = now
    attempt.outcome = outcome.value
    attempt.error_code, attempt.error_message = code, message


def _output_json(output: Output) -> dict[str, Any]:
    return {
        "index": output.index,
        "kind": output.kind.value,
        "media_type": output.media_type,
        "size": output.size,
        "sha256": output.sha256,
        "seed": None if output.seed is None else str(output.seed),
        "source": output.source,
    }
