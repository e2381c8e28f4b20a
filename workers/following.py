"""News of what providers have: asked for one attempt, or for all that were silent for long."""

import asyncio
import logging
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, select

from infra.bus import Tick
from infra.outages import is_away
from infra.providers.registry import EndpointFacts
from studio.kernel.work import Work
from studio.rendering.attempts import apply_report, expire_unknown, tell_job
from studio.rendering.lifecycle import JobState
from studio.rendering.models import Attempt, RenderJob
from studio.rendering.ports import (
    ProviderBusy,
    ProviderError,
    ProviderMisconfigured,
    Report,
    ReportState,
)
from studio.rendering.sweeping import (
    GIVE_UP_AFTER,
    Due,
    due_attempts,
    give_up,
    postpone,
    unanswered,
)
from workers.context import Context
from workers.orders import endpoint_facts

CALLS_PER_SWEEP = 40
"""With a second between sweeps, also the most calls a second."""
_CONCURRENCY = 8
_LONG_PAUSE = 60.0
log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Target:
    """An open attempt that a provider has accepted."""

    attempt_id: UUID
    number: int
    job_id: UUID
    project_id: UUID
    provider_job_id: str
    endpoint: EndpointFacts


async def follow(context: Context, attempt_id: UUID) -> None:
    """Ask the provider about the attempt now. Raises ProviderError."""
    target = await _target(context, Attempt.id == attempt_id)
    if target is not None:
        await _ask(context, target)


async def cancel(context: Context, job_id: UUID) -> None:
    """Have the provider cancel the job, and see what came of it. Raises ProviderBusy.

    An attempt that is not accepted yet has nothing to cancel: its acceptance calls this again.
    """
    target = await _target(
        context, Attempt.job_id == job_id, RenderJob.state == JobState.CANCELLING.value
    )
    if target is None:
        return
    try:
        await context.provider(target.endpoint).cancel(target.provider_job_id)
        await _ask(context, target)
    except ProviderBusy:
        raise
    except ProviderError as error:
        async with context.work() as work:
            await tell_job(work, target.attempt_id, error.message)


async def sweep(context: Context) -> None:
    """Ask about what was silent longer than its back-off; end what nobody ever heard of."""
    now = context.now()
    async with context.work() as work:
        due = await due_attempts(work, now, limit=CALLS_PER_SWEEP)
        lost = await unanswered(work, now, limit=CALLS_PER_SWEEP)
    for attempt_id in lost:
        async with context.work() as work:
            await expire_unknown(work, attempt_id, now=now)
    asking = asyncio.Semaphore(_CONCURRENCY)
    silent: dict[UUID, ProviderError] = {}

    async def ask(one: Due) -> None:
        async with asking:
            await _ask_due(context, one, silent)

    async with asyncio.TaskGroup() as group:
        for one in due:
            group.create_task(ask(one))


async def _ask_due(context: Context, one: Due, silent: dict[UUID, ProviderError]) -> None:
    """`silent` holds the endpoints that gave no answer in this sweep: they are not asked twice."""
    error = silent.get(one.endpoint_id)
    if error is None:
        try:
            await follow(context, one.attempt_id)
        except ProviderError as raised:
            error = silent[one.endpoint_id] = raised
        except Exception as raised:
            if is_away(raised):
                raise
            log.exception("attempt %s cannot be followed", one.attempt_id)
            error = ProviderError("The answer of the endpoint could not be taken in.")
    now = context.now()
    async with context.work() as work:
        if now > one.ttl_at + GIVE_UP_AFTER:
            await give_up(work, one.attempt_id, now=now)
        elif error is not None:
            await postpone(work, [one.attempt_id], now + timedelta(seconds=_pause(error)))
            if isinstance(error, ProviderMisconfigured):
                await tell_job(work, one.attempt_id, error.message)


def _pause(error: ProviderError) -> float:
    """Seconds until an endpoint is asked again that did not answer."""
    return max(5.0, error.retry_after) if isinstance(error, ProviderBusy) else _LONG_PAUSE


async def _ask(context: Context, target: Target) -> None:
    report = await context.provider(target.endpoint).status(target.provider_job_id)

    async def apply(work: Work) -> None:
        await apply_report(work, target.attempt_id, report, now=context.now(), asked=True)

    await context.surely(apply)
    if report.seq and report.state in {ReportState.STARTING, ReportState.RUNNING}:
        await context.bus.post_tick(_tick(context, target, report), report.preview)
    elif report.state is ReportState.QUEUED:
        await context.bus.forget(target.job_id)


async def _target(context: Context, *conditions: ColumnElement[bool]) -> Target | None:
    async with context.work() as work:
        row = (
            await work.session.execute(
                select(Attempt)
                .join(RenderJob, RenderJob.id == Attempt.job_id)
                .where(
                    Attempt.ended_at.is_(None), Attempt.provider_job_id.is_not(None), *conditions
                )
            )
        ).scalar_one_or_none()
        if row is None:
            return None
        return Target(
            attempt_id=row.id,
            number=row.number,
            job_id=row.job_id,
            project_id=row.project_id,
            provider_job_id=row.provider_job_id or "",
            endpoint=await endpoint_facts(work, row.endpoint_id),
        )


def _tick(context: Context, target: Target, report: Report) -> Tick:
    return Tick(
        job_id=target.job_id,
        project_id=target.project_id,
        attempt_id=target.attempt_id,
        attempt_number=target.number,
        seq=report.seq,
        stage=report.state.value,
        progress=report.progress,
        message=report.message,
        preview_seq=None,
        at=context.now(),
    )
