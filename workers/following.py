"""News of what providers have: asked for one attempt, or for all that were silent for long."""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, select

from infra.bus import Tick
from infra.outages import is_away
from infra.providers.registry import EndpointFacts
from studio.kernel.work import Work
from studio.rendering.attempts import expire_unknown, tell_job
from studio.rendering.lifecycle import GIVE_UP_AFTER, JobState, is_new
from studio.rendering.models import Attempt, RenderJob
from studio.rendering.news import apply_report, asked_for
from studio.rendering.ports import (
    ProviderBusy,
    ProviderError,
    ProviderMisconfigured,
    Report,
    ReportState,
)
from studio.rendering.sweeping import (
    Due,
    due_attempts,
    give_up,
    hear_nothing_new,
    postpone,
    unanswered,
)
from workers.context import Context
from workers.orders import endpoint_facts, facts_by_id

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
    """Ask about what was silent longer than its back-off, and wait for all answers; end what
    nobody ever heard of."""
    async with sweeps(context) as once:
        await once(None)


@asynccontextmanager
async def sweeps(context: Context) -> AsyncIterator[Callable[[float | None], Awaitable[None]]]:
    """To be called every second with how many seconds to wait for answers, None for all of them.

    An endpoint that takes longer is left behind and asked nothing more until it has answered, so
    that a silent one holds up nobody but itself.
    """
    rounds = _Rounds(context)
    try:
        yield rounds.sweep
    finally:
        await rounds.close()


class _Rounds:
    def __init__(self, context: Context) -> None:
        self._context = context
        self._asked: dict[UUID, asyncio.Task[None]] = {}
        self._free = asyncio.Semaphore(_CONCURRENCY)

    async def sweep(self, patience: float | None) -> None:
        self._settle()
        now = self._context.now()
        async with self._context.work() as work:
            due = await due_attempts(work, now, limit=CALLS_PER_SWEEP, besides=self._asked)
            lost = await unanswered(work, now, limit=CALLS_PER_SWEEP)
            endpoints = await facts_by_id(work, {one.endpoint_id for one in due})
        for attempt_id in lost:
            async with self._context.work() as work:
                await expire_unknown(work, attempt_id, now=now)
        begun = {
            endpoint_id: asyncio.create_task(
                _Questions(self._context, facts, self._free).ask(
                    [one for one in due if one.endpoint_id == endpoint_id]
                )
            )
            for endpoint_id, facts in endpoints.items()
        }
        self._asked |= begun
        if begun:
            await asyncio.wait(begun.values(), timeout=patience)
        self._settle()

    async def close(self) -> None:
        for task in self._asked.values():
            task.cancel()
        await asyncio.gather(*self._asked.values(), return_exceptions=True)

    def _settle(self) -> None:
        """Raises what an endpoint's questions ended with."""
        for endpoint_id in [one for one, task in self._asked.items() if task.done()]:
            self._asked.pop(endpoint_id).result()


class _Questions:
    """Those to one endpoint: the first by itself, and none after one that was not answered."""

    def __init__(self, context: Context, endpoint: EndpointFacts, free: asyncio.Semaphore) -> None:
        self._context = context
        self._provider = context.provider(endpoint)
        self._free = free
        self._silent: ProviderError | None = None
        self._nothing_new: list[tuple[UUID, float]] = []

    async def ask(self, due: Sequence[Due]) -> None:
        first, *others = due
        await self._ask_in_turn(first)
        async with asyncio.TaskGroup() as group:
            for one in others:
                group.create_task(self._ask_in_turn(one))
        if self._nothing_new:
            async with self._context.work() as work:
                await hear_nothing_new(work, self._nothing_new, self._context.now())

    async def _ask_in_turn(self, one: Due) -> None:
        async with self._free:
            error = self._silent or await self._ask(one)
        now = self._context.now()
        if error is None and now <= one.ttl_at + GIVE_UP_AFTER:
            return
        async with self._context.work() as work:
            if now > one.ttl_at + GIVE_UP_AFTER:
                await give_up(work, one.attempt_id, now=now)
            elif error is not None:
                await postpone(work, [one.attempt_id], now + timedelta(seconds=_pause(error)))
                if isinstance(error, ProviderMisconfigured):
                    await tell_job(work, one.attempt_id, error.message)

    async def _ask(self, one: Due) -> ProviderError | None:
        """What was wrong with the answer, if anything."""
        try:
            report = await self._provider.status(one.provider_job_id)
            if is_new(one.known, report):
                await _take(self._context, one, report)
            else:
                self._nothing_new.append((one.attempt_id, asked_for(report)))
        except ProviderError as raised:
            self._silent = raised
            return raised
        except Exception as raised:
            if is_away(raised):
                raise
            log.exception("attempt %s cannot be followed", one.attempt_id)
            return ProviderError("The answer of the endpoint could not be taken in.")
        return None


def _pause(error: ProviderError) -> float:
    """Seconds until an endpoint is asked again that did not answer."""
    return max(5.0, error.retry_after) if isinstance(error, ProviderBusy) else _LONG_PAUSE


async def _ask(context: Context, target: Target) -> None:
    await _take(
        context, target, await context.provider(target.endpoint).status(target.provider_job_id)
    )


async def _take(context: Context, target: Target | Due, report: Report) -> None:
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


def _tick(context: Context, target: Target | Due, report: Report) -> Tick:
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
