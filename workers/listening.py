"""News from providers that tell by themselves: one connection for each endpoint with open attempts.

What they tell is applied as a progress tick or a status is. A connection that breaks is opened
again; the sweep asks about what was missed in between.
"""

import asyncio
import logging
import random
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import datetime
from uuid import UUID

from sqlalchemy import or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from infra.bus import Tick
from infra.leases import SECONDS
from infra.outages import is_away
from infra.providers.registry import LISTENING, EndpointFacts, listener_for
from studio.kernel.work import Work
from studio.rendering.endpoints import facts_of
from studio.rendering.lifecycle import JobState
from studio.rendering.models import Attempt, Endpoint, RenderJob
from studio.rendering.news import apply_report
from studio.rendering.ports import Listening, ProviderError, Report, ReportState
from studio.rendering.reporting import Place, is_news
from workers.context import Context

LOOK_EVERY = 2.0
"""Seconds between two looks at which endpoints are to be listened to."""
FIRST_PAUSE = 0.5
LONGEST_PAUSE = 60.0
LASTING = 30.0
"""Seconds after which a connection that breaks is opened again at once."""

_TICKS = frozenset({ReportState.STARTING, ReportState.RUNNING})
_UNDER_WAY = _TICKS | {ReportState.QUEUED}
log = logging.getLogger(__name__)


@asynccontextmanager
async def listeners(context: Context) -> AsyncIterator[Callable[[], Awaitable[None]]]:
    """To be called every LOOK_EVERY seconds: has exactly the endpoints listened to that need it.

    They end by themselves when it is not called any more, as where a lease was lost.
    """
    ears = _Ears(context)
    try:
        yield ears.look
    finally:
        await ears.close()


class _Ears:
    """One task for each endpoint."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._tasks: dict[EndpointFacts, asyncio.Task[None]] = {}
        self._closing: asyncio.TimerHandle | None = None

    async def look(self) -> None:
        async with self._context.work() as work:
            wanted = await _endpoints_to_hear(work)
        for facts in [facts for facts in self._tasks if facts not in wanted]:
            self._tasks.pop(facts).cancel()
        for facts in wanted:
            task = self._tasks.get(facts)
            if task is None or task.done():
                self._tasks[facts] = asyncio.create_task(_hear(self._context, facts))
        if self._closing is not None:
            self._closing.cancel()
        self._closing = asyncio.get_running_loop().call_later(SECONDS, self._cancel)

    async def close(self) -> None:
        if self._closing is not None:
            self._closing.cancel()
        tasks = self._cancel()
        if tasks:
            await asyncio.wait(tasks)

    def _cancel(self) -> list[asyncio.Task[None]]:
        tasks = list(self._tasks.values())
        self._tasks.clear()
        for task in tasks:
            task.cancel()
        return tasks


async def _endpoints_to_hear(work: Work) -> list[EndpointFacts]:
    """Those that have something under way, and those that are soon sent what waits for them."""
    under_way = select(Attempt.id).where(
        Attempt.ended_at.is_(None),
        Attempt.outputs.is_(None),
        Attempt.endpoint_id == Endpoint.id,
    )
    waiting = select(RenderJob.id).where(
        RenderJob.state == JobState.QUEUED.value,
        RenderJob.paused_at.is_(None),
        RenderJob.endpoint_id == Endpoint.id,
    )
    rows = await work.session.scalars(
        select(Endpoint).where(
            Endpoint.provider.in_(LISTENING), or_(under_way.exists(), waiting.exists())
        )
    )
    return [facts_of(row) for row in rows]


async def _hear(context: Context, facts: EndpointFacts) -> None:
    """Listen until cancelled, with growing pauses while there is no connection that lasts."""
    clock = asyncio.get_running_loop().time
    pause = FIRST_PAUSE
    while True:
        began = clock()
        try:
            listener = listener_for(context.provider(facts))
            if listener is None:
                return
            await _listen(context, facts, listener)
        except ProviderError as error:
            log.info("%s is not heard: %s", facts.name, error.message)
        except Exception as error:
            if not is_away(error):
                log.exception("what %s says cannot be taken in", facts.name)
        pause = FIRST_PAUSE if clock() - began > LASTING else min(LONGEST_PAUSE, pause * 2)
        await asyncio.sleep(pause * (0.5 + random.random()))  # noqa: S311


async def _listen(context: Context, facts: EndpointFacts, listener: Listening) -> None:
    news = listener.listen()
    heard = False
    try:
        async for provider_job_id, report in news:
            heard = True
            await _take(context, facts.id, provider_job_id, report)
    finally:
        if isinstance(news, AsyncGenerator):
            await news.aclose()
        if heard:
            async with context.work() as work:
                await _ask_soon(work, facts.id, context.now())


async def _take(context: Context, endpoint_id: UUID, provider_job_id: str, report: Report) -> None:
    async with context.sessions() as session:
        place = await _place(session, endpoint_id, provider_job_id)
    if place is None:
        return
    now = context.now()
    if report.state in _TICKS and place.state is not JobState.CANCELLING:
        await context.bus.post_tick(_tick(place, report, now), report.preview)
    if report.state in _UNDER_WAY and not is_news(place, report, now):
        return

    async def apply(work: Work) -> None:
        await apply_report(work, place.attempt_id, report, now=now)

    await context.surely(apply)


async def _place(session: AsyncSession, endpoint_id: UUID, provider_job_id: str) -> Place | None:
    """The open attempt that the endpoint knows by this id."""
    row = (
        await session.execute(
            select(Attempt, RenderJob.state, RenderJob.kind, RenderJob.count)
            .join(RenderJob, RenderJob.id == Attempt.job_id)
            .where(
                Attempt.endpoint_id == endpoint_id,
                Attempt.provider_job_id == provider_job_id,
                Attempt.ended_at.is_(None),
            )
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


async def _ask_soon(work: Work, endpoint_id: UUID, now: datetime) -> None:
    """What was said while nobody listened is asked for by the sweep."""
    await work.session.execute(
        update(Attempt)
        .where(
            Attempt.endpoint_id == endpoint_id,
            Attempt.ended_at.is_(None),
            Attempt.outputs.is_(None),
            Attempt.provider_job_id.is_not(None),
            Attempt.check_at > now,
        )
        .values(check_at=now)
    )


def _tick(place: Place, report: Report, now: datetime) -> Tick:
    return Tick(
        job_id=place.job_id,
        project_id=place.project_id,
        attempt_id=place.attempt_id,
        attempt_number=place.attempt_number,
        seq=report.seq,
        stage=report.state.value,
        progress=report.progress,
        message=report.message,
        preview_seq=None,
        at=now,
    )
