import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import pytest
from sqlalchemy import event, text
from sqlalchemy.engine import make_url
from sqlalchemy.ext.asyncio import AsyncEngine

from infra.database import open_database
from infra.leases import HeldLease, run_under_lease
from tests.doubles.cable import Cable, cable_to
from tests.doubles.waiting import until

Start = Callable[[HeldLease, Callable[[], Awaitable[None]]], "asyncio.Task[None]"]


@pytest.fixture
async def start(engine: AsyncEngine) -> AsyncIterator[Start]:
    """Starts loops, which end with the test, before its engines do."""
    loops: list[asyncio.Task[None]] = []

    def start(lease: HeldLease, body: Callable[[], Awaitable[None]]) -> "asyncio.Task[None]":
        loops.append(asyncio.create_task(run_under_lease(lease, body, every=0.01)))
        return loops[-1]

    yield start
    await _end(*loops)


async def test_one_holder_at_a_time(engine: AsyncEngine) -> None:
    first = HeldLease(engine, "loop", holder="a", seconds=600)
    second = HeldLease(engine, "loop", holder="b", seconds=600)
    assert await first.take()
    assert first.held
    assert not await second.take()
    assert not second.held
    assert await first.take(), "its holder renews it"
    await first.release()
    assert await second.take()
    assert not await first.take()


async def test_of_many_at_once_one_takes_it(engine: AsyncEngine) -> None:
    leases = [HeldLease(engine, "loop", holder=str(n), seconds=600) for n in range(12)]
    taken = await asyncio.gather(*(lease.take() for lease in leases))
    assert sum(taken) == 1


async def test_it_is_free_again_once_it_has_expired(engine: AsyncEngine) -> None:
    first = HeldLease(engine, "loop", holder="a", seconds=0.3)
    second = HeldLease(engine, "loop", holder="b", seconds=600)
    asked = time.monotonic()
    assert await first.take()
    await until(second.take)
    assert time.monotonic() - asked >= 0.29, "not before its time"
    assert not first.held
    assert not await first.take()


async def test_releasing_leaves_the_lease_of_another_alone(engine: AsyncEngine) -> None:
    first = HeldLease(engine, "loop", holder="a", seconds=600)
    assert await first.take()
    rival = HeldLease(engine, "loop", holder="b", seconds=600)
    await rival.release()
    assert not await rival.take()


async def test_a_loop_is_handed_over_when_its_process_falls_silent(
    engine: AsyncEngine, start: Start
) -> None:
    ran: list[str] = []
    asked: list[str] = []

    async def body() -> None:
        ran.append("b")

    def note(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        asked.append(statement)

    silent = HeldLease(engine, "loop", holder="a", seconds=600)
    assert await silent.take()
    event.listen(engine.sync_engine, "after_cursor_execute", note)
    start(HeldLease(engine, "loop", holder="b", seconds=3), body)
    await until(lambda: len(asked) > 1)
    assert not ran, "the first still holds it"
    await engine_steals(engine, "loop", "a", -1)
    await until(lambda: ran)


async def test_a_loop_renews_its_lease_while_it_runs(engine: AsyncEngine, start: Start) -> None:
    running = asyncio.Event()

    async def body() -> None:
        running.set()
        await asyncio.Event().wait()

    async def expires() -> object:
        async with engine.begin() as connection:
            return await connection.scalar(text("SELECT expires_at FROM leases"))

    lease = HeldLease(engine, "loop", holder="a", seconds=6)
    start(lease, body)
    await running.wait()
    first = await expires()

    async def renewed() -> bool:
        return await expires() != first

    await until(renewed, pause=0.05)
    assert lease.held


async def test_ending_a_loop_releases_its_lease(engine: AsyncEngine, start: Start) -> None:
    started = asyncio.Event()

    async def body() -> None:
        started.set()

    task = start(HeldLease(engine, "loop", holder="a", seconds=600), body)
    await started.wait()
    await _end(task)
    assert await HeldLease(engine, "loop", holder="b", seconds=600).take()


async def test_a_holder_that_lost_it_stops_before_its_next_run(
    engine: AsyncEngine, start: Start, caplog: pytest.LogCaptureFixture
) -> None:
    runs = 0
    lease = HeldLease(engine, "loop", holder="a", seconds=6)

    async def body() -> None:
        nonlocal runs
        runs += 1
        if runs == 1:
            await engine_steals(engine, "loop", "thief", 600)
            await until(lambda: not lease.held)  # a renewal finds it stolen

    start(lease, body)
    await until(lambda: "was lost to another process" in caplog.text)
    assert runs == 1


async def test_a_body_that_fails_is_logged_and_run_again(
    engine: AsyncEngine, start: Start, caplog: pytest.LogCaptureFixture
) -> None:
    runs = 0

    async def body() -> None:
        nonlocal runs
        runs += 1
        if runs == 1:
            raise ValueError("a bug")

    start(HeldLease(engine, "loop", holder="a", seconds=600), body)
    await until(lambda: runs > 3)
    assert "loop failed" in caplog.text
    assert "a bug" in caplog.text


async def engine_steals(engine: AsyncEngine, name: str, holder: str, seconds: float) -> None:
    async with engine.begin() as connection:
        await connection.execute(
            text(
                "UPDATE leases SET holder = :holder, "
                "expires_at = clock_timestamp() + make_interval(secs => :seconds) WHERE name = :name"
            ),
            {"name": name, "holder": holder, "seconds": seconds},
        )


async def _end(*tasks: "asyncio.Task[None]") -> None:
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


@pytest.fixture
async def cable(database_url: str) -> AsyncIterator[Cable]:
    url = make_url(database_url)
    async with cable_to(url.host or "", url.port or 0) as cable:
        yield cable


@pytest.fixture
async def far(database_url: str, cable: Cable) -> AsyncIterator[AsyncEngine]:
    """An engine whose connections can be cut."""
    url = make_url(database_url).set(port=cable.port)
    engine = open_database(url.render_as_string(hide_password=False), application="tests")
    yield engine
    await engine.dispose()


async def test_while_postgres_is_away_a_loop_waits_and_then_goes_on(
    far: AsyncEngine, cable: Cable, start: Start, caplog: pytest.LogCaptureFixture
) -> None:
    runs = 0

    async def body() -> None:
        nonlocal runs
        async with far.begin() as connection:
            await connection.execute(text("SELECT 1"))
        runs += 1

    task = start(HeldLease(far, "loop", holder="a", seconds=6), body)
    await until(lambda: runs > 2)
    await cable.pull_out()
    await until(lambda: "loop waits" in caplog.text)
    await until(lambda: "cannot be asked for" in caplog.text)
    before = runs
    assert not task.done()
    await cable.plug_in()
    await until(lambda: runs > before + 2)
    assert "Traceback" not in caplog.text
