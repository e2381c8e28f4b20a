"""One subscribed Redis connection, shared by all who listen in this process."""

import asyncio
import logging
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass

from redis.asyncio import Redis
from redis.asyncio.client import PubSub
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import RedisError

_SILENCE = 10.0
_LONGEST_PAUSE = 5.0
_CONFIRMED_WITHIN = 2.0
_OURS = "sc:bus"  # a connection without a channel cannot be read
log = logging.getLogger(__name__)


@dataclass(eq=False, slots=True)
class Listener:
    """`hear` is called with each message's payload, `again` when the connection is back."""

    channel: str
    hear: Callable[[bytes], None]
    again: Callable[[], None]


class Subscription:
    """Subscribes to what is listened to; comes back by itself when Redis was away.

    Both calls of a listener are made on the event loop and must not block.
    """

    def __init__(self, url: str) -> None:
        self._redis: Redis = Redis.from_url(
            url, retry=Retry(NoBackoff(), 0), socket_timeout=5, socket_connect_timeout=2
        )
        self._listeners: dict[str, list[Listener]] = {}
        self._confirmed: dict[str, asyncio.Event] = {}
        self._pubsub: PubSub | None = None
        self._task: asyncio.Task[None] | None = None

    async def add(
        self, channel: str, hear: Callable[[bytes], None], again: Callable[[], None]
    ) -> Listener:
        """Listen from now on; while Redis is away, from when it is back."""
        listener = Listener(channel, hear, again)
        self._listeners.setdefault(channel, []).append(listener)
        confirmed = self._confirmed.get(channel)
        if confirmed is None:
            confirmed = self._confirmed[channel] = asyncio.Event()
            await self._tell("subscribe", channel)
        if self._task is None:
            self._task = asyncio.create_task(self._run())
        with suppress(TimeoutError):
            async with asyncio.timeout(_CONFIRMED_WITHIN):
                await confirmed.wait()
        return listener

    async def remove(self, listener: Listener) -> None:
        left = self._listeners[listener.channel]
        left.remove(listener)
        if not left:
            del self._listeners[listener.channel], self._confirmed[listener.channel]
            await self._tell("unsubscribe", listener.channel)

    async def close(self) -> None:
        if self._task is not None:
            self._task.cancel()
            await asyncio.wait([self._task])
        await self._redis.aclose()

    async def _tell(self, command: str, channel: str) -> None:
        if self._pubsub is None:
            return
        try:
            await getattr(self._pubsub, command)(channel)
        except (RedisError, OSError) as error:
            log.debug("%s of %s waits for the connection: %r", command, channel, error)

    async def _run(self) -> None:
        pause = 0.1
        while True:
            try:
                async with self._redis.pubsub() as pubsub:
                    before = set(self._listeners)
                    await pubsub.subscribe(_OURS, *before)
                    self._pubsub = pubsub
                    if meanwhile := set(self._listeners) - before:
                        await pubsub.subscribe(*meanwhile)
                    for listener in self._everybody():
                        listener.again()
                    pause = 0.1
                    await self._read(pubsub)
            except (RedisError, OSError) as error:
                log.warning("the bus is away, trying again in %.1f s: %r", pause, error)
            finally:
                self._pubsub = None
            await asyncio.sleep(pause)
            pause = min(_LONGEST_PAUSE, pause * 2)

    async def _read(self, pubsub: PubSub) -> None:
        asked = False
        while True:
            message = await pubsub.get_message(timeout=_SILENCE)
            if message is not None:
                asked = False
                self._deliver(message["type"], message["channel"], message["data"])
            elif asked:
                raise TimeoutError("no answer to a ping")
            else:
                asked = True
                await pubsub.ping()

    def _deliver(self, kind: str, channel: bytes | None, payload: bytes) -> None:
        name = channel.decode() if channel else ""
        if kind == "subscribe" and name in self._confirmed:
            self._confirmed[name].set()
        elif kind == "message":
            for listener in tuple(self._listeners.get(name, ())):
                listener.hear(payload)

    def _everybody(self) -> list[Listener]:
        return [listener for group in self._listeners.values() for listener in group]
