"""Connections to Postgres: one engine per process and event loop, sessions for units of work."""

from collections.abc import Mapping
from typing import Any

import asyncpg  # type: ignore[import-untyped]
import orjson
from sqlalchemy import NullPool
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError
from sqlalchemy.ext.asyncio import (
    AsyncEngine,
    AsyncSession,
    async_sessionmaker,
    create_async_engine,
)

SCHEMES = {"postgres", "postgresql", "postgresql+asyncpg"}


def database_address(text: str) -> URL:
    """The address with our driver, whichever customary scheme it is written with."""
    try:
        url = make_url(text)
    except ArgumentError:
        raise ValueError("DATABASE_URL is no address; write postgresql://user@host/name") from None
    if url.drivername not in SCHEMES:
        raise ValueError(f"DATABASE_URL is of {url.drivername!r}; StoryCanvas needs postgresql://")
    query = dict(url.query)
    if "sslmode" in query:
        query["ssl"] = query.pop("sslmode")
    return url.set(drivername="postgresql+asyncpg", query=query)


def open_database(
    address: str,
    *,
    application: str,
    pool_size: int = 10,
    pooled: bool = True,
    statement_seconds: float = 0,
) -> AsyncEngine:
    """An engine whose pool finds broken connections itself and waits 30 s at most for a free one.

    Where it cannot connect it raises DBAPIError, whatever the reason.
    With `statement_seconds` the database breaks off what takes longer.
    Without `pooled` each use has a connection of its own, for processes that change event loops.
    """
    pool: dict[str, Any] = (
        {
            "pool_size": pool_size * 2,
            "max_overflow": 0,
            "pool_pre_ping": True,
            "pool_recycle": 1800,
        }
        if pooled
        else {"poolclass": NullPool}
    )
    engine = create_async_engine(
        database_address(address),
        **pool,
        hide_parameters=True,
        json_serializer=_dump,
        json_deserializer=orjson.loads,
        connect_args={
            "async_creator_fn": _connected,
            "timeout": 10,
            "server_settings": {
                "application_name": application,
                "jit": "off",
                "statement_timeout": str(int(statement_seconds * 1000)),
            },
        },
    )
    engine.dialect.do_ping = _answers  # type: ignore[method-assign]
    return engine


def sessions_of(engine: AsyncEngine) -> async_sessionmaker[AsyncSession]:
    return async_sessionmaker(engine, expire_on_commit=False)


async def _connected(**named: Any) -> asyncpg.Connection:
    """The driver raises a bare OSError or TimeoutError, which might as well be of a file."""
    try:
        return await asyncpg.connect(**named)
    except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError) as error:
        raise asyncpg.CannotConnectNowError(str(error) or type(error).__name__) from error


def _answers(dbapi_connection: Any) -> bool:
    """In one round trip instead of three: SQLAlchemy begins and ends a transaction for it."""
    try:
        dbapi_connection.run_async(lambda driver: driver.execute("SELECT 1"))
    except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError):
        return False
    return True


def _dump(value: Mapping[str, Any] | list[Any]) -> str:
    return orjson.dumps(value).decode()
