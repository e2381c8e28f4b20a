import asyncio
from datetime import timedelta
from functools import partial
from uuid import UUID

from sqlalchemy import text

from infra.bus import Tick
from infra.leases import HeldLease
from studio.rendering.news import apply_report
from studio.rendering.ports import Report, ReportState
from tests.doubles.waiting import until
from tests.workers.fake_runpod import FakeRunPod
from tests.workers.stage import Stage
from workers.actors import declare_actors
from workers.broker import make_broker
from workers.loops import _saver, run_loops
from workers.submitting import submit


async def running(stage: Stage) -> tuple[UUID, UUID]:
    (job_id,) = await stage.ask()
    await submit(stage.context, job_id)
    (attempt,) = await stage.attempts(job_id)
    async with stage.context.work() as work:
        report = Report(ReportState.RUNNING, seq=1, progress=0.1)
        await apply_report(work, attempt.id, report, now=stage.context.now())
    return job_id, attempt.id


async def test_progress_on_the_bus_ends_up_in_the_database(
    stage: Stage, runpod: FakeRunPod
) -> None:
    job_id, attempt_id = await running(stage)
    save = _saver(stage.context)
    now = stage.context.now()
    for seq, progress in ((2, 0.2), (3, 0.6)):
        tick = Tick(
            job_id=job_id,
            project_id=stage.project_id,
            attempt_id=attempt_id,
            attempt_number=1,
            seq=seq,
            stage="RUNNING",
            progress=progress,
            message=None,
            preview_seq=None,
            at=now + timedelta(seconds=seq),
        )
        await stage.context.bus.post_tick(tick)
        await save()
        assert (await stage.job(job_id)).progress == progress


async def taken(stage: Stage, names: tuple[str, ...]) -> bool:
    async with stage.context.sessions() as session:
        return set(names) <= set(await session.scalars(text("SELECT name FROM leases")))


async def test_the_loops_run_under_their_leases_and_let_go_of_them(stage: Stage) -> None:
    assert stage.context.settings.redis_url
    broker = make_broker(stage.context.settings.redis_url)
    declare_actors(broker)
    loops = asyncio.create_task(run_loops(stage.context, broker))
    (job_id,) = await stage.ask()
    await until(lambda: broker.client.hlen("sc:queue:default.msgs") == 1)
    names = ("relay", "sweep", "reconciler", "progress", "upkeep")
    await until(partial(taken, stage, names))
    rivals = [HeldLease(stage.context.engine, name, holder="rival") for name in names]
    assert [await rival.take() for rival in rivals] == [False] * 5
    loops.cancel()
    await asyncio.wait([loops])
    assert [await rival.take() for rival in rivals] == [True] * 5
    assert await stage.outbox() == []
    assert (await stage.job(job_id)).state == "QUEUED"
    broker.close()
    broker.client.close()
