import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from redis.asyncio import Redis

from infra import bus as module
from infra import subscription
from infra.bus import PREVIEW_BYTES, Bus, Tick
from tests.doubles.cable import Cable, cable_to
from tests.doubles.waiting import PATIENCE, until

PROJECT, JOB = uuid4(), uuid4()
AT = datetime(2026, 1, 2, 3, 4, 5, 678901, tzinfo=UTC)


def tick(attempt: int = 1, seq: int = 1, *, job: UUID = JOB, project: UUID = PROJECT) -> Tick:
    return Tick(
        job_id=job,
        project_id=project,
        attempt_id=uuid4(),
        attempt_number=attempt,
        seq=seq,
        stage="RUNNING",
        progress=0.25,
        message="Schritt 1 — ½",
        preview_seq=None,
        at=AT + timedelta(seconds=seq),
    )


@pytest.fixture
async def bus(redis_url: str) -> AsyncIterator[Bus]:
    bus = Bus(redis_url)
    yield bus
    await bus.close()


@pytest.fixture
async def other(redis_url: str) -> AsyncIterator[Bus]:
    """The bus of another process."""
    bus = Bus(redis_url)
    yield bus
    await bus.close()


@pytest.fixture
async def cable(redis_url: str) -> AsyncIterator[Cable]:
    client: Redis = Redis.from_url(redis_url)
    given = client.connection_pool.connection_kwargs
    await client.aclose()
    async with cable_to(given["host"], given["port"]) as cable:
        yield cable


@pytest.fixture
async def cabled(redis_url: str, cable: Cable) -> AsyncIterator[Bus]:
    """A bus whose connections can be cut."""
    address, _, _ = redis_url.rpartition(":")
    bus = Bus(f"{address}:{cable.port}/0")
    yield bus
    await bus.close()


async def subscribed(redis_url: str, stream: UUID) -> None:
    """Returns once Redis has a listener of the stream: it is woken when it has asked for that."""
    async with Redis.from_url(redis_url) as client:

        async def listened_to() -> bool:
            [(_, listeners)] = await client.pubsub_numsub(f"sc:stream:{stream.hex}")
            return bool(listeners)

        await until(listened_to)


async def test_a_commit_wakes_those_who_watch_its_streams(bus: Bus, other: Bus) -> None:
    stream, another = uuid4(), uuid4()
    async with bus.wakes(stream) as signal, bus.wakes(another) as quiet, bus.outbox_wakes() as left:
        await signal.wait(0.1), await quiet.wait(0.1), await left.wait(0.1)  # the connection itself
        await other.wake([stream, uuid4()], outbox=False)
        assert await signal.wait(PATIENCE)
        assert not await left.wait(0.1)
        await other.wake([], outbox=True)
        assert await left.wait(PATIENCE)
        assert not await quiet.wait(0.1)


async def test_many_wakes_come_out_as_one(bus: Bus, other: Bus) -> None:
    stream = uuid4()
    async with bus.wakes(stream) as signal:
        await signal.wait(0.1)
        async with bus.wakes(last := uuid4()) as told:
            await told.wait(0.1)
            for _ in range(50):
                await other.wake([stream], outbox=False)
            await other.wake([last], outbox=False)
            assert await told.wait(PATIENCE), "which comes after all of them"
        assert await signal.wait(0)
        assert not await signal.wait(0.1)


async def test_all_listeners_share_one_connection_and_leave_nothing_behind(
    bus: Bus, redis_url: str
) -> None:
    client: Redis = Redis.from_url(redis_url)
    streams = [uuid4() for _ in range(20)]
    async with bus.outbox_wakes():
        before = len(await client.client_list(_type="pubsub"))
        for stream in streams:
            async with bus.wakes(stream), bus.wakes(stream):
                assert len(await client.client_list(_type="pubsub")) == before
    assert await client.pubsub_channels("sc:stream:*") == []
    await client.aclose()


async def test_two_listeners_of_one_channel_are_independent(bus: Bus, other: Bus) -> None:
    stream = uuid4()
    async with bus.wakes(stream) as first:
        async with bus.wakes(stream):
            pass
        await first.wait(0.1)
        await other.wake([stream], outbox=False)
        assert await first.wait(PATIENCE)


async def test_a_tick_is_kept_published_and_read_back_whole(bus: Bus, other: Bus) -> None:
    async with bus.progress(PROJECT) as progress:
        await progress.next(0.1)
        sent = tick()
        assert await other.post_tick(sent, None)
        assert await progress.next(PATIENCE) == [sent]
    assert await bus.latest([JOB, uuid4()]) == {JOB: sent}


async def test_older_ticks_are_dropped(bus: Bus) -> None:
    assert await bus.post_tick(tick(1, 5))
    for attempt, seq in ((1, 5), (1, 4), (1, 1)):
        assert not await bus.post_tick(tick(attempt, seq))
    assert await bus.post_tick(tick(2, 1))
    assert not await bus.post_tick(tick(1, 99))
    assert (await bus.latest([JOB]))[JOB].age == (2, 1)


@given(st.lists(st.tuples(st.integers(1, 3), st.integers(1, 20)), min_size=1, max_size=12))
@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
async def test_whatever_the_order_the_newest_stays(bus: Bus, ages: list[tuple[int, int]]) -> None:
    job = uuid4()
    best = (0, 0)
    for attempt, seq in ages:
        assert await bus.post_tick(tick(attempt, seq, job=job)) == ((attempt, seq) > best)
        best = max(best, (attempt, seq))
    assert (await bus.latest([job]))[job].age == best


async def test_a_preview_outlives_ticks_without_one(bus: Bus) -> None:
    await bus.post_tick(tick(1, 1), b"first")
    await bus.post_tick(tick(1, 2), None)
    assert (await bus.latest([JOB]))[JOB].preview_seq == 1
    assert await bus.preview(JOB, 1) == b"first"
    assert await bus.preview(JOB, 2) is None
    await bus.post_tick(tick(1, 3), b"\x00\xff second")
    assert (await bus.latest([JOB]))[JOB].preview_seq == 3
    assert await bus.preview(JOB, 1) == b"\x00\xff second"
    await bus.post_tick(tick(2, 1), None)
    assert (await bus.latest([JOB]))[JOB].preview_seq is None
    await bus.post_tick(tick(2, 2), b"x" * (PREVIEW_BYTES + 1))
    assert (await bus.latest([JOB]))[JOB].preview_seq is None


async def test_what_is_forgotten_starts_over(bus: Bus) -> None:
    await bus.post_tick(tick(1, 9), b"picture")
    await bus.forget(JOB)
    assert await bus.latest([JOB]) == {}
    assert await bus.preview(JOB, 1) is None
    assert await bus.post_tick(tick(1, 1))


async def test_everything_about_a_job_expires(bus: Bus, redis_url: str) -> None:
    await bus.post_tick(tick(), b"picture")
    client: Redis = Redis.from_url(redis_url)
    assert 3500 < await client.ttl(f"sc:tick:{JOB.hex}") <= 3600
    assert 500 < await client.ttl(f"sc:preview:{JOB.hex}") <= 600
    await client.aclose()


async def test_a_slow_reader_gets_the_newest_of_each_job(bus: Bus, other: Bus) -> None:
    jobs = [uuid4() for _ in range(3)]
    async with bus.progress(PROJECT) as progress:
        await progress.next(0.1)
        for seq in range(1, 30):
            for job in jobs:
                await other.post_tick(tick(1, seq, job=job))
        await other.post_tick(tick(1, 1, project=uuid4(), job=uuid4()))
        await until(lambda: {one.seq for one in progress._newest.values()} == {29})
        ticks = await progress.next(PATIENCE)
        assert {one.job_id: one.seq for one in ticks} == dict.fromkeys(jobs, 29)
        assert await progress.next(0.1) == []


async def test_recent_ticks_are_those_since(bus: Bus) -> None:
    jobs = [uuid4() for _ in range(3)]
    for seq, job in enumerate(jobs, start=1):
        await bus.post_tick(tick(1, seq, job=job))
    found = await bus.recent_ticks((AT + timedelta(seconds=1)).timestamp())
    assert set(found) == set(jobs[1:])


async def test_a_cut_connection_comes_back_and_wakes_everybody_once(
    cabled: Bus, other: Bus, cable: Cable, redis_url: str, caplog: pytest.LogCaptureFixture
) -> None:
    stream = uuid4()
    async with cabled.wakes(stream) as signal, cabled.progress(PROJECT) as progress:
        await signal.wait(0.1)
        await progress.next(0.1)
        await cable.pull_out()
        await until(lambda: "the bus is away" in caplog.text)
        await other.wake([stream], outbox=False)  # lost
        await cable.plug_in()
        assert await signal.wait(PATIENCE), "woken, for it may have missed something"
        assert not await signal.wait(0.2), "once"
        assert await progress.next(0) == []
        await subscribed(redis_url, stream)
        await other.wake([stream], outbox=False)
        assert await signal.wait(PATIENCE)
        await other.post_tick(tick())
        assert [one.job_id for one in await progress.next(PATIENCE)] == [JOB]


async def test_listening_begins_even_while_redis_is_away(
    cabled: Bus, other: Bus, cable: Cable, redis_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(subscription, "_CONFIRMED_WITHIN", 0.1)
    await cable.pull_out()
    stream = uuid4()
    async with cabled.wakes(stream) as signal:
        assert not await signal.wait(0.1)
        await cable.plug_in()
        assert await signal.wait(PATIENCE)
        await subscribed(redis_url, stream)
        await other.wake([stream], outbox=False)
        assert await signal.wait(PATIENCE)


@pytest.mark.parametrize("silent", [False, True])
async def test_while_redis_is_away_nothing_is_raised_or_waited_for(
    cabled: Bus,
    cable: Cable,
    silent: bool,
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(module, "_PATIENCE", 0.1)
    if silent:
        cable.fall_silent()
    else:
        await cable.pull_out()
    # Without a patience of its own each of the seven would wait for a timeout of 5 s.
    async with asyncio.timeout(30):
        await cabled.wake([uuid4()], outbox=True)
        assert not await cabled.post_tick(tick(), b"x")
        assert await cabled.latest([JOB]) == {}
        assert await cabled.recent_ticks(0) == {}
        assert await cabled.preview(JOB, 1) is None
        assert not await cabled.answers()
        await cabled.forget(JOB)
    assert "Redis does not answer" in caplog.text


async def test_it_closes_in_the_middle_of_listening(redis_url: str) -> None:
    bus = Bus(redis_url)
    async with bus.wakes(uuid4()) as signal:
        await signal.wait(0.1)
        before = len(asyncio.all_tasks())
        await bus.close()
        await until(lambda: len(asyncio.all_tasks()) < before)


async def test_a_watch_hears_the_projects_it_is_told_to_and_leaves_them(bus: Bus) -> None:
    workspace, project, another = uuid4(), uuid4(), uuid4()
    async with bus.watch_projects(workspace) as watch:
        await bus.wake([workspace], outbox=False)
        assert await watch.wait(PATIENCE)
        await watch.follow({project})
        assert await watch.wait(0), "something may have been missed of what is new"
        await watch.follow({project})
        assert not await watch.wait(0)
        await bus.wake([another], outbox=False)
        assert not await watch.wait(0.2)
        for stream in (project, workspace):
            await bus.wake([stream], outbox=False)
            assert await watch.wait(PATIENCE)
        assert await bus.post_tick(tick(project=project))
        assert await watch.wait(PATIENCE)
        await watch.follow({another})
        assert await watch.wait(0)
        await bus.wake([project], outbox=False)
        assert not await watch.wait(0.2)
