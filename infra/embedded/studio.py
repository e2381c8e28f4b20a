"""A whole studio on one machine: its servers, what runs on them, and a clean end."""

import asyncio
import signal
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from infra.embedded.data import prepare_data
from infra.embedded.lock import hold
from infra.embedded.postgres import EmbeddedPostgres
from infra.embedded.process import Service
from infra.embedded.supervisor import Say, Supervisor, harmless, together
from infra.embedded.valkey import EmbeddedValkey

_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


async def _nothing_to_prepare(_database_url: str, _redis_url: str) -> None:
    return None


async def _nothing_to_do() -> int | None:
    return None


Run = Callable[[Service], Awaitable[None]]
"""Runs a program to its end; raises ServiceFailedError unless it succeeds."""


async def _nothing_beside(_run: Run) -> None:
    return None


@dataclass(frozen=True)
class Plan:
    """What `run_studio` runs.

    `services` is asked, once the servers answer and `prepare` is done, for what runs on them.
    `on_ready` is called when all of it is ready; the studio ends with the code it returns, or
    runs on until it is stopped if that is None. `url` and `token` are what others on this machine
    find it by. With `database_url` or `redis_url` that server is not started but used.
    `beside` is begun at once and waited for by nothing; it is broken off when the studio stops.
    """

    data: Path
    url: str
    token: str
    services: Callable[[str, str], Sequence[Service]]
    say: Say
    prepare: Callable[[str, str], Awaitable[None]] = _nothing_to_prepare
    on_ready: Callable[[], Awaitable[int | None]] = _nothing_to_do
    beside: Callable[[Run], Coroutine[Any, Any, None]] = _nothing_beside
    database_url: str | None = None
    redis_url: str | None = None


async def run_studio(plan: Plan) -> int:
    """Run until SIGINT, SIGTERM or SIGHUP, or the end of `on_ready`; answers the exit code.

    For the main thread of a process of its own: afterwards these signals are ignored, since one
    that comes late must not disturb its end. Raises StartRefusedError when it cannot start.
    """
    data, say = prepare_data(plan.data), harmless(plan.say)
    with _interruptions(say) as interrupted, hold(data) as lock:
        supervisor = Supervisor(data, say)
        supervisor.sweep()
        work = asyncio.create_task(_work(plan, data, supervisor, lock.publish))
        stop = asyncio.create_task(interrupted.wait())
        beside = asyncio.create_task(plan.beside(supervisor.run))
        try:
            await asyncio.wait([work, stop], return_when=asyncio.FIRST_COMPLETED)
            return work.result() if work.done() else 0
        finally:
            lock.withdraw()
            await _cancelled(work, stop, beside)
            await supervisor.stop()


@asynccontextmanager
async def servers(
    data: Path, *, durable: bool = True, say: Say = lambda _line: None
) -> AsyncIterator[tuple[str, str]]:
    """Postgres and Valkey alone, as (database URL, Redis URL); `durable=False` is for tests."""
    data = prepare_data(data)
    with hold(data):
        supervisor = Supervisor(data, say)
        supervisor.sweep()
        try:
            yield await _start_servers(data, supervisor, say, durable=durable)
        finally:
            await supervisor.stop()


async def _work(
    plan: Plan, data: Path, supervisor: Supervisor, publish: Callable[[str, str], None]
) -> int:
    urls = await _start_servers(
        data,
        supervisor,
        harmless(plan.say),
        database_url=plan.database_url,
        redis_url=plan.redis_url,
    )
    await plan.prepare(*urls)
    await supervisor.start(plan.services(*urls))
    publish(plan.url, plan.token)
    code = await plan.on_ready()
    if code is None:
        await asyncio.Event().wait()
    return code or 0


async def _start_servers(
    data: Path,
    supervisor: Supervisor,
    say: Say,
    *,
    durable: bool = True,
    database_url: str | None = None,
    redis_url: str | None = None,
) -> tuple[str, str]:
    """Both at once, but for those that are given."""
    postgres = EmbeddedPostgres(data, supervisor, say, durable=durable)
    valkey = EmbeddedValkey(data, supervisor, durable=durable)
    database, redis = await together(
        _given(database_url) if database_url else postgres.start(),
        _given(redis_url) if redis_url else valkey.start(),
    )
    return database, redis


async def _given(url: str) -> str:
    return url


async def _cancelled(*tasks: asyncio.Task[Any]) -> None:
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


@contextmanager
def _interruptions(say: Say) -> Iterator[asyncio.Event]:
    """An event set by the first signal; those that follow are acknowledged, no more."""
    interrupted = asyncio.Event()
    loop = asyncio.get_running_loop()

    def on_signal() -> None:
        say("still stopping, please wait" if interrupted.is_set() else "stopping")
        interrupted.set()

    hangup_is_ours = signal.getsignal(signal.SIGHUP) is not signal.SIG_IGN  # not under nohup
    heard = [number for number in _SIGNALS if number != signal.SIGHUP or hangup_is_ours]
    for number in heard:
        loop.add_signal_handler(number, on_signal)
    try:
        yield interrupted
    finally:
        for number in heard:
            loop.remove_signal_handler(number)
            signal.signal(number, signal.SIG_IGN)
