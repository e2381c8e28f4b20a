"""What the worker service does by itself, each under its lease: one process at a time."""

import asyncio
import logging
import math
import os
import socket
import time
from collections.abc import Awaitable, Callable

import dramatiq
from dramatiq.asyncio import EventLoopThread, get_event_loop_thread
from dramatiq.middleware import Middleware

from infra.leases import HeldLease, run_under_lease
from studio.exporting.running import take_up_silent
from studio.kernel.ids import uuid7
from studio.rendering.attempts import TURNS
from studio.rendering.endpoints import CHECKS
from studio.rendering.service.rerouting import reroute
from studio.rendering.sweeping import remember_forgotten, save_progress
from studio.rendering.turns import MOST_AT_ONCE, call_turns
from workers.context import Context, Holder
from workers.following import sweeps
from workers.health import checks
from workers.listening import LOOK_EVERY, listeners
from workers.measuring import measuring
from workers.purging import find_strays
from workers.relay import BATCH, relay
from workers.seeking import seek
from workers.upkeep import tidy

_SAVED_SINCE = 60.0
_STOP_WITHIN = 5.0
_PATIENCE = 1.0
log = logging.getLogger(__name__)


async def run_loops(context: Context, broker: dramatiq.Broker) -> None:
    """Until cancelled; what is under way then is broken off and safe to repeat."""
    holder = f"{socket.gethostname()}:{os.getpid()}:{uuid7().hex[-8:]}"

    async def under(name: str, body: Callable[[], Awaitable[None]], every: float) -> None:
        await run_under_lease(HeldLease(context.engine, name, holder=holder), body, every=every)

    async with (
        context.bus.outbox_wakes() as left_something,
        context.bus.wakes(TURNS) as its_turn,
        context.bus.wakes(CHECKS) as somebody_changed_one,
        listeners(context) as listen,
        checks(context) as check_due,
        sweeps(context) as sweep,
        measuring(context) as measure_or_wait,
    ):

        async def relay_or_wait() -> None:
            if await relay(context, broker) < BATCH:
                await left_something.wait(1.0)

        async def call_or_wait() -> None:
            if not await call_jobs(context):
                await its_turn.wait(1.0)

        async def check_or_wait() -> None:
            await check_due()
            await somebody_changed_one.wait(2.0)

        async with asyncio.TaskGroup() as group:
            group.create_task(under("turns", call_or_wait, 0.0))
            group.create_task(under("relay", relay_or_wait, 0.0))
            group.create_task(under("sweep", lambda: sweep(_PATIENCE), 1.0))
            group.create_task(under("seeking", lambda: seek(context), 1.0))
            group.create_task(under("listening", listen, LOOK_EVERY))
            group.create_task(under("health", check_or_wait, 0.0))
            group.create_task(under("reconciler", lambda: _reconcile(context), 5.0))
            group.create_task(under("progress", _saver(context), 5.0))
            group.create_task(under("paces", measure_or_wait, 0.0))
            group.create_task(under("upkeep", lambda: tidy(context), 3600.0))
            group.create_task(under("strays", lambda: find_strays(context), 24 * 3600.0))


async def _reconcile(context: Context) -> None:
    await _remember(context)
    longest = math.ceil(context.settings.job_timeout)
    async with context.work() as work:
        count = await reroute(work, context.now(), reachable=context.reachable, longest=longest)
        if count:
            log.info("%d jobs wait for another endpoint now: theirs cannot take them", count)
    async with context.work() as work:
        if count := await take_up_silent(work, context.now()):
            log.info("%d exports are begun anew: nobody was heard of them", count)


async def _remember(context: Context) -> None:
    async with context.work() as work:
        if count := await remember_forgotten(work, context.now()):
            log.info("%d jobs were waiting for a message that was lost or late", count)


async def call_jobs(context: Context) -> bool:
    """Whether it was the turn of so many that there may be more."""
    async with context.work() as work:
        return len(await call_turns(work, context.now())) == MOST_AT_ONCE


def _saver(context: Context) -> Callable[[], Awaitable[None]]:
    since = time.time() - _SAVED_SINCE

    async def save() -> None:
        nonlocal since
        ticks = await context.bus.recent_ticks(since)
        latest = {
            job_id: (tick.progress, tick.message)
            for job_id, tick in ticks.items()
            if tick.progress is not None
        }
        async with context.work() as work:
            await save_progress(work, latest)
        since = max([since, *(tick.at.timestamp() for tick in ticks.values())])

    return save


class Loops(Middleware):
    """Runs the loops beside the actors, on the event loop of the worker process.

    Comes after AsyncIO in the list of middleware: then it starts after it and ends before it.
    """

    def __init__(self, holder: Holder) -> None:
        self._holder = holder
        self._task: asyncio.Task[None] | None = None

    def after_worker_boot(self, broker: dramatiq.Broker, worker: dramatiq.Worker) -> None:
        asyncio.run_coroutine_threadsafe(self._start(broker), _thread().loop)

    def before_worker_shutdown(self, broker: dramatiq.Broker, worker: dramatiq.Worker) -> None:
        asyncio.run_coroutine_threadsafe(self._stop(), _thread().loop).result(_STOP_WITHIN)

    def after_worker_shutdown(self, broker: dramatiq.Broker, worker: dramatiq.Worker) -> None:
        asyncio.run_coroutine_threadsafe(self._holder.close(), _thread().loop).result(_STOP_WITHIN)

    async def _start(self, broker: dramatiq.Broker) -> None:
        self._task = asyncio.create_task(self._run(broker))

    async def _run(self, broker: dramatiq.Broker) -> None:
        """Failing here ends the process: a worker without its loops would be a silent one."""
        try:
            await run_loops(await self._holder.get(), broker)
        except Exception:
            log.critical("the loops cannot run; this process ends", exc_info=True)
            os._exit(1)

    async def _stop(self) -> None:
        if self._task is not None:
            self._task.cancel()
            await asyncio.wait([self._task])


def _thread() -> EventLoopThread:
    thread = get_event_loop_thread()
    assert thread is not None, "AsyncIO comes before Loops in the list of middleware"
    return thread
