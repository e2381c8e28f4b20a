"""Connections that broke while nobody used them."""

from typing import Any

from sqlalchemy import event, text
from sqlalchemy.ext.asyncio import AsyncEngine

from infra.database import open_database

OTHERS = """SELECT count(pg_terminate_backend(pid, 5000)) FROM pg_stat_activity
  WHERE datname = current_database() AND application_name = 'used'"""


async def who(engine: AsyncEngine) -> int:
    async with engine.connect() as connection:
        return int((await connection.execute(text("SELECT pg_backend_pid()"))).scalar_one())


async def test_a_connection_that_postgres_ended_is_replaced_unnoticed(
    database_url: str, engine: AsyncEngine
) -> None:
    used = open_database(database_url, application="used")
    first = await who(used)
    assert await who(used) == first
    async with engine.connect() as connection:
        assert (await connection.execute(text(OTHERS))).scalar_one() == 1
    assert await who(used) != first
    await used.dispose()


async def test_whether_it_lives_is_asked_once(database_url: str) -> None:
    engine = open_database(database_url, application="used")
    asked: list[str] = []

    @event.listens_for(engine.sync_engine, "connect")
    def listen(connection: Any, _: Any) -> None:
        connection.driver_connection.add_query_logger(lambda one: asked.append(one.query))

    await who(engine)
    assert asked.count("SELECT 1") == 0, "a new one is not asked"
    asked.clear()
    await who(engine)
    assert [one for one in asked if "pg_backend_pid" not in one] == [
        "SELECT 1",
        "BEGIN;",
        "ROLLBACK;",
    ]
    await engine.dispose()
