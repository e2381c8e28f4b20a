"""Submissions whose answer was lost: found, adopted, cancelled, or sent anew. Never paid twice."""

import time
from collections.abc import AsyncIterator, Iterator
from datetime import timedelta

import pytest
from sqlalchemy import update

from infra.settings import Settings
from studio.rendering.attempts import SENDING, begin_attempt
from studio.rendering.models import Attempt
from studio.rendering.news import apply_report
from studio.rendering.ports import Report, ReportState
from studio.rendering.service.cancelling import cancel_job
from tests.doubles.videos.server import Fault, Serving, serve_videos
from tests.running import Studio
from tests.workers.comfy import ComfyStage, comfy_stage
from tests.workers.fake_runpod import FakeRunPod
from tests.workers.lab import Lab, job_id, open_lab
from tests.workers.stage import Stage
from workers.context import Context
from workers.following import cancel
from workers.seeking import seek
from workers.submitting import submit

KEY = "rpa_TOPSECRET"


@pytest.fixture
async def lab(studio: Studio, settings: Settings) -> AsyncIterator[Lab]:
    settings = settings.model_copy(update={"allow_private_endpoints": True})
    async with open_lab(studio, settings) as lab:
        yield lab


@pytest.fixture
def videos() -> Iterator[Serving]:
    with serve_videos(KEY) as serving:
        serving.server.now = int(time.time())
        serving.server.stops = True
        yield serving


async def asked(lab: Lab, videos: Serving, count: int = 1, **given: object) -> list[str]:
    """Videos that were asked of the server, one job each."""
    endpoint = await lab.endpoint("OPENAI_VIDEOS", videos.url, KEY, model="sora-2")
    return await lab.jobs(kinds=["VIDEO"], endpointId=endpoint, count=count, **given)


async def lose(lab: Lab, videos: Serving, job: str, *, taken: bool = True) -> None:
    """Submit it; the answer of the server is lost."""
    videos.server.misbehave("create", Fault(None, before=not taken))
    await submit(lab.context, job_id(job))
    assert await lab.state(job) == "SUBMITTING"


async def seek_now(context: Context, *, long_after: bool = False) -> None:
    """What is lost is due; with `long_after`, nobody is sending anything any more."""
    async with context.work() as work:
        now = context.now()
        earlier = {"created_at": now - SENDING} if long_after else {}
        await work.session.execute(
            update(Attempt)
            .where(Attempt.ended_at.is_(None), Attempt.provider_job_id.is_(None))
            .values(check_at=now - timedelta(seconds=1), **earlier)
        )
    await seek(context)


async def test_a_video_whose_answer_was_lost_is_found_and_brought_home(
    lab: Lab, videos: Serving
) -> None:
    (job,) = await asked(lab, videos)
    await lose(lab, videos, job)
    videos.server.add("something else")
    await seek_now(lab.context)
    (made,) = videos.server.journal
    attempt = await lab.attempt(job)
    assert (attempt.provider_job_id, await lab.state(job)) == (made.id, "WAITING")
    await submit(lab.context, job_id(job))
    assert len(videos.server.journal) == 1


async def test_what_is_due_is_sought(lab: Lab, videos: Serving) -> None:
    (job,) = await asked(lab, videos)
    await lose(lab, videos, job)
    async with lab.context.work() as work:
        past = lab.context.now() - timedelta(seconds=1)
        await work.session.execute(update(Attempt).values(check_at=past))
    await seek(lab.context)
    assert await lab.state(job) == "WAITING"


async def test_what_was_cancelled_while_its_answer_was_lost_is_stopped_there(
    lab: Lab, videos: Serving
) -> None:
    (job,) = await asked(lab, videos)
    await lose(lab, videos, job)
    await lab.studio.owner.do("cancelJob", "job { state }", jobId=job)
    assert await lab.state(job) == "CANCELLING"
    await seek_now(lab.context)
    await cancel(lab.context, job_id(job))
    assert await lab.state(job) == "CANCELLED"
    assert videos.server.deleted == [videos.server.journal[0].id]


async def test_a_video_that_is_not_there_stays_lost(lab: Lab, videos: Serving) -> None:
    """It has no name of ours, and may still appear: it is not sent again by itself."""
    (job,) = await asked(lab, videos)
    await lose(lab, videos, job, taken=False)
    silences = []
    for _ in range(3):
        await seek_now(lab.context, long_after=True)
        silences.append((await lab.attempt(job)).silence)
    assert await lab.state(job) == "SUBMITTING"
    assert silences == sorted(set(silences))
    assert videos.server.journal == []


async def test_of_several_that_look_the_same_each_gets_one(lab: Lab, videos: Serving) -> None:
    jobs = await asked(lab, videos, count=3)
    for job in jobs:
        await lose(lab, videos, job)
    await seek_now(lab.context)
    assert {await lab.state(job) for job in jobs} == {"SUBMITTING"}, "one may still be sent"
    await seek_now(lab.context, long_after=True)
    assert {await lab.state(job) for job in jobs} == {"WAITING"}
    found = {(await lab.attempt(job)).provider_job_id for job in jobs}
    assert found == {made.id for made in videos.server.journal}


async def test_what_somebody_else_made_is_not_taken_for_ours(lab: Lab, videos: Serving) -> None:
    (job,) = await asked(lab, videos)
    await lose(lab, videos, job)
    made = videos.server.videos[videos.server.journal[0].id]
    twin = videos.server.add(made["prompt"], size=made["size"], seconds=made["seconds"])
    await seek_now(lab.context, long_after=True)
    assert await lab.state(job) == "SUBMITTING", "either could be it"
    videos.server.videos[twin]["seconds"] = "12"
    await seek_now(lab.context, long_after=True)
    assert (await lab.attempt(job)).provider_job_id == made["id"]


async def test_a_server_that_does_not_answer_is_asked_later(lab: Lab, videos: Serving) -> None:
    (job,) = await asked(lab, videos)
    await lose(lab, videos, job)
    videos.server.misbehave("list", Fault(503))
    await seek_now(lab.context)
    attempt = await lab.attempt(job)
    assert (await lab.state(job), attempt.check_at > lab.context.now()) == ("SUBMITTING", True)
    await seek_now(lab.context)
    assert await lab.state(job) == "WAITING"


@pytest.fixture
async def comfy(context: Context) -> AsyncIterator[ComfyStage]:
    async with comfy_stage(context) as stage:
        yield stage


@pytest.mark.parametrize("reached", [True, False])
async def test_what_a_killed_worker_was_sending_is_found_or_sent_anew(
    comfy: ComfyStage, reached: bool
) -> None:
    begun, order = await comfy.begin()
    if reached:
        await comfy.provider.submit(order)
    await seek(comfy.context)
    assert (await comfy.stage.job(begun.job_id)).state == "SUBMITTING", "it may still be sent"
    await seek_now(comfy.context, long_after=True)
    job = await comfy.stage.job(begun.job_id)
    (attempt,) = await comfy.stage.attempts(begun.job_id)
    if reached:
        assert (job.state, attempt.provider_job_id) == ("WAITING", str(begun.attempt_id))
    else:
        assert (job.state, attempt.outcome) == ("QUEUED", "NOT_ACCEPTED")
        assert attempt.error_code == "NEVER_ACCEPTED"
        assert job.not_before is not None
    assert len(comfy.side.accepted()) == reached


async def test_what_was_cancelled_while_a_worker_was_killed_ends(comfy: ComfyStage) -> None:
    begun, _ = await comfy.begin()
    async with comfy.context.work() as work:
        await cancel_job(work, comfy.stage.viewer, begun.job_id)
    await seek_now(comfy.context, long_after=True)
    assert (await comfy.stage.job(begun.job_id)).state == "CANCELLED"


async def test_runpod_cannot_say_so_its_call_back_is_waited_for(
    stage: Stage, runpod: FakeRunPod
) -> None:
    runpod.accepts_silently = True
    (job,) = await stage.ask()
    await submit(stage.context, job)
    await seek_now(stage.context, long_after=True)
    (attempt,) = await stage.attempts(job)
    assert attempt.check_at == attempt.ttl_at
    async with stage.context.work() as work:
        news = Report(ReportState.QUEUED)
        now = stage.context.now()
        await apply_report(work, attempt.id, news, now=now, provider_job_id="job-1")
    assert (await stage.job(job)).state == "WAITING"
    assert len(runpod.accepted) == 1


async def test_an_attempt_is_sought_only_after_nobody_can_be_sending_it(stage: Stage) -> None:
    (job,) = await stage.ask()
    async with stage.context.work() as work:
        now = stage.context.now()
        begun = await begin_attempt(work, job, secret="s", ttl=3600, now=now)
    assert begun is not None
    (attempt,) = await stage.attempts(job)
    assert attempt.check_at == now + SENDING
