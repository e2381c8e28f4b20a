"""The queue process as a process: started, killed, cut off from its servers, and stopped."""

import asyncio
import time
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy.engine import make_url

from infra.settings import Settings
from studio.gallery.models import Take
from tests.doubles.cable import cable_to
from tests.doubles.fault_injector import fault_injector
from tests.doubles.waiting import PATIENCE
from tests.workers.fake_runpod import FakeRunPod
from tests.workers.processes import own_valkey, queue_process, stop
from tests.workers.stage import Stage, set_stage
from workers.context import open_context

pytestmark = pytest.mark.slow


async def reaches(stage: Stage, job_id: UUID, *states: str) -> float:
    """The seconds until the job is in one of the states."""
    begun = time.monotonic()
    while (job := await stage.job(job_id)).state not in states:
        waited = time.monotonic() - begun
        assert waited < PATIENCE, (job.state, job.message, job.error_message)
        await asyncio.sleep(0.05)
    return time.monotonic() - begun


async def endpoint_renders(stage: Stage, runpod: FakeRunPod, job_id: UUID) -> None:
    """What the endpoint does with the job: upload, then say that it is done."""
    outputs = await stage.upload(job_id, stage.picture)
    attempt = (await stage.attempts(job_id))[-1]
    runpod.completes(attempt.provider_job_id or "", outputs)


async def test_a_render_goes_all_the_way_and_the_process_stops_on_sigterm(
    stage: Stage, settings: Settings, runpod: FakeRunPod, tmp_path: Path
) -> None:
    log = tmp_path / "log"
    async with queue_process(settings, log) as process:
        first = (await stage.ask())[0]
        starting = await reaches(stage, first, "WAITING")
        (job_id,) = await stage.ask()
        picked_up = await reaches(stage, job_id, "WAITING")
        assert picked_up < max(2, starting)
        runpod.runs("job-2", seq=1, progress=0.5)
        await reaches(stage, job_id, "RUNNING")
        await endpoint_renders(stage, runpod, job_id)
        await reaches(stage, job_id, "COMPLETED")
        assert await stage.count(Take) == 1
        begun = time.monotonic()
        assert await stop(process) == 0
        print(f"picked up after {picked_up:.2f} s, stopped in {time.monotonic() - begun:.1f} s")
    said = log.read_text()
    assert "Traceback" not in said
    assert "ERROR" not in said
    assert "CRITICAL" not in said


async def test_a_killed_worker_s_message_is_back_within_25_s(
    stage: Stage, settings: Settings, runpod: FakeRunPod, tmp_path: Path
) -> None:
    """Killed in the middle of an actor: before the attempt is committed."""
    log = tmp_path / "log"
    async with fault_injector(lambda told: told["point"] == "submit.before_attempt") as (
        injector,
        address,
    ):
        async with queue_process(settings, log, STORYCANVAS_FAULT_SOCKET=address) as process:
            (job_id,) = await stage.ask()
            asked_at = time.monotonic()
            code = await asyncio.wait_for(process.wait(), PATIENCE)
            assert code != 0, "the master goes down with its worker"
            killed_at = time.monotonic()
        assert [told["point"] for told in injector.killed] == ["submit.before_attempt"]
        assert (await stage.job(job_id)).state == "QUEUED"
        async with queue_process(settings, log):
            await reaches(stage, job_id, "WAITING")
            took = time.monotonic() - killed_at
    starting = killed_at - asked_at
    print(f"back {took:.1f} s after the kill; to start took {starting:.1f} s")
    assert took < 25 + 2 * starting
    assert len(runpod.accepted) == 1
    assert (await stage.job(job_id)).attempt_count == 1


async def test_redis_restarted_and_frozen_loses_nothing(
    settings: Settings, runpod: FakeRunPod, tmp_path: Path
) -> None:
    """The messages of the queue are gone with Redis; the jobs are not."""
    async with own_valkey(tmp_path) as valkey:
        given = settings.model_copy(update={"redis_url": valkey.url})
        context = open_context(given)
        stage = await set_stage(context)
        async with queue_process(given, tmp_path / "log"):
            (first,) = await stage.ask()
            await reaches(stage, first, "WAITING")
            valkey.freeze()
            frozen = [(await stage.ask())[0] for _ in range(5)]
            await asyncio.sleep(3)
            valkey.thaw()
            for job_id in frozen:
                await reaches(stage, job_id, "WAITING")
            await valkey.stop()
            away = [(await stage.ask())[0] for _ in range(5)]
            await asyncio.sleep(2)
            await valkey.start()
            for job_id in away:
                await reaches(stage, job_id, "WAITING")
        await context.close()
    assert len(runpod.accepted) == 11, "each was sent once"


async def test_while_postgres_is_away_the_process_waits(
    stage: Stage, settings: Settings, runpod: FakeRunPod, tmp_path: Path
) -> None:
    assert settings.database_url
    url = make_url(settings.database_url)
    log = tmp_path / "log"
    async with cable_to(url.host or "", url.port or 0) as cable:
        near = url.set(port=cable.port).render_as_string(hide_password=False)
        async with queue_process(settings, log, DATABASE_URL=near) as process:
            (first,) = await stage.ask()
            await reaches(stage, first, "WAITING")
            await cable.pull_out()
            (second,) = await stage.ask()
            await asyncio.sleep(3)
            assert process.returncode is None
            await cable.plug_in()
            back = await reaches(stage, second, "WAITING")
            await endpoint_renders(stage, runpod, second)
            await reaches(stage, second, "COMPLETED")
    print(f"sending again {back:.1f} s after Postgres was back")
    assert len(runpod.accepted) == 2


async def test_without_servers_it_says_what_it_needs(settings: Settings, tmp_path: Path) -> None:
    log = tmp_path / "log"
    async with queue_process(settings, log, DATABASE_URL="", REDIS_URL="") as process:
        assert await asyncio.wait_for(process.wait(), PATIENCE) != 0
    assert "Traceback" not in log.read_text()
