"""Loops of which one runs at a time, whoever is alive: a row says who, and until when.

Time is that of the database. No advisory locks, so that connection pools are fine.
"""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable
from contextlib import suppress

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from infra.outages import is_away

SECONDS = 15.0
_LONGEST_PAUSE = 10.0
log = logging.getLogger(__name__)

_TAKE = text("""
INSERT INTO leases (name, holder, expires_at)
VALUES (:name, :holder, clock_timestamp() + make_interval(secs => :seconds))
ON CONFLICT (name) DO UPDATE SET holder = excluded.holder, expires_at = excluded.expires_at
WHERE leases.holder = excluded.holder OR leases.expires_at < clock_timestamp()
RETURNING true
""")
_RELEASE = text("DELETE FROM leases WHERE name = :name AND holder = :holder")


class HeldLease:
    """A process's claim to a name. `held` errs on the safe side, without asking."""

    def __init__(
        self, engine: AsyncEngine, name: str, *, holder: str, seconds: float = SECONDS
    ) -> None:
        self.name = name
        self.seconds = seconds
        self._engine = engine
        self._holder = holder
        self._until = 0.0

    @property
    def held(self) -> bool:
        return time.monotonic() < self._until

    async def take(self) -> bool:
        """Take it, or renew it if it is ours. False while somebody else holds it."""
        asked = time.monotonic()
        given = {"name": self.name, "holder": self._holder, "seconds": self.seconds}
        async with self._engine.begin() as connection:
            taken = await connection.scalar(_TAKE, given)
        self._until = asked + self.seconds if taken else 0.0
        return bool(taken)

    async def release(self) -> None:
        """Let the next one have it at once."""
        self._until = 0.0
        async with self._engine.begin() as connection:
            await connection.execute(_RELEASE, {"name": self.name, "holder": self._holder})


async def run_under_lease(
    lease: HeldLease, body: Callable[[], Awaitable[None]], *, every: float
) -> None:
    """Run `body` again and again, `every` seconds apart, while the lease is ours; until cancelled.

    A body that fails is logged and run again after a growing pause. A lost lease stops it before
    its next run. While Postgres is away everything waits.
    """
    try:
        while True:
            if await _taken(lease):
                renewing = asyncio.create_task(_renew(lease))
                try:
                    await _repeat(lease, body, every)
                finally:
                    renewing.cancel()
            else:
                await asyncio.sleep(lease.seconds / 5)
    finally:
        with suppress(Exception):
            async with asyncio.timeout(2):
                await lease.release()


async def _repeat(lease: HeldLease, body: Callable[[], Awaitable[None]], every: float) -> None:
    pause = 0.5
    while lease.held:
        try:
            await body()
        except Exception as error:
            if is_away(error):
                log.warning("%s waits %.1f s: %r", lease.name, pause, error)
            else:
                log.exception("%s failed, again in %.1f s", lease.name, pause)
            await asyncio.sleep(pause)
            pause = min(_LONGEST_PAUSE, pause * 2)
        else:
            pause = 0.5
            await asyncio.sleep(every)
    log.warning("%s was lost to another process", lease.name)


async def _renew(lease: HeldLease) -> None:
    while True:
        await asyncio.sleep(lease.seconds / 3)
        if not await _taken(lease) and not lease.held:
            return


async def _taken(lease: HeldLease) -> bool:
    try:
        async with asyncio.timeout(lease.seconds / 3):
            return await lease.take()
    except Exception as error:
        if not is_away(error):
            raise
        log.warning("the lease of %s cannot be asked for: %r", lease.name, error)
        return False
