"""Real servers for tests: one Postgres and one Valkey for a process, a database for each test."""

import shutil
import tempfile
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from redis.asyncio import Redis
from sqlalchemy import text
from sqlalchemy.engine import make_url
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from infra import bus, subscription
from infra.database import database_address, open_database
from infra.embedded.studio import servers
from infra.migrate import migrate
from tests.databases import Shelf
from tests.doubles.waiting import PATIENCE
from tests.reuse import reuse


@dataclass(frozen=True)
class Servers:
    """`database_url` is that of the maintenance database; `template` is migrated to the newest."""

    database_url: str
    redis_url: str
    template: str = "template_studio"

    def database(self, name: str) -> str:
        return make_url(self.database_url).set(database=name).render_as_string(hide_password=False)

    async def run(self, statement: str) -> None:
        engine = create_async_engine(
            database_address(self.database_url), isolation_level="AUTOCOMMIT"
        )
        try:
            async with engine.connect() as connection:
                await connection.execute(text(statement))
        finally:
            await engine.dispose()


@pytest.fixture(scope="session")
async def real_servers(anyio_backend: str) -> AsyncIterator[Servers]:
    """Both servers, without durability, gone at the end of the run."""
    data = Path(tempfile.mkdtemp(prefix="storycanvas-tests-"))
    try:
        async with servers(data, durable=False) as (database_url, redis_url):
            given = Servers(database_url, redis_url)
            await given.run(f"CREATE DATABASE {given.template}")
            engine = open_database(given.database(given.template), application="tests")
            await migrate(engine)
            await engine.dispose()
            with pytest.MonkeyPatch.context() as patch:
                reuse(engine, patch)
                yield given
    finally:
        shutil.rmtree(data, ignore_errors=True)


@pytest.fixture(scope="session")
async def shelf(real_servers: Servers) -> AsyncIterator[Shelf]:
    def address(name: str) -> str:
        return real_servers.database(name).replace("postgresql+asyncpg", "postgresql")

    shelf = Shelf(real_servers.run, address, real_servers.template)
    yield shelf
    await shelf.close()


@pytest.fixture
async def database_url(real_servers: Servers, shelf: Shelf) -> AsyncIterator[str]:
    """A database of this test's own, migrated and empty."""
    name = await shelf.take()
    yield real_servers.database(name)
    await shelf.give_back(name)


@pytest.fixture
async def engine(database_url: str) -> AsyncIterator[AsyncEngine]:
    engine = open_database(database_url, application="tests")
    yield engine
    await engine.dispose()


@pytest.fixture
async def redis_url(real_servers: Servers, monkeypatch: pytest.MonkeyPatch) -> str:
    """The Valkey server, emptied for this test, which is not given up where the machine is slow."""
    monkeypatch.setattr(bus, "_PATIENCE", PATIENCE)
    monkeypatch.setattr(subscription, "_CONFIRMED_WITHIN", PATIENCE)
    client: Redis = Redis.from_url(real_servers.redis_url)
    await client.flushall()
    await client.aclose()
    return real_servers.redis_url
