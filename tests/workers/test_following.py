import asyncio
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import event, update
from starlette.responses import JSONResponse

from studio.rendering.models import Attempt
from studio.rendering.ports import ProviderBusy
from studio.rendering.service.cancelling import cancel_job
from tests.doubles.waiting import PATIENCE
from tests.workers.fake_runpod import FakeRunPod
from tests.workers.stage import Stage, set_stage
from workers.following import cancel, follow, sweep, sweeps
from workers.submitting import submit


async def sent(stage: Stage, count: int = 1) -> list[UUID]:
    jobs = [(await stage.ask())[0] for _ in range(count)]
    for job_id in jobs:
        await submit(stage.context, job_id)
    return jobs


async def due_now(stage: Stage, **values: object) -> None:
    async with stage.context.work() as work:
        past = stage.context.now() - timedelta(seconds=1)
        await work.session.execute(update(Attempt).values(check_at=past, **values))


async def test_a_sweep_takes_progress_from_the_provider(stage: Stage, runpod: FakeRunPod) -> None:
    (job_id,) = await sent(stage)
    runpod.runs("job-1", seq=3, progress=0.4)
    await due_now(stage)
    await sweep(stage.context)
    job = await stage.job(job_id)
    assert (job.state, job.progress, job.message) == ("RUNNING", 0.4, "step 3")
    tick = (await stage.context.bus.latest([job_id]))[job_id]
    assert (tick.seq, tick.attempt_number, tick.progress) == (3, 1, 0.4)


async def test_a_sweep_leaves_alone_what_is_not_due(stage: Stage, runpod: FakeRunPod) -> None:
    await sent(stage)
    await sweep(stage.context)
    assert runpod.asked == []


async def test_no_news_makes_the_pauses_longer(stage: Stage, runpod: FakeRunPod) -> None:
    (job_id,) = await sent(stage)
    runpod.runs("job-1", seq=3, progress=0.4)
    silences = []
    for _ in range(12):
        await due_now(stage)
        await sweep(stage.context)
        (attempt,) = await stage.attempts(job_id)
        silences.append(attempt.silence)
        assert attempt.check_at > stage.context.now()
    assert silences == sorted(silences)
    assert silences[-1] == 60


async def test_what_brings_nothing_new_is_written_together(
    stage: Stage, runpod: FakeRunPod
) -> None:
    jobs = await sent(stage, 12)
    for number in range(1, 13):
        runpod.says[f"job-{number}"] = {"id": f"job-{number}", "status": "IN_PROGRESS"}
    await due_now(stage)
    await sweep(stage.context)
    assert {(await stage.job(job_id)).state for job_id in jobs} == {"RUNNING"}
    await due_now(stage, silence=4.0)
    asked: list[str] = []
    engine = stage.context.engine.sync_engine

    def note(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        asked.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    before = stage.context.now()
    await sweep(stage.context)
    event.remove(engine, "before_cursor_execute", note)
    assert len(asked) < len(jobs)
    for job_id in jobs:
        (attempt,) = await stage.attempts(job_id)
        assert attempt.silence == 6.0
        assert timedelta(seconds=5.9) < attempt.check_at - before < timedelta(seconds=20)


async def test_a_completed_render_is_to_be_collected_once(stage: Stage, runpod: FakeRunPod) -> None:
    (job_id,) = await sent(stage)
    runpod.completes("job-1", await stage.upload(job_id, stage.picture))
    (attempt,) = await stage.attempts(job_id)
    await follow(stage.context, attempt.id)
    await follow(stage.context, attempt.id)
    await due_now(stage)
    await sweep(stage.context)
    assert (await stage.job(job_id)).state == "SAVING"
    assert (await stage.outbox()).count(("collect_render", str(attempt.id))) == 1


async def test_a_busy_endpoint_is_asked_once_a_sweep(stage: Stage, runpod: FakeRunPod) -> None:
    jobs = await sent(stage, 20)
    runpod.status_answer = JSONResponse({}, 429, headers={"Retry-After": "30"})
    await due_now(stage)
    await sweep(stage.context)
    assert len(runpod.asked) == 1
    now = stage.context.now()
    for job_id in jobs:
        (attempt,) = await stage.attempts(job_id)
        assert attempt.check_at > now + timedelta(seconds=20)
        assert (await stage.job(job_id)).state == "WAITING"


async def test_a_silent_endpoint_holds_up_nobody_else(stage: Stage, runpod: FakeRunPod) -> None:
    other = await set_stage(stage.context)
    await sent(stage, 12)
    (heard,) = await sent(other)
    speaks = asyncio.Event()
    runpod.holds_back = {job: speaks for job in runpod.accepted if job != "job-13"}
    async with sweeps(stage.context) as sweep_for:
        for seq in (1, 2):
            runpod.runs("job-13", seq=seq, progress=seq / 10)
            async with asyncio.timeout(PATIENCE):
                while (await stage.job(heard)).progress != seq / 10:
                    await due_now(stage)
                    await sweep_for(0.5)
        assert len([job for job in runpod.asked if job != "job-13"]) == 1, "it is asked once"
        speaks.set()
        async with asyncio.timeout(PATIENCE):
            while set(runpod.asked) != set(runpod.accepted):
                await sweep_for(0.5)
                await due_now(stage)


async def test_a_wrong_key_is_shown_on_the_job(stage: Stage, runpod: FakeRunPod) -> None:
    (job_id,) = await sent(stage)
    runpod.status_answer = JSONResponse({"error": "who are you"}, 401)
    await due_now(stage)
    await sweep(stage.context)
    job = await stage.job(job_id)
    assert job.state == "WAITING"
    assert "API key" in (job.message or "")


async def test_an_unheard_submission_ends_at_its_time_to_live(
    stage: Stage, runpod: FakeRunPod
) -> None:
    runpod.accepts_silently = True
    (job_id,) = await sent(stage)
    await sweep(stage.context)
    assert (await stage.job(job_id)).state == "SUBMITTING"
    await due_now(stage, ttl_at=stage.context.now() - timedelta(seconds=1))
    await sweep(stage.context)
    job = await stage.job(job_id)
    assert (job.state, job.error_code) == ("FAILED", "SUBMIT_UNKNOWN")
    assert len(runpod.accepted) == 1


async def test_what_never_ends_is_given_up(stage: Stage, runpod: FakeRunPod) -> None:
    (job_id,) = await sent(stage)
    runpod.status_answer = JSONResponse({}, 503)
    await due_now(stage, ttl_at=stage.context.now() - timedelta(minutes=59))
    await sweep(stage.context)
    assert (await stage.job(job_id)).state == "WAITING"
    await due_now(stage, ttl_at=stage.context.now() - timedelta(minutes=61))
    await sweep(stage.context)
    job = await stage.job(job_id)
    assert (job.state, job.error_code) == ("FAILED", "EXPIRED")


async def test_a_forgotten_submission_has_expired(stage: Stage, runpod: FakeRunPod) -> None:
    (job_id,) = await sent(stage)
    runpod.says.clear()
    await due_now(stage)
    await sweep(stage.context)
    assert (await stage.job(job_id)).error_code == "EXPIRED"


async def test_a_job_that_is_queued_again_counts_its_ticks_anew(
    stage: Stage, runpod: FakeRunPod
) -> None:
    (job_id,) = await sent(stage)
    for say in (
        lambda: runpod.runs("job-1", seq=9, progress=0.9),
        lambda: runpod.says.update({"job-1": {"id": "job-1", "status": "IN_QUEUE"}}),
        lambda: runpod.runs("job-1", seq=1, progress=0.1),
    ):
        say()
        await due_now(stage)
        await sweep(stage.context)
    job = await stage.job(job_id)
    assert (job.state, job.progress) == ("RUNNING", 0.1)
    assert (await stage.context.bus.latest([job_id]))[job_id].seq == 1


async def test_cancelling_reaches_the_provider(stage: Stage, runpod: FakeRunPod) -> None:
    (job_id,) = await sent(stage)
    async with stage.context.work() as work:
        await cancel_job(work, stage.viewer, job_id)
    await cancel(stage.context, job_id)
    assert runpod.cancelled == ["job-1"]
    assert (await stage.job(job_id)).state == "CANCELLED"
    await cancel(stage.context, job_id)
    assert runpod.cancelled == ["job-1"]


async def test_cancelling_before_the_accept_waits_for_it(stage: Stage, runpod: FakeRunPod) -> None:
    runpod.accepts_silently = True
    (job_id,) = await sent(stage)
    async with stage.context.work() as work:
        await cancel_job(work, stage.viewer, job_id)
    await cancel(stage.context, job_id)
    assert runpod.cancelled == []
    assert (await stage.job(job_id)).state == "CANCELLING"


async def test_an_endpoint_that_does_not_answer_a_cancel_is_asked_again(
    stage: Stage, runpod: FakeRunPod
) -> None:
    (job_id,) = await sent(stage)
    async with stage.context.work() as work:
        await cancel_job(work, stage.viewer, job_id)
    runpod.status_answer = JSONResponse({}, 503)
    with pytest.raises(ProviderBusy):
        await cancel(stage.context, job_id)
    assert (await stage.job(job_id)).state == "CANCELLING"
