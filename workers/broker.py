"""The queue: Dramatiq on Redis, with its middleware in a visible list."""

import logging

import redis
from dramatiq import Consumer
from dramatiq.brokers.redis import RedisBroker
from dramatiq.middleware import (
    AgeLimit,
    AsyncIO,
    Middleware,
    Retries,
    ShutdownNotifications,
    TimeLimit,
)

HEARTBEAT_TIMEOUT = 15_000
"""Milliseconds without a sign of life after which a process's messages are given to others."""
_MAINTENANCE_CHANCE = 50_000  # in a million calls; each queue is asked several times a second
_IDLE = 250  # milliseconds an idle consumer waits at most before it asks Redis again
_DAY = 24 * 3600 * 1000


class Broker(RedisBroker):
    """Dramatiq's own, with consumers that take up a message within a quarter of a second."""

    def consume(self, queue_name: str, prefetch: int = 1, timeout: int = _IDLE) -> Consumer:
        return super().consume(queue_name, prefetch, min(timeout, _IDLE))


def make_broker(redis_url: str, *more: Middleware) -> Broker:
    """The broker on that server; `more` comes after our own middleware."""
    logging.getLogger("httpx").setLevel(logging.WARNING)
    client = redis.Redis.from_url(redis_url, socket_timeout=10, socket_connect_timeout=5)
    return Broker(  # type: ignore[no-untyped-call]
        client=client,
        namespace="sc:queue",
        heartbeat_timeout=HEARTBEAT_TIMEOUT,
        maintenance_chance=_MAINTENANCE_CHANCE,
        middleware=[
            AgeLimit(max_age=_DAY),
            TimeLimit(time_limit=120_000),
            ShutdownNotifications(),
            Retries(max_retries=12, min_backoff=1_000, max_backoff=60_000),
            AsyncIO(),
            *more,
        ],
    )
