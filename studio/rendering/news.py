"""What providers say of an attempt, taken into account: safe to repeat, in whatever order."""

from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from studio.kernel.work import Work
from studio.rendering import lifecycle
from studio.rendering.attempts import (
    FIRST_SILENCE,
    LONGEST_SILENCE,
    end_attempt,
    end_job,
    lock_attempt,
    put_back,
    take_acceptance,
)
from studio.rendering.lifecycle import JobState, Outcome, Step
from studio.rendering.models import Attempt, RenderJob
from studio.rendering.ports import Output, Report, ReportState

SILENCE_AFTER_NEWS = 20.0
"""Seconds without a word before the sweep asks an endpoint that was speaking by itself."""


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
        take_acceptance(work, job, attempt, provider_job_id, now=now)
    before = JobState(job.state)
    step = lifecycle.advance(before, report)
    if step.state is JobState.SAVING and before is not JobState.SAVING:
        attempt.outputs = [_output_json(output) for output in report.outputs]
        attempt.model = report.model
        attempt.machine = asdict(report.machine) if report.machine else None
        attempt.error_message = report.error_message
        work.dispatch("collect_render", str(attempt.id))
    await _take_step(work, job, attempt, step, report, now=now, asked=asked)
    return JobState(job.state)


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
    _note_facts(attempt, step.state, report, now)
    if report.progress is not None and step.state is JobState.RUNNING:
        job.progress = min(1.0, max(0.0, report.progress))
    if step.outcome is not None:
        await _end(work, job, attempt, step, step.outcome, now=now)
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
        attempt.check_at = now + timedelta(seconds=max(pause, asked_for(report)))
    else:
        _heard_nothing_new(attempt, now, asked_for(report))


async def _end(
    work: Work, job: RenderJob, attempt: Attempt, step: Step, outcome: Outcome, *, now: datetime
) -> None:
    await end_attempt(work, job, attempt, outcome, now, step.error_code, step.error_message)
    if step.state is not JobState.QUEUED:
        await end_job(work, job, step.state, now=now, step=step)
    elif job.attempt_count < job.attempt_limit:
        put_back(work, job, step.error_message, now=now)
    else:
        await end_job(work, job, JobState.FAILED, now=now, step=step)


def _note_facts(attempt: Attempt, state: JobState, report: Report, now: datetime) -> None:
    if state is JobState.STARTING and attempt.starting_at is None:
        attempt.starting_at = now
    if state is JobState.RUNNING and attempt.started_at is None:
        attempt.started_at = now
    attempt.delay_ms = report.delay_ms or attempt.delay_ms
    attempt.execution_ms = report.execution_ms or attempt.execution_ms
    attempt.worker = report.worker or attempt.worker
    attempt.tokens = report.tokens or attempt.tokens


def asked_for(report: Report) -> float:
    """Seconds that the endpoint wants to be left alone, within our own longest silence."""
    return min(LONGEST_SILENCE, max(0.0, report.ask_after or 0.0))


def _heard_nothing_new(attempt: Attempt, now: datetime, pause: float = 0.0) -> None:
    attempt.silence = min(LONGEST_SILENCE, attempt.silence * 1.5)
    attempt.check_at = now + timedelta(seconds=max(attempt.silence, pause))


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
