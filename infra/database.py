"""Connections to Postgres: one engine per process and event loop, sessions for units of work."""

from collections.abc import Mapping
from typing import Any

import orjson
from sqlalchemy import NullPool
from sqlalchemy.engine import URL, make_url
from sqlalchemy.ext.asyncio import (
    AsyncEngine,
    AsyncSession,
    async_sessionmaker,
    create_async_engine,
)

SCHEMES = {"postgres", "postgresql", "postgresql+asyncpg"}


def database_address(text: str) -> URL:
    """The address with our driver, whichever customary scheme it is written with."""
    url = make_url(text)
    if url.drivername not in SCHEMES:
        raise ValueError(f"DATABASE_URL is of {url.drivername!r}; StoryCanvas needs postgresql://")
    return url.set(drivername="postgresql+asyncpg")


def open_database(
    address: str, *, application: str, pool_size: int = 10, pooled: bool = True
) -> AsyncEngine:
    """An engine whose pool finds broken connections itself and waits 30 s at most for a free one.

    Without `pooled` each use has a connection of its own, for processes that change event loops.
    """
    pool: dict[str, Any] = (
        {
            "pool_size": pool_size,
            "max_overflow": pool_size,
            "pool_pre_ping": True,
            "pool_recycle": 1800,
        }
        if pooled
        else {"poolclass": NullPool}
    )
    return create_async_engine(
        database_address(address),
        **pool,
        json_serializer=_dump,
        json_deserializer=orjson.loads,
        connect_args={
            "timeout": 10,
            "server_settings": {"application_name": application, "jit": "off"},
        },
    )


def sessions_of(engine: AsyncEngine) -> async_sessionmaker[AsyncSession]:
    return async_sessionmaker(engine, expire_on_commit=False)


def _dump(value: Mapping[str, Any] | list[Any]) -> str:
    return orjson.dumps(value).decode()
