"""Which errors of real servers, and of our own, mean that a server is away."""

import asyncio
import errno
from collections.abc import AsyncIterator

import pytest
from redis.asyncio import Redis
from redis.exceptions import ConnectionError as RedisGone
from redis.exceptions import ResponseError
from sqlalchemy import text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine

from infra.database import open_database
from infra.outages import in_one_line, is_away, outage_words
from tests.doubles.cable import Cable, cable_to
from tests.servers import Servers


@pytest.fixture
async def cable(real_servers: Servers) -> AsyncIterator[Cable]:
    url = make_url(real_servers.database_url)
    async with cable_to(url.host or "", url.port or 0) as cable:
        yield cable


@pytest.fixture
async def far(cable: Cable, database_url: str) -> AsyncIterator[AsyncEngine]:
    """By way of the cable; one connection, and half a second for a statement."""
    url = make_url(database_url).set(port=cable.port).render_as_string(hide_password=False)
    engine = open_database(url, application="tests", pool_size=1, statement_seconds=0.5)
    yield engine
    await engine.dispose()


async def failing(engine: AsyncEngine, sql: str = "SELECT 1", **given: object) -> Exception:
    try:
        async with engine.begin() as connection:
            await connection.execute(text(sql), given)
    except Exception as error:  # noqa: BLE001 (it is what is looked at)
        return error
    raise AssertionError("it was done")


def told(error: Exception) -> tuple[bool, bool]:
    words = outage_words(error)
    assert words is None or "database" in words
    return is_away(error), words is not None


async def test_a_broken_or_refused_connection_is_an_outage(far: AsyncEngine, cable: Cable) -> None:
    asked = asyncio.create_task(failing(far, "SELECT pg_sleep(60)"))
    await asyncio.sleep(0.2)
    await cable.pull_out()
    assert told(await asked) == (True, True)
    refused = await failing(far)
    assert isinstance(refused, DBAPIError)
    assert told(refused) == (True, True)
    assert "\n" not in in_one_line(refused)


async def test_a_terminated_backend_is_an_outage(far: AsyncEngine) -> None:
    assert told(await failing(far, "SELECT pg_terminate_backend(pg_backend_pid())")) == (True, True)


async def test_a_password_that_is_refused_is_an_outage(database_url: str) -> None:
    url = make_url(database_url).set(password="wrong").render_as_string(hide_password=False)
    engine = open_database(url, application="tests")
    assert told(await failing(engine)) == (True, True)
    await engine.dispose()


async def test_a_pool_without_a_free_connection_is_an_outage(
    far: AsyncEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(far.sync_engine.pool, "_timeout", 0.1)
    async with far.connect(), far.connect():
        assert told(await failing(far)) == (True, True)


@pytest.mark.parametrize(
    ("state", "away"),
    [
        ("40P01", True),
        ("53300", True),
        ("57P03", True),
        ("P0001", False),
        ("XX000", False),
        ("23505", False),
    ],
)
async def test_what_postgres_says_is_told_by_its_code(
    far: AsyncEngine, state: str, away: bool
) -> None:
    raised = await failing(far, f"DO $$ BEGIN RAISE 'x' USING ERRCODE = '{state}'; END $$")
    assert told(raised) == (away, away)


async def test_a_statement_that_takes_too_long_is_an_outage(far: AsyncEngine) -> None:
    assert told(await failing(far, "SELECT pg_sleep(60)")) == (True, True)


@pytest.mark.parametrize(
    ("sql", "given"),
    [
        ("SELEC 1", {}),
        ("SELECT nothing FROM nowhere", {}),
        ("SELECT 1 / 0", {}),
        ("SELECT CAST(:given AS int)", {"given": "x"}),
        ("SELECT CAST(:given AS int)", {"given": 2**40}),
        ("SELECT CAST(:given AS text)", {"given": "\0"}),
    ],
)
async def test_a_mistake_of_ours_is_none(
    far: AsyncEngine, sql: str, given: dict[str, object]
) -> None:
    assert told(await failing(far, sql, **given)) == (False, False)


async def test_redis_that_is_refused_is_an_outage_and_its_refusal_none(redis_url: str) -> None:
    async with Redis.from_url(redis_url) as redis:
        await redis.set("key", "text")
        with pytest.raises(ResponseError) as refused:
            await redis.lpush("key", "x")
    assert (is_away(refused.value), outage_words(refused.value)) == (False, None)
    async with Redis.from_url("redis://127.0.0.1:9") as nowhere:
        with pytest.raises(RedisGone) as gone:
            await nowhere.ping()
    assert is_away(gone.value)
    assert "queue" in (outage_words(gone.value) or "")


def test_of_several_all_must_be() -> None:
    away, mistake = RedisGone("x"), KeyError("x")
    both = ExceptionGroup("", [away, away])
    assert (is_away(both), bool(outage_words(both))) == (True, True)
    mixed = ExceptionGroup("", [away, mistake])
    assert (is_away(mixed), outage_words(mixed)) == (False, None)


def test_of_a_file_a_person_is_not_told_that_a_server_is_away() -> None:
    full = OSError(errno.ENOSPC, "No space left on device")
    assert (is_away(full), outage_words(full)) == (True, None)
