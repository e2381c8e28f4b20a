"""What became of submissions whose answer was lost: asked of the providers that can tell."""

import asyncio
import logging
from collections.abc import Sequence
from dataclasses import replace

from infra.outages import is_away
from infra.providers.registry import finder_for
from studio.kernel.work import Work
from studio.rendering.ports import ProviderBusy, ProviderError
from studio.rendering.seeking import (
    Sought,
    adopt_attempt,
    disown_attempt,
    lost_attempts,
    seek_later,
    seek_never,
)
from workers.context import Context
from workers.orders import endpoint_facts

MOST_AT_ONCE = 8
"""Of one sweep: each may take several calls."""
log = logging.getLogger(__name__)


async def seek(context: Context) -> None:
    """Look for the lost attempts that are due. Found ones are adopted, or cancelled if they are
    not wanted any more; what is surely not there is sent anew."""
    async with context.work() as work:
        lost = await lost_attempts(work, context.now(), limit=MOST_AT_ONCE)
    adopted: set[str] = set()
    async with asyncio.TaskGroup() as group:
        for endpoint_id in dict.fromkeys(one.endpoint_id for one in lost):
            there = [one for one in lost if one.endpoint_id == endpoint_id]
            group.create_task(_seek_there(context, there, adopted))


async def _seek_there(context: Context, lost: Sequence[Sought], adopted: set[str]) -> None:
    """Those of one endpoint, in turn; when it does not answer the others are sought later."""
    for place, one in enumerate(lost, start=1):
        if not await _seek(context, one, adopted):
            await _put_off(context, lost[place:])
            return


async def _seek(context: Context, one: Sought, adopted: set[str]) -> bool:
    """Whether the endpoint answered."""
    try:
        await _look(context, one, adopted)
    except ProviderError as error:
        log.info("attempt %s is not found for now: %s", one.attempt_id, error.message)
        await _put_off(context, [one])
        return not isinstance(error, ProviderBusy)
    except Exception as error:
        if is_away(error):
            raise
        log.exception("attempt %s cannot be sought", one.attempt_id)
        await _put_off(context, [one])
    return True


async def _put_off(context: Context, lost: Sequence[Sought]) -> None:
    async with context.work() as work:
        for one in lost:
            await seek_later(work, one.attempt_id, now=context.now())


async def _look(context: Context, one: Sought, adopted: set[str]) -> None:
    """`adopted` are the provider's ids that others of this round have got."""
    async with context.work() as work:
        endpoint = await endpoint_facts(work, one.endpoint_id)
    finder = finder_for(context.provider(endpoint))
    lost = replace(one.lost, known=one.lost.known | adopted)
    found = None if finder is None else await finder.find(lost)

    async def settle(work: Work) -> None:
        if finder is None:
            await seek_never(work, one.attempt_id)
        elif found is not None:
            now = context.now()
            if await adopt_attempt(work, one.attempt_id, found, now=now, named=finder.names):
                adopted.add(found)
            else:
                await seek_later(work, one.attempt_id, now=now)
        elif finder.names:
            await disown_attempt(work, one.attempt_id, now=context.now())
        else:
            await seek_later(work, one.attempt_id, now=context.now())

    await context.surely(settle)
