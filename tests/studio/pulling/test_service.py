"""Leases: who has a job, until when, and what a machine that lost one may still do."""

from datetime import datetime, timedelta
from uuid import UUID

import pytest
from sqlalchemy import update

from infra.providers.pull import read_standing
from studio.kernel.work import Work
from studio.pulling.service import (
    LEASE,
    MOST_TAKES,
    Standing,
    Taken,
    crew_of,
    finish_job,
    forget_ended,
    job_standing,
    jobs_to_stop,
    note_progress,
    offer_job,
    see_machine,
    take_jobs,
    withdraw_job,
)
from studio.rendering.attempts import begin_attempt, decline_attempt, fail_attempt
from studio.rendering.models import Endpoint
from studio.rendering.ports import ProviderBusy, ReportState
from tests.workers.stage import Stage

HOUR = timedelta(hours=1)


class Yard:
    """Jobs of one endpoint, and a clock that tests move."""

    def __init__(self, stage: Stage) -> None:
        self.stage = stage
        self.now: datetime = stage.context.now()

    async def offer(self, *, at_most: timedelta = HOUR) -> UUID:
        (job_id,) = await self.stage.ask()
        async with self.stage.context.work() as work:
            begun = await begin_attempt(work, job_id, secret=job_id.hex, ttl=60, now=self.now)
            assert begun is not None
            await self.lay_out(work, begun.attempt_id, at_most)
        return begun.attempt_id

    async def lay_out(self, work: Work, attempt_id: UUID, at_most: timedelta = HOUR) -> None:
        await offer_job(
            work,
            attempt_id,
            self.stage.endpoint_id,
            {"attempt": attempt_id.hex},
            execution_timeout=int(at_most.total_seconds() * 1000),
            expires_at=self.now + 2 * HOUR,
        )

    async def take(self, machine: str, count: int = 1) -> list[Taken]:
        async with self.stage.context.work() as work:
            return await take_jobs(work, self.stage.endpoint_id, machine, count, now=self.now)

    async def see(self, machine: str, *jobs: UUID) -> None:
        async with self.stage.context.work() as work:
            await see_machine(
                work, self.stage.endpoint_id, machine, jobs=jobs, version="1.12", now=self.now
            )

    async def finish(self, machine: str, job: UUID, answer: object = None) -> bool:
        async with self.stage.context.work() as work:
            return await finish_job(
                work, self.stage.endpoint_id, machine, job, {"output": answer}, now=self.now
            )

    async def tick(self, machine: str, job: UUID, tick: object) -> bool:
        async with self.stage.context.work() as work:
            return await note_progress(
                work, self.stage.endpoint_id, machine, job, tick, now=self.now
            )

    async def stops(self, machine: str) -> list[UUID]:
        async with self.stage.context.work() as work:
            return await jobs_to_stop(work, self.stage.endpoint_id, machine, now=self.now)

    async def standing(self, job: UUID) -> Standing:
        async with self.stage.context.work() as work:
            found = await job_standing(work, job, now=self.now)
        assert found is not None
        return found


@pytest.fixture
def yard(stage: Stage) -> Yard:
    return Yard(stage)


async def test_each_job_is_taken_once_and_the_first_first(yard: Yard) -> None:
    first, second = await yard.offer(), await yard.offer()
    assert [job.attempt_id for job in await yard.take("a")] == [first]
    (job,) = await yard.take("b", 5)
    assert (job.attempt_id, job.input) == (second, {"attempt": second.hex})
    assert await yard.take("a") == []


async def test_laid_out_twice_it_is_one_job(yard: Yard) -> None:
    job = await yard.offer()
    await yard.take("a")
    async with yard.stage.context.work() as work:
        await yard.lay_out(work, job)
    assert await yard.take("b") == []
    assert (await yard.standing(job)).state == "TAKEN"


async def test_pings_keep_a_lease_and_silence_ends_it(yard: Yard) -> None:
    job = await yard.offer()
    await yard.take("a")
    yard.now += LEASE * 0.9
    await yard.see("a", job)
    yard.now += LEASE * 0.9
    assert await yard.take("b") == []
    yard.now += LEASE
    assert [taken.attempt_id for taken in await yard.take("b")] == [job]


async def test_a_machine_that_lost_its_lease_can_change_nothing(yard: Yard) -> None:
    job = await yard.offer()
    await yard.take("a")
    yard.now += LEASE * 2
    await yard.take("b")
    await yard.see("a", job)
    assert not await yard.tick("a", job, {"seq": 1})
    assert not await yard.finish("a", job, "late")
    assert await yard.tick("b", job, {"seq": 1})
    assert await yard.finish("b", job, "right")
    standing = await yard.standing(job)
    assert (standing.state, standing.result) == ("DONE", {"output": "right"})
    assert ("follow_attempt", str(job)) in await yard.stage.outbox()
    assert not await yard.finish("b", job, "twice")


async def test_a_job_that_takes_machines_down_with_it_is_given_up(yard: Yard) -> None:
    job = await yard.offer()
    for machine in range(MOST_TAKES):
        assert await yard.take(f"m{machine}")
        assert not (await yard.standing(job)).exhausted
        yard.now += LEASE * 2
    assert await yard.take("another") == []
    assert (await yard.standing(job)).exhausted


async def test_what_is_withdrawn_is_not_taken_and_its_machine_is_told(yard: Yard) -> None:
    waiting, running = await yard.offer(), await yard.offer()
    assert [job.attempt_id for job in await yard.take("a")] == [waiting]
    for job in (waiting, running):
        async with yard.stage.context.work() as work:
            await withdraw_job(work, job, now=yard.now)
    assert await yard.take("b") == []
    assert (await yard.stops("a"), await yard.stops("b")) == ([waiting], [])
    assert not await yard.finish("a", waiting, "anyway")
    assert (await yard.standing(waiting)).state == "CANCELLED"


async def test_what_runs_for_too_long_is_stopped(yard: Yard) -> None:
    job = await yard.offer(at_most=timedelta(seconds=30))
    await yard.take("a")
    assert await yard.stops("a") == []
    yard.now += timedelta(seconds=31)
    assert (await yard.standing(job)).late
    assert await yard.stops("a") == [job]


async def test_what_nobody_took_in_time_is_over(yard: Yard) -> None:
    job = await yard.offer()
    yard.now += 3 * HOUR
    assert await yard.take("a") == []
    assert (await yard.standing(job)).expired


async def test_what_was_lost_and_can_be_taken_no_more_is_over_at_once(yard: Yard) -> None:
    job = await yard.offer(at_most=9 * HOUR)
    await yard.take("a")
    await yard.tick("a", job, {"seq": 1})
    yard.now += 2 * HOUR + LEASE / 2
    await yard.see("a", job)
    assert not (await yard.standing(job)).expired, "its machine is there"
    yard.now += LEASE * 1.1
    assert await yard.take("b") == []
    standing = await yard.standing(job)
    assert (standing.state, standing.expired) == ("TAKEN", True)
    assert read_standing(standing).state is ReportState.GONE


async def test_a_machine_leaves_what_was_over_before_it_came_back(yard: Yard) -> None:
    lost, other = await yard.offer(), await yard.offer()
    await yard.take("a", 2)
    async with yard.stage.context.work() as work:
        await fail_attempt(work, lost, code="EXPIRED", message="x", now=yard.now)
    yard.now += LEASE * 2
    assert await yard.stops("a") == []
    await yard.see("a", lost, other)
    assert await yard.stops("a") == [lost]
    async with yard.stage.context.work() as work:
        crew = await crew_of(work, yard.stage.endpoint_id, now=yard.now)
        await forget_ended(work, now=yard.now + timedelta(days=2))
    assert (crew.queued, crew.running) == (0, 1)
    async with yard.stage.context.work() as work:
        assert await job_standing(work, lost, now=yard.now) is None
        assert await job_standing(work, other, now=yard.now) is not None


async def test_a_disabled_endpoint_gives_no_work(yard: Yard) -> None:
    await yard.offer()
    async with yard.stage.context.work() as work:
        await work.session.execute(update(Endpoint).values(enabled=False))
    assert await yard.take("a") == []


async def test_the_crew_is_who_was_heard_of_lately(yard: Yard) -> None:
    await yard.offer()
    await yard.offer()
    await yard.see("a")
    await yard.take("a")
    await yard.see("b")
    async with yard.stage.context.work() as work:
        crew = await crew_of(work, yard.stage.endpoint_id, now=yard.now)
        later = await crew_of(work, yard.stage.endpoint_id, now=yard.now + HOUR)
    assert (crew.machines, crew.queued, crew.running) == (2, 1, 1)
    assert later.machines == 0


async def test_what_has_been_over_for_long_is_forgotten(yard: Yard) -> None:
    over, open_still = await yard.offer(), await yard.offer()
    await yard.take("a")
    await yard.finish("a", over)
    async with yard.stage.context.work() as work:
        await forget_ended(work, now=yard.now + timedelta(days=2))
    async with yard.stage.context.work() as work:
        assert await job_standing(work, over, now=yard.now) is None
        assert await job_standing(work, open_still, now=yard.now) is not None


async def test_what_was_laid_out_for_an_attempt_that_is_over_is_not_taken(yard: Yard) -> None:
    """As where the answer to laying it out was lost, and it was sent anew."""
    job = await yard.offer()
    async with yard.stage.context.work() as work:
        error = ProviderBusy("never accepted")
        await decline_attempt(work, job, error, now=yard.now)
    assert await yard.take("a") == []
