"""How long renders take: measured once a minute, and soon after the first of a model and size."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import datetime, timedelta

from infra.bus import Signal
from studio.rendering.attempts import TURNS
from studio.rendering.paces import is_unmeasured, measure_paces
from workers.context import Context

EVERY = 60.0
SOON = 8.0
"""Seconds between two looks at whether something was rendered that nothing is known of yet."""
_AT_FIRST = timedelta(days=1)
_OVERLAP = timedelta(seconds=5)


@asynccontextmanager
async def measuring(context: Context) -> AsyncIterator[Callable[[], Awaitable[None]]]:
    """To be called again and again: measures what is due, and waits until there may be more.

    While no job begins or ends it asks nothing but once a minute.
    """
    async with context.bus.wakes(TURNS) as stirred:
        yield _Measurer(context, stirred).measure_or_wait


class _Measurer:
    def __init__(self, context: Context, stirred: Signal) -> None:
        self._context = context
        self._stirred = stirred
        self._since: datetime = context.now() - _AT_FIRST
        self._due = 0.0

    async def measure_or_wait(self) -> None:
        clock, now = asyncio.get_running_loop().time, self._context.now()
        async with self._context.work() as work:
            due = clock() >= self._due or await is_unmeasured(work, since=self._since)
            if due:
                await measure_paces(work, now, since=self._since)
        if due:
            self._since, self._due = now - _OVERLAP, clock() + EVERY
        await asyncio.sleep(SOON)
        await self._stirred.wait(max(0.0, self._due - clock()))
