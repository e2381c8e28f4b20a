import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from uuid import UUID

import pytest

from studio.kernel.ids import uuid7
from studio.rendering.attempts import fail_attempt
from studio.rendering.models import RenderJob
from studio.rendering.service.cancelling import cancel_job
from tests.doubles.waiting import PATIENCE, until
from tests.workers.comfy import ComfyStage, comfy_stage
from workers import listening
from workers.context import Context
from workers.listening import listeners


@pytest.fixture
async def comfy(context: Context) -> AsyncIterator[ComfyStage]:
    async with comfy_stage(context) as stage:
        yield stage


async def reaches(comfy: ComfyStage, job_id: UUID, state: str) -> RenderJob:
    async with asyncio.timeout(PATIENCE):
        job = await comfy.stage.job(job_id)
        while job.state != state:
            await asyncio.sleep(0.02)
            job = await comfy.stage.job(job_id)
    return job


async def test_what_is_told_arrives_without_asking(comfy: ComfyStage) -> None:
    begun = await comfy.send(count=2)
    comfy.side.comfy.step_seconds = 0.1
    async with listeners(comfy.context) as look:
        await look()
        await until(lambda: comfy.side.comfy.listeners)
        comfy.side.comfy.script.hold = False
        job = await reaches(comfy, begun.job_id, "RUNNING")
        assert job.started_at is not None
        comfy.side.comfy.script.stall_at_step = None
        await reaches(comfy, begun.job_id, "SAVING")
    tick = (await comfy.context.bus.latest([begun.job_id]))[begun.job_id]
    assert (tick.attempt_id, tick.attempt_number) == (begun.attempt_id, 1)
    assert 0 < (tick.progress or 0) <= 1
    assert tick.preview_seq is not None
    preview = await comfy.context.bus.preview(begun.job_id, tick.preview_seq)
    assert (preview or b"").startswith(b"\xff\xd8")
    (attempt,) = await comfy.stage.attempts(begun.job_id)
    assert [output["index"] for output in attempt.outputs or ()] == [0, 1]
    assert ("collect_render", str(begun.attempt_id)) in await comfy.stage.outbox()
    assert not any("GET /queue" in path for path in comfy.side.meddler.seen[3:])


async def test_one_connection_hears_of_all_jobs_of_an_endpoint(comfy: ComfyStage) -> None:
    jobs = [await comfy.send() for _ in range(5)]
    before = len(asyncio.all_tasks())
    async with listeners(comfy.context) as look:
        await look()
        await until(lambda: comfy.side.comfy.listeners)
        await look()
        await asyncio.sleep(0.2)
        assert len(comfy.side.comfy.listeners) == 1
        assert sum("/ws" in path for path in comfy.side.meddler.seen) == 1
        assert len(asyncio.all_tasks()) - before < 10
        comfy.side.comfy.script.hold, comfy.side.comfy.script.stall_at_step = False, None
        for begun in jobs:
            await reaches(comfy, begun.job_id, "SAVING")


async def test_a_connection_that_breaks_is_opened_again_and_the_sweep_asks_meanwhile(
    comfy: ComfyStage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(listening, "FIRST_PAUSE", 0.05)
    begun = await comfy.send()
    async with listeners(comfy.context) as look:
        await look()
        await until(lambda: comfy.side.comfy.listeners)
        comfy.side.comfy.script.hold = False
        await reaches(comfy, begun.job_id, "RUNNING")
        (attempt,) = await comfy.stage.attempts(begun.job_id)
        assert attempt.check_at > comfy.context.now() + timedelta(seconds=10)
        await comfy.side.meddler.pull_out()
        async with asyncio.timeout(PATIENCE):
            while attempt.check_at > comfy.context.now():
                await asyncio.sleep(0.02)
                (attempt,) = await comfy.stage.attempts(begun.job_id)
        await until(lambda: not comfy.side.comfy.listeners)
        await comfy.side.meddler.plug_in()
        await until(lambda: comfy.side.comfy.listeners)
        comfy.side.comfy.script.stall_at_step = None
        await reaches(comfy, begun.job_id, "SAVING")


async def test_with_nothing_left_to_hear_nobody_listens(comfy: ComfyStage) -> None:
    begun = await comfy.send()
    async with listeners(comfy.context) as look:
        await look()
        await until(lambda: comfy.side.comfy.listeners)
        async with comfy.context.work() as work:
            now = comfy.context.now()
            await fail_attempt(work, begun.attempt_id, code="X", message="x", now=now)
        await look()
        await until(lambda: not comfy.side.comfy.listeners)


async def test_an_endpoint_is_heard_between_a_render_and_the_next(comfy: ComfyStage) -> None:
    waiting = uuid7()
    async with comfy.context.work() as work:
        work.session.add(comfy._job(waiting, 1))
    async with listeners(comfy.context) as look:
        await look()
        await until(lambda: comfy.side.comfy.listeners)
        async with comfy.context.work() as work:
            await cancel_job(work, comfy.stage.viewer, waiting)
        await look()
        await until(lambda: not comfy.side.comfy.listeners)


async def test_who_lost_the_lease_does_not_listen_on(
    comfy: ComfyStage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(listening, "SECONDS", 0.3)
    await comfy.send()
    async with listeners(comfy.context) as look:

        async def listens() -> bool:
            await look()
            return bool(comfy.side.comfy.listeners)

        await until(listens)
        await until(lambda: not comfy.side.comfy.listeners)
        await until(listens)


async def test_a_job_that_is_being_cancelled_shows_no_progress_but_ends(comfy: ComfyStage) -> None:
    begun = await comfy.send()
    async with comfy.context.work() as work:
        await cancel_job(work, comfy.stage.viewer, begun.job_id)
    async with listeners(comfy.context) as look:
        await look()
        await until(lambda: comfy.side.comfy.listeners)
        comfy.side.comfy.script.hold = False
        await until(lambda: comfy.side.comfy.running)
        comfy.side.comfy.interrupt(None)
        await reaches(comfy, begun.job_id, "CANCELLED")
    assert await comfy.context.bus.latest([begun.job_id]) == {}


async def test_news_of_what_is_not_ours_is_passed_over(comfy: ComfyStage) -> None:
    begun = await comfy.send()
    _, foreign = await comfy.begin()
    async with listeners(comfy.context) as look:
        await look()
        await until(lambda: comfy.side.comfy.listeners)
        await comfy.provider.submit(foreign)
        comfy.side.comfy.script.hold, comfy.side.comfy.script.stall_at_step = False, None
        await until(lambda: len(comfy.side.comfy.history) == 2)
        await reaches(comfy, begun.job_id, "SAVING")


async def test_endpoints_that_do_not_speak_are_not_listened_to(comfy: ComfyStage) -> None:
    async with listeners(comfy.context) as look:
        await look()
        await asyncio.sleep(0.1)
    assert comfy.side.meddler.seen == []
