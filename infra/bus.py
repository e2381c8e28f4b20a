"""The bus between processes: wake-ups after a commit, and the newest progress of each render.

Everything here is best effort and can be lost: what matters is in Postgres, and whoever listens
also looks there by itself.
"""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Collection
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import orjson
from redis.asyncio import Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import RedisError

from infra.subscription import Listener, Subscription

PREVIEW_BYTES = 64 * 1024
OUTBOX = "sc:outbox"
_PATIENCE = 1.0
_TICK_SECONDS = 3600
_PREVIEW_SECONDS = 600
_MOST_JOBS = 2_000
_RECENT = "sc:ticks"
_AWAY = (RedisError, OSError)
log = logging.getLogger(__name__)

# Kept only if newer; the preview outlives ticks that bring none.
_POST = """
local known = redis.call('HMGET', KEYS[1], 'attempt', 'seq', 'preview')
local attempt, seq = tonumber(ARGV[1]), tonumber(ARGV[2])
if known[1] then
  local last, number = tonumber(known[1]), tonumber(known[2])
  if attempt < last or (attempt == last and seq <= number) then return 0 end
end
local preview = ''
if ARGV[4] ~= '' then
  preview = ARGV[2]
  redis.call('HSET', KEYS[2], 'seq', ARGV[2], 'data', ARGV[4])
  redis.call('EXPIRE', KEYS[2], ARGV[7])
elseif known[1] == ARGV[1] and known[3] then
  preview = known[3]
end
redis.call('HSET', KEYS[1], 'attempt', ARGV[1], 'seq', ARGV[2], 'preview', preview, 'body', ARGV[3])
redis.call('EXPIRE', KEYS[1], ARGV[6])
redis.call('ZADD', KEYS[3], ARGV[8], ARGV[5])
redis.call('PUBLISH', KEYS[4], preview .. '\\n' .. ARGV[3])
return 1
"""


@dataclass(frozen=True, slots=True)
class Tick:
    """The progress of a render at one moment, 0 to 1. Newer is the higher (attempt_number, seq).

    `preview_seq` is the `seq` of the newest preview there is; it is set by the bus.
    """

    job_id: UUID
    project_id: UUID
    attempt_id: UUID
    attempt_number: int
    seq: int
    stage: str
    progress: float | None
    message: str | None
    preview_seq: int | None
    at: datetime

    @property
    def age(self) -> tuple[int, int]:
        return self.attempt_number, self.seq


class Signal:
    """Set by any number of wake-ups, which come out as one."""

    def __init__(self) -> None:
        self._event = asyncio.Event()

    def set(self) -> None:
        self._event.set()

    async def wait(self, timeout: float) -> bool:  # noqa: ASYNC109
        """Whether a wake-up came since the last call, or comes within `timeout` seconds."""
        try:
            async with asyncio.timeout(timeout):
                await self._event.wait()
        except TimeoutError:
            return False
        self._event.clear()
        return True


class Watch(Signal):
    """A signal that can be made to hear projects, their events and ticks, and to leave them again."""

    def __init__(self, subscription: Subscription) -> None:
        super().__init__()
        self._subscription = subscription
        self._heard: dict[UUID, list[Listener]] = {}

    async def follow(self, project_ids: Collection[UUID]) -> None:
        """Hear these projects and no others. It is set where one is new: something may have been
        missed of it."""
        wanted = set(project_ids)
        for left in self._heard.keys() - wanted:
            for listener in self._heard.pop(left):
                await self._subscription.remove(listener)
        fresh = wanted - self._heard.keys()
        added = await asyncio.gather(*(self._hear(project_id) for project_id in fresh))
        self._heard |= dict(zip(fresh, added, strict=True))
        if fresh:
            self.set()

    async def _hear(self, project_id: UUID) -> list[Listener]:
        return [
            await self._subscription.add(channel, lambda _: self.set(), self.set)
            for channel in (_stream(project_id), _progress(project_id))
        ]


class Progress:
    """The ticks of one project as they come, the newest of each job."""

    def __init__(self) -> None:
        self._signal = Signal()
        self._newest: dict[UUID, Tick] = {}

    def take(self, payload: bytes) -> None:
        tick = _read_message(payload)
        if tick is None:
            return
        known = self._newest.get(tick.job_id)
        if known is None and len(self._newest) >= _MOST_JOBS:
            return
        if known is None or known.age < tick.age:
            self._newest[tick.job_id] = tick
            self._signal.set()

    def wake(self) -> None:
        self._signal.set()

    async def next(self, max_wait: float) -> list[Tick]:
        """The newest tick of each job that had one since the last call.

        Empty after `max_wait` seconds without any, or at once when the connection was away and
        is back: then `Bus.latest` tells what was missed.
        """
        await self._signal.wait(max_wait)
        ticks, self._newest = list(self._newest.values()), {}
        return ticks


class Bus:
    """One client and one subscribed connection for the whole process. Opens on first use."""

    def __init__(self, url: str) -> None:
        self._redis: Redis = Redis.from_url(
            url, retry=Retry(NoBackoff(), 1), socket_timeout=5, socket_connect_timeout=2
        )
        self._post = self._redis.register_script(_POST)
        self._subscription = Subscription(url)

    async def wake(self, streams: Collection[UUID], *, outbox: bool) -> None:
        """Tell every process of a commit. Takes a second at most and never raises."""
        channels = [_stream(stream) for stream in streams] + ([OUTBOX] if outbox else [])
        try:
            async with asyncio.timeout(_PATIENCE):
                async with self._redis.pipeline(transaction=False) as pipe:
                    for channel in channels:
                        pipe.publish(channel, b"")
                    await pipe.execute()
        except _AWAY as error:
            log.warning("no wake-up sent, Redis does not answer: %r", error)

    @asynccontextmanager
    async def wakes(self, stream_id: UUID) -> AsyncIterator[Signal]:
        """A signal for each commit that numbers events of the stream, from now on."""
        signal = Signal()
        async with self._heard(_stream(stream_id), lambda _: signal.set(), signal.set):
            yield signal

    @asynccontextmanager
    async def watch(self, project_id: UUID) -> AsyncIterator[Signal]:
        """A signal for each event of the project and each tick of its renders, from now on."""
        signal = Signal()
        async with (
            self._heard(_stream(project_id), lambda _: signal.set(), signal.set),
            self._heard(_progress(project_id), lambda _: signal.set(), signal.set),
        ):
            yield signal

    @asynccontextmanager
    async def watch_projects(self, stream_id: UUID) -> AsyncIterator[Watch]:
        """A signal for each wake-up of the stream, and for what is heard of the projects that it
        is then told to follow."""
        watch = Watch(self._subscription)
        async with self._heard(_stream(stream_id), lambda _: watch.set(), watch.set):
            try:
                yield watch
            finally:
                await watch.follow(())

    @asynccontextmanager
    async def outbox_wakes(self) -> AsyncIterator[Signal]:
        """A signal for each commit that leaves messages in the outbox, from now on."""
        signal = Signal()
        async with self._heard(OUTBOX, lambda _: signal.set(), signal.set):
            yield signal

    @asynccontextmanager
    async def progress(self, project_id: UUID) -> AsyncIterator[Progress]:
        """The ticks of the project's jobs, from now on."""
        progress = Progress()
        async with self._heard(_progress(project_id), progress.take, progress.wake):
            yield progress

    async def post_tick(self, tick: Tick, preview: bytes | None = None) -> bool:
        """Keep and publish the tick if it is newer than what is known; False if it is not, or if
        Redis does not answer. A preview of more than PREVIEW_BYTES is left out."""
        if preview is not None and len(preview) > PREVIEW_BYTES:
            preview = None
        arguments: list[bytes | str | int | float] = [
            tick.attempt_number,
            tick.seq,
            _dump(tick),
            preview or b"",
            tick.job_id.hex,
            _TICK_SECONDS,
            _PREVIEW_SECONDS,
            tick.at.timestamp(),
        ]
        keys = [_tick(tick.job_id), _preview(tick.job_id), _RECENT, _progress(tick.project_id)]
        try:
            async with asyncio.timeout(_PATIENCE):
                return bool(await self._post(keys=keys, args=arguments))
        except _AWAY as error:
            log.warning("a tick was dropped, Redis does not answer: %r", error)
            return False

    async def forget(self, job_id: UUID) -> None:
        """Drop the job's ticks: it starts over, and counts them from 1 again."""
        try:
            async with asyncio.timeout(_PATIENCE):
                await self._redis.delete(_tick(job_id), _preview(job_id))
        except _AWAY as error:
            log.warning("ticks were not forgotten, Redis does not answer: %r", error)

    async def latest(self, job_ids: Collection[UUID]) -> dict[UUID, Tick]:
        """The newest tick of each of the jobs that has one; empty where Redis does not answer."""
        try:
            async with asyncio.timeout(_PATIENCE):
                async with self._redis.pipeline(transaction=False) as pipe:
                    for job_id in job_ids:
                        pipe.hmget(_tick(job_id), ["preview", "body"])
                    rows = await pipe.execute()
        except _AWAY as error:
            log.warning("no progress to be had, Redis does not answer: %r", error)
            return {}
        ticks = (_read(preview, body) for preview, body in rows)
        return {tick.job_id: tick for tick in ticks if tick is not None}

    async def recent_ticks(self, since: float) -> dict[UUID, Tick]:
        """The newest tick of each job that had one after `since` (seconds of the epoch)."""
        try:
            async with asyncio.timeout(_PATIENCE):
                await self._redis.zremrangebyscore(_RECENT, 0, since - _TICK_SECONDS)
                jobs: Any = await self._redis.zrangebyscore(_RECENT, f"({since}", "+inf")
        except _AWAY as error:
            log.warning("no progress to be had, Redis does not answer: %r", error)
            return {}
        return await self.latest([UUID(job.decode()) for job in jobs])

    async def preview(self, job_id: UUID, seq: int) -> bytes | None:
        """The job's newest preview, if it is the one of tick `seq` or a later one."""
        try:
            async with asyncio.timeout(_PATIENCE):
                found: Any = await self._redis.hmget(_preview(job_id), ["seq", "data"])
        except _AWAY as error:
            log.warning("no preview to be had, Redis does not answer: %r", error)
            return None
        known, data = found
        return data if known is not None and int(known) >= seq else None

    async def answers(self) -> bool:
        """Whether Redis answers now."""
        try:
            async with asyncio.timeout(_PATIENCE):
                return bool(await self._redis.ping())
        except _AWAY:
            return False

    async def close(self) -> None:
        await self._subscription.close()
        await self._redis.aclose()

    @asynccontextmanager
    async def _heard(
        self, channel: str, hear: Callable[[bytes], None], again: Callable[[], None]
    ) -> AsyncIterator[None]:
        listener = await self._subscription.add(channel, hear, again)
        try:
            yield
        finally:
            await self._subscription.remove(listener)


def _stream(stream_id: UUID) -> str:
    return f"sc:stream:{stream_id.hex}"


def _progress(project_id: UUID) -> str:
    return f"sc:progress:{project_id.hex}"


def _tick(job_id: UUID) -> str:
    return f"sc:tick:{job_id.hex}"


def _preview(job_id: UUID) -> str:
    return f"sc:preview:{job_id.hex}"


def _dump(tick: Tick) -> bytes:
    return orjson.dumps(tick, default=str)  # asyncpg's UUIDs are of a type of their own


def _read(preview: bytes | None, body: bytes | None) -> Tick | None:
    if not body:
        return None
    value: dict[str, Any] = orjson.loads(body)
    value |= {name: UUID(value[name]) for name in ("job_id", "project_id", "attempt_id")}
    value["at"] = datetime.fromisoformat(value["at"])
    value["preview_seq"] = int(preview) if preview else None
    return Tick(**value)


def _read_message(payload: bytes) -> Tick | None:
    preview, _, body = payload.partition(b"\n")
    return _read(preview, body)
