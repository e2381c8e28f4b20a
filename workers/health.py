"""How endpoints are: each that renders may be sent to is looked at once a minute, few at a time.

One that fails is looked at again soon, then less and less often, but every half minute while
renders wait for it; one that somebody has just added or changed, at once. That it does not answer
is only believed when it happens twice in a row.
"""

import asyncio
import logging
import random
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from uuid import UUID

from infra.leases import SECONDS
from infra.outages import is_away
from infra.providers.model_shelf import ModelShelf
from infra.providers.probing import EndpointProber
from studio.catalogue.detecting import nodes_are_due, note_files, note_sizes
from studio.rendering.checking import Checked, announce_files, endpoints_to_check, note_finding
from studio.rendering.ports import EndpointHealth, Finding, ProviderError
from workers.context import Context
from workers.graphs import ask_nodes

EVERY = 60.0
LONGEST = 600.0
SOON = 10.0
"""Seconds until an endpoint that has just failed, or that renders begin to wait for, is asked again."""
AGAIN = 15.0
"""The same after it has failed twice; after each further time twice as long."""
WANTED_LONGEST = 30.0
"""The longest of these while renders wait for it."""
AT_ONCE = 8
_TWICE = 2
_TELLS_FILES = frozenset({"COMFYUI"})
log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class _Turn:
    """When an endpoint of this version is next looked at, and how often in a row it has failed.

    `wanted`: renders were waiting for it when it was last thought of.
    """

    version: int
    due: float
    failures: int = 0
    wanted: bool = False


@asynccontextmanager
async def checks(context: Context) -> AsyncIterator[Callable[[], Awaitable[None]]]:
    """To be called every few seconds: begins the looks that are due, and waits for none of them.

    They end by themselves when it is not called any more, as where a lease was lost.
    """
    rounds = _Rounds(context)
    try:
        yield rounds.begin
    finally:
        await rounds.close()


class _Rounds:
    def __init__(self, context: Context) -> None:
        self._context = context
        self._prober = EndpointProber(
            context.settings,
            context.secrets,
            reachable=context.reachable,
            open_work=context.work,
            wake=context.wake,
        )
        self._turns: dict[UUID, _Turn] = {}
        self._tasks: dict[UUID, asyncio.Task[None]] = {}
        self._free = asyncio.Semaphore(AT_ONCE)
        self._closing: asyncio.TimerHandle | None = None

    async def begin(self) -> None:
        now = asyncio.get_running_loop().time()
        async with self._context.work() as work:
            there = await endpoints_to_check(work, today=self._context.now().date())
        ids = {one.facts.id for one in there}
        self._turns = {one: turn for one, turn in self._turns.items() if one in ids}
        self._tasks = {one: task for one, task in self._tasks.items() if not task.done()}
        for one in there:
            turn = self._turn(one, now)
            if turn.due <= now and one.facts.id not in self._tasks:
                self._tasks[one.facts.id] = asyncio.create_task(self._check(one, turn))
        self._end_if_not_called()

    def _turn(self, one: Checked, now: float) -> _Turn:
        known = self._turns.get(one.facts.id)
        if known is None:
            # Those that were looked at before this process began need not all be so at once.
            longest = EVERY if one.health == "ONLINE" else SOON
            wait = 0.0 if one.health is None else random.uniform(0, longest)  # noqa: S311
            known = _Turn(one.version, now + wait, _TWICE if one.health == "OFFLINE" else 0)
        elif known.version != one.version:
            known = _Turn(one.version, now)
        elif one.wanted and not known.wanted and known.failures:
            known = replace(known, due=min(known.due, now + SOON))
        known = replace(known, wanted=one.wanted)
        self._turns[one.facts.id] = known
        return known

    async def _check(self, one: Checked, turn: _Turn) -> None:
        async with self._free:
            try:
                finding = await self._prober.check(one.facts)
                failures = await self._note(one, finding, turn.failures)
                self._next(one, replace(turn, failures=failures))
            except Exception as error:
                self._next(one, replace(turn, failures=turn.failures + 1))
                if not is_away(error):
                    log.exception("what was found of an endpoint cannot be kept")

    async def _note(self, one: Checked, finding: Finding, failures: int) -> int:
        """Keep it, if it can be believed; the failures in a row there are now."""
        context = self._context
        failures = 0 if finding.health is EndpointHealth.ONLINE else failures + 1
        if finding.health is EndpointHealth.OFFLINE and failures < _TWICE:
            return failures
        async with context.work() as work:
            if await note_finding(work, one, finding, now=context.now()):
                log.info("%s is %s: %s", one.facts.name, finding.health.value, finding.detail)
        if failures == 0 and one.facts.provider in _TELLS_FILES:
            await self._note_files(one)
        return failures

    async def _note_files(self, one: Checked) -> None:
        context, shelf = self._context, ModelShelf(self._context.settings, self._context.secrets)
        try:
            folders = await shelf.folders(one.facts)
        except ProviderError as error:
            log.info("%s does not tell its models: %s", one.facts.name, error.message)
            return
        async with context.work() as work:
            endpoint, now = one.facts.id, context.now()
            changed = await note_files(work, one.workspace_id, endpoint, folders, now=now)
            if changed:
                await announce_files(work, endpoint)
            due = await nodes_are_due(work, endpoint, now)
        if changed or due:
            await self._note_sizes(one, shelf)
        if due:
            await ask_nodes(context, one.facts)

    async def _note_sizes(self, one: Checked, shelf: ModelShelf) -> None:
        try:
            sizes = await shelf.sizes(one.facts)
        except ProviderError as error:
            log.info("%s does not tell how large its files are: %s", one.facts.name, error.message)
            return
        async with self._context.work() as work:
            if await note_sizes(work, one.facts.id, sizes):
                await announce_files(work, one.facts.id)

    def _next(self, one: Checked, turn: _Turn) -> None:
        known = self._turns.get(one.facts.id)
        if known is None or known.version != turn.version:
            return
        longest = WANTED_LONGEST if known.wanted else LONGEST
        wait = _pause(turn.failures, longest)
        spread = random.uniform(0.9, 1.1)  # noqa: S311
        due = asyncio.get_running_loop().time() + wait * spread
        self._turns[one.facts.id] = replace(known, due=due, failures=turn.failures)

    def _end_if_not_called(self) -> None:
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
        tasks = [task for task in self._tasks.values() if not task.done()]
        self._tasks.clear()
        for task in tasks:
            task.cancel()
        return tasks


def _pause(failures: int, longest: float) -> float:
    """Seconds until the next look at an endpoint that has failed so often in a row."""
    if failures < _TWICE:
        return SOON if failures else EVERY
    return min(longest, AGAIN * 2.0 ** min(10, failures - _TWICE))
