import asyncio
import time

import pytest
from sqlalchemy import text
from sqlalchemy.engine import make_url
from sqlalchemy.ext.asyncio import AsyncEngine

from infra.database import open_database
from infra.leases import HeldLease, run_under_lease
from tests.doubles.cable import cable_to
from tests.doubles.waiting import until


async def test_one_holder_at_a_time(engine: AsyncEngine) -> None:
    first = HeldLease(engine, "loop", holder="a", seconds=30)
    second = HeldLease(engine, "loop", holder="b", seconds=30)
    assert await first.take()
    assert first.held
    assert not await second.take()
    assert not second.held
    assert await first.take(), "its holder renews it"
    await first.release()
    assert await second.take()
    assert not await first.take()


async def test_of_many_at_once_one_takes_it(engine: AsyncEngine) -> None:
    leases = [HeldLease(engine, "loop", holder=str(n), seconds=30) for n in range(12)]
    taken = await asyncio.gather(*(lease.take() for lease in leases))
    assert sum(taken) == 1


async def test_it_is_free_again_once_it_has_expired(engine: AsyncEngine) -> None:
    first = HeldLease(engine, "loop", holder="a", seconds=0.3)
    second = HeldLease(engine, "loop", holder="b", seconds=30)
    assert await first.take()
    assert not await second.take()
    await asyncio.sleep(0.4)
    assert not first.held
    assert await second.take()
    assert not await first.take()


async def test_releasing_leaves_the_lease_of_another_alone(engine: AsyncEngine) -> None:
    first = HeldLease(engine, "loop", holder="a", seconds=30)
    assert await first.take()
    rival = HeldLease(engine, "loop", holder="b", seconds=30)
    await rival.release()
    assert not await rival.take()


async def test_a_loop_is_handed_over_when_its_process_falls_silent(engine: AsyncEngine) -> None:
    ran: list[str] = []

    def loop(name: str) -> "asyncio.Task[None]":
        async def body() -> None:
            ran.append(name)

        lease = HeldLease(engine, "loop", holder=name, seconds=1)
        return asyncio.create_task(run_under_lease(lease, body, every=0.02))

    first = loop("a")
    await until(lambda: "a" in ran)
    second = loop("b")
    await asyncio.sleep(0.5)
    assert "b" not in ran, "the first still holds it"
    await engine_steals(engine, "loop", "c", 0.5)
    silenced = time.monotonic()
    await until(lambda: "b" in ran)
    assert time.monotonic() - silenced < 3
    await _end(first, second)


async def test_ending_a_loop_releases_its_lease(engine: AsyncEngine) -> None:
    started = asyncio.Event()

    async def body() -> None:
        started.set()

    task = asyncio.create_task(
        run_under_lease(HeldLease(engine, "loop", holder="a", seconds=30), body, every=0.01)
    )
    await started.wait()
    await _end(task)
    assert await HeldLease(engine, "loop", holder="b", seconds=30).take()


async def test_a_holder_that_lost_it_stops_before_its_next_run(engine: AsyncEngine) -> None:
    runs = 0

    async def body() -> None:
        nonlocal runs
        runs += 1
        if runs == 1:
            await engine_steals(engine, "loop", "thief", 60)
            await asyncio.sleep(0.5)  # over a renewal, which finds it stolen

    task = asyncio.create_task(
        run_under_lease(HeldLease(engine, "loop", holder="a", seconds=1), body, every=0.01)
    )
    await asyncio.sleep(1.2)
    await _end(task)
    assert runs == 1


async def test_a_body_that_fails_is_logged_and_run_again(
    engine: AsyncEngine, caplog: pytest.LogCaptureFixture
) -> None:
    runs = 0

    async def body() -> None:
        nonlocal runs
        runs += 1
        if runs == 1:
            raise ValueError("a bug")

    lease = HeldLease(engine, "loop", holder="a", seconds=30)
    task = asyncio.create_task(run_under_lease(lease, body, every=0.01))
    await until(lambda: runs > 3)
    await _end(task)
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
    await asyncio.wait(tasks)


async def test_while_postgres_is_away_a_loop_waits_and_then_goes_on(
    database_url: str, caplog: pytest.LogCaptureFixture
) -> None:
    url = make_url(database_url)
    async with cable_to(url.host or "", url.port or 0) as cable:
        near = url.set(port=cable.port).render_as_string(hide_password=False)
        engine = open_database(near, application="tests")
        runs = 0

        async def body() -> None:
            nonlocal runs
            async with engine.begin() as connection:
                await connection.execute(text("SELECT 1"))
            runs += 1

        lease = HeldLease(engine, "loop", holder="a", seconds=1)
        task = asyncio.create_task(run_under_lease(lease, body, every=0.05))
        await until(lambda: runs > 2)
        await cable.pull_out()
        await asyncio.sleep(2)
        before = runs
        assert not task.done()
        await cable.plug_in()
        await until(lambda: runs > before + 2, 10)
        await _end(task)
        await engine.dispose()
    assert "waits" in caplog.text
    assert "Traceback" not in caplog.text
