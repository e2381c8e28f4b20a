import asyncio
import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from infra.embedded.endpoint.fleet import Worker
from infra.embedded.endpoint.jobs import Job, JobState
from infra.embedded.endpoint.journal import Journal
from infra.embedded.endpoint.service import Endpoint, NotRetriableError, QueueFullError, Request
from infra.embedded.endpoint.settings import Settings

REQUEST = Request(input={}, execution_timeout=5_000, ttl=60_000, webhook="http://h")


class Desk(Endpoint):
    """An endpoint whose clock stands still until it is moved."""

    def __init__(self, settings: Settings, journal: Journal) -> None:
        self.time = 1_000
        self.heard: list[Job] = []
        super().__init__(settings, journal, clock=lambda: self.time)
        self.ended = self.heard.append

    def state(self, job: Job) -> JobState:
        return self.queue.jobs[job.id].state

    async def given(self) -> Worker:
        """A new worker that has taken what waits."""
        worker = Worker(f"w{len(self.workers)}", 1, self.time, self.time, self.time)
        self.workers[worker.id] = worker
        await self.take(worker, 99)
        return worker


def accepted(folder: Path) -> list[str]:
    """The ids of all jobs ever accepted, as the journals tell."""
    lines = [line for file in folder.glob("journal*") for line in file.read_text().splitlines()]
    return [event["id"] for event in map(json.loads, lines) if event["event"] == "accepted"]


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(data=tmp_path, key="k", long_poll=0.1, retention=2_000, sync_retention=500)


@pytest.fixture
def journal(tmp_path: Path) -> Iterator[Journal]:
    opened = Journal(tmp_path)
    yield opened
    opened.close()


@pytest.fixture
def desk(settings: Settings, journal: Journal) -> Desk:
    return Desk(settings, journal)


async def test_a_job_that_kills_its_workers_fails_in_the_end(desk: Desk) -> None:
    job = desk.accept(REQUEST)
    for death in range(4):
        assert desk.state(job) is JobState.IN_QUEUE, death
        worker = await desk.given()
        desk.give_back(worker.id, died=True)
    failed = desk.queue.jobs[job.id]
    assert (failed.state, failed.error, failed.retries) == (JobState.FAILED, "worker died", 3)
    assert desk.heard == [failed]


async def test_only_its_worker_ends_a_job_and_only_once(desk: Desk) -> None:
    job = desk.accept(REQUEST)
    worker = await desk.given()
    desk.finish(job.id, "another", output=1)
    desk.progress(job.id, "another", 1)
    assert desk.queue.jobs[job.id].output is None
    desk.finish(job.id, worker.id, output=2)
    desk.finish(job.id, worker.id, error="late")
    desk.progress(job.id, worker.id, "late")
    done = desk.queue.jobs[job.id]
    assert (done.state, done.output, done.error) == (JobState.COMPLETED, 2, None)
    assert len(desk.heard) == 1


async def test_what_cannot_happen_is_not_written(desk: Desk, journal: Journal) -> None:
    job = desk.accept(REQUEST)
    for _ in range(2):
        assert desk.cancel(job.id) == desk.queue.jobs[job.id]
    assert desk.cancel("nobody") is None
    with pytest.raises(NotRetriableError):
        desk.retry(job.id)
    assert [event["event"] for event in journal.events()] == ["accepted", "cancelled"]


async def test_jobs_of_a_dead_worker_are_the_first_again_in_their_order(desk: Desk) -> None:
    jobs = [desk.accept(REQUEST) for _ in range(3)]
    worker = await desk.given()
    jobs.append(desk.accept(REQUEST))
    desk.give_back(worker.id, died=True)
    assert [job.id for job in desk.queue.next_waiting(9)] == [job.id for job in jobs]


async def test_time_ends_jobs_and_forgets_them(desk: Desk) -> None:
    slow, short = desk.accept(REQUEST), desk.accept(replace(REQUEST, ttl=3_000))
    worker = await desk.given()
    desk.time += 3_000
    desk.tick()
    assert short.id not in desk.queue.jobs
    desk.time += 2_000
    desk.tick()
    assert desk.state(slow) is JobState.TIMED_OUT
    assert worker.stops_due(desk.time) == [short.id, slow.id]
    assert [job.id for job in desk.heard] == [slow.id]
    desk.time += 2_000
    desk.tick()
    assert desk.queue.jobs == {}


async def test_a_sync_jobs_answer_is_kept_for_less(desk: Desk) -> None:
    job = desk.accept(replace(REQUEST, sync=True))
    desk.cancel(job.id)
    desk.time += 500
    desk.tick()
    assert desk.queue.jobs == {}


async def test_a_worker_that_left_is_given_nothing(desk: Desk) -> None:
    worker = await desk.given()
    for change in ({"done": True}, {"leaving": True}):
        gone = replace(worker, **change)
        desk.accept(REQUEST)
        assert await desk.take(gone, 1) == []
    del desk.workers[worker.id]
    assert await desk.take(worker, 1) == []
    assert desk.queue.waiting == 2


async def test_who_waits_hears_of_a_job_at_once_and_of_the_end(
    settings: Settings, journal: Journal
) -> None:
    desk = Desk(replace(settings, long_poll=60), journal)
    desk.accept(REQUEST)
    worker = await desk.given()
    waiting = asyncio.create_task(desk.take(worker, 1))
    await asyncio.sleep(0)
    job = desk.accept(REQUEST)
    async with asyncio.timeout(50):
        assert [taken.id for taken in await waiting] == [job.id]
    outcome = asyncio.create_task(desk.outcome(job.id, 60))
    await asyncio.sleep(0)
    desk.cancel(job.id)
    async with asyncio.timeout(50):
        ended = await outcome
    assert ended is not None
    assert ended.state is JobState.CANCELLED


async def test_no_more_wait_than_runpod_lets_wait(desk: Desk) -> None:
    for _ in range(500):
        desk.accept(REQUEST)
    with pytest.raises(QueueFullError):
        desk.accept(REQUEST)


async def test_a_restart_takes_up_what_was_left(
    desk: Desk, settings: Settings, journal: Journal, tmp_path: Path
) -> None:
    running = desk.accept(REQUEST)
    await desk.given()
    waiting, told, untold = (desk.accept(REQUEST) for _ in range(3))
    desk.cancel(told.id)
    desk.notified(told.id)
    desk.cancel(untold.id)
    again = Desk(replace(settings, rotate_at=10), journal)
    again.resume()
    assert [job.id for job in again.queue.next_waiting(9)] == [running.id, waiting.id]
    assert again.queue.jobs[running.id].deaths == 0
    assert [job.id for job in again.heard] == [untold.id]
    third = Desk(settings, journal)
    assert third.queue.jobs == again.queue.jobs
    assert len(accepted(tmp_path)) == 4
