"""Purging what was deleted long ago, and removing the bytes that nothing names any more."""

import logging
from collections.abc import Awaitable, Callable
from datetime import timedelta

from studio.editing.service.purging import (
    ROUND,
    discard_strays,
    discarded,
    forget,
    free_files,
    purge_old,
    purge_old_tracks,
)
from studio.exporting.running import expire
from studio.kernel.work import Work
from workers.context import Context

_ROUNDS = 25
_AT_ONCE = 1_000
_DAY = 24 * 3600.0
log = logging.getLogger(__name__)


async def purge(context: Context) -> None:
    """So much of it as one round of upkeep may do; the rest is for the next. Raises StorageError.

    Rows first, each step in one commit, then the bytes: what is broken off is found again.
    """
    if days := context.settings.purge_after_days:
        before = context.now() - timedelta(days=days)
        await _rounds(context, lambda work: purge_old(work, before))
        await _rounds(context, lambda work: purge_old_tracks(work, before))
    await _rounds(context, free_files)
    await _rounds(context, lambda work: expire(work, context.now()))
    await _remove(context)


async def _rounds(context: Context, step: Callable[[Work], Awaitable[int]]) -> None:
    """Until there is no whole round left."""
    for _ in range(_ROUNDS):
        async with context.work() as work:
            count = await step(work)
        if count < ROUND:
            break


async def find_strays(context: Context) -> None:
    """List what lies in the store for a day and nothing names, for `purge` to remove."""
    count = 0
    async for page in context.store.kept_before(_DAY):
        async with context.work() as work:
            count += await discard_strays(work, page)
    if count:
        log.info("%d files were kept for nothing", count)


async def _remove(context: Context) -> None:
    async with context.work() as work:
        due = await discarded(work, _AT_ONCE)
    gone = [sha256 for sha256 in due if await context.store.discard(sha256)]
    async with context.work() as work:
        for sha256 in gone:
            await forget(work, sha256)
    if gone:
        log.info("%d files were removed that nothing names any more", len(gone))
