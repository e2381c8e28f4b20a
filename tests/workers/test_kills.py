"""What is left when the process is killed at the worst of moments, and that it comes right."""

import signal
from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import update

from infra.settings import Settings
from studio.gallery.models import Take
from studio.rendering.models import Attempt
from studio.rendering.news import apply_report
from studio.rendering.ports import Report, ReportState
from tests.doubles.fault_injector import fault_injector
from tests.workers.fake_runpod import FakeRunPod
from tests.workers.processes import environment_of, run_alone
from tests.workers.stage import Stage
from workers.collecting import collect
from workers.following import follow, sweep
from workers.submitting import submit

pytestmark = pytest.mark.slow


async def killed(settings: Settings, call: str, argument: UUID, point: str) -> None:
    """Run the call in a process that is killed when it reaches the point."""
    async with fault_injector(lambda told: told["point"] == point) as (injector, address):
        environment = environment_of(settings, STORYCANVAS_FAULT_SOCKET=address)
        assert await run_alone(call, str(argument), environment) == -signal.SIGKILL
    assert [told["point"] for told in injector.killed] == [point]


@pytest.mark.parametrize(
    "point", ["collect.after_staging", "collect.before_commit", "collect.after_commit"]
)
async def test_killed_while_collecting_it_makes_one_take(
    stage: Stage, settings: Settings, runpod: FakeRunPod, point: str
) -> None:
    (job_id,) = await stage.ask()
    await submit(stage.context, job_id)
    runpod.completes("job-1", await stage.upload(job_id, stage.picture))
    (attempt,) = await stage.attempts(job_id)
    await follow(stage.context, attempt.id)
    await killed(settings, "workers.collecting:collect", attempt.id, point)
    await collect(stage.context, attempt.id)
    assert (await stage.job(job_id)).state == "COMPLETED"
    assert await stage.count(Take) == 1


async def test_killed_before_the_attempt_nothing_has_happened(
    stage: Stage, settings: Settings, runpod: FakeRunPod
) -> None:
    (job_id,) = await stage.ask()
    await killed(settings, "workers.submitting:submit", job_id, "submit.before_attempt")
    assert await stage.count(Attempt) == 0
    await submit(stage.context, job_id)
    assert (await stage.job(job_id)).state == "WAITING"
    assert len(runpod.accepted) == 1


async def test_killed_before_the_call_it_is_unknown_at_its_time_to_live(
    stage: Stage, settings: Settings, runpod: FakeRunPod
) -> None:
    (job_id,) = await stage.ask()
    await killed(settings, "workers.submitting:submit", job_id, "submit.before_call")
    await submit(stage.context, job_id)
    assert (await stage.job(job_id)).state == "SUBMITTING"
    past = stage.context.now() - timedelta(seconds=1)
    async with stage.context.work() as work:
        await work.session.execute(update(Attempt).values(ttl_at=past, check_at=past))
    await sweep(stage.context)
    assert (await stage.job(job_id)).error_code == "SUBMIT_UNKNOWN"
    assert not runpod.accepted


async def test_killed_after_the_accept_its_call_back_finds_it(
    stage: Stage, settings: Settings, runpod: FakeRunPod
) -> None:
    (job_id,) = await stage.ask()
    await killed(settings, "workers.submitting:submit", job_id, "submit.after_accept")
    await submit(stage.context, job_id)
    assert len(runpod.accepted) == 1
    (attempt,) = await stage.attempts(job_id)
    async with stage.context.work() as work:
        report = Report(ReportState.STARTING, seq=1)
        now = stage.context.now()
        await apply_report(work, attempt.id, report, now=now, provider_job_id="job-1")
    assert (await stage.job(job_id)).state == "STARTING"
    await follow(stage.context, attempt.id)
    assert runpod.asked == ["job-1"]
