from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import update
from starlette.responses import JSONResponse, Response

from studio.library.media import MediaKind
from studio.rendering.attempts import accept_attempt, digest_of
from studio.rendering.charging import LIMIT
from studio.rendering.models import Attempt, RenderJob
from studio.rendering.news import apply_report
from studio.rendering.ports import ProviderBusy, Report, ReportState
from studio.rendering.service.cancelling import cancel_job
from tests.studio.rendering.test_turns import call
from tests.workers.comfy import ComfyStage, comfy_stage
from tests.workers.fake_runpod import FakeRunPod
from tests.workers.stage import Stage, set_stage
from workers.context import Context
from workers.following import cancel, follow
from workers.submitting import _send, submit


async def test_a_job_is_sent_once_and_waits(stage: Stage, runpod: FakeRunPod) -> None:
    (job_id,) = await stage.ask(count=2)
    await submit(stage.context, job_id)
    await submit(stage.context, job_id)
    job = await stage.job(job_id)
    assert (job.state, job.attempt_count) == ("WAITING", 1)
    (attempt,) = await stage.attempts(job_id)
    assert attempt.provider_job_id == "job-1"
    (body,) = runpod.accepted.values()
    sent = body["input"]
    assert sent["attempt"] == f"attempt_{attempt.id.hex}"
    assert (sent["kind"], sent["brief"]["width"], sent["brief"]["count"]) == ("IMAGE", 640, 2)
    assert sent["brief"]["start_image"] is None
    base = "http://127.0.0.1:8000/hooks"
    secret = sent["report"].removeprefix(f"{base}/reports/")
    assert digest_of(secret) == attempt.secret_digest
    assert [slot["url"] for slot in sent["outputs"]] == [
        f"{base}/outputs/{secret}/0",
        f"{base}/outputs/{secret}/1",
    ]
    assert sent["outputs"][0]["headers"] == {"Content-Type": "image/png"}
    assert body["webhook"] == f"{base}/webhooks/{secret}"
    assert body["policy"] == {"executionTimeout": 1_800_000, "ttl": 86_400_000}


async def test_a_price_cuts_the_time_to_run_and_is_not_told(
    stage: Stage, runpod: FakeRunPod
) -> None:
    (job_id,) = await stage.ask()
    async with stage.context.work() as work:
        job = await work.session.get_one(RenderJob, job_id)
        job.brief = {**job.brief, LIMIT: 90}
    await submit(stage.context, job_id)
    (body,) = runpod.accepted.values()
    assert body["policy"]["executionTimeout"] == 90_000
    assert LIMIT not in body["input"]["brief"]


async def test_a_busy_endpoint_puts_it_back_with_a_pause(stage: Stage, runpod: FakeRunPod) -> None:
    runpod.run_answer = JSONResponse({"error": "slow down"}, 429, headers={"Retry-After": "70"})
    (job_id,) = await stage.ask()
    before = stage.context.now()
    await submit(stage.context, job_id)
    after = stage.context.now()
    job = await stage.job(job_id)
    assert job.state == "QUEUED"
    assert job.message is not None
    assert "slow down" in job.message
    (attempt,) = await stage.attempts(job_id)
    assert attempt.outcome == "NOT_ACCEPTED"
    assert job.not_before is not None
    assert before + timedelta(seconds=60) < job.not_before < after + timedelta(seconds=90)
    assert await call(stage) == []
    assert await call(stage, later=timedelta(seconds=100)) == [job_id]
    runpod.run_answer = None
    await submit(stage.context, job_id)
    assert (await stage.job(job_id)).state == "WAITING"


async def test_a_busy_endpoint_is_not_asked_for_ever(stage: Stage, runpod: FakeRunPod) -> None:
    runpod.run_answer = JSONResponse({}, 429)
    (job_id,) = await stage.ask()
    for _ in range(10):
        await submit(stage.context, job_id)
    job = await stage.job(job_id)
    assert (job.state, job.error_code, job.attempt_count) == ("FAILED", "PROVIDER_BUSY", 8)


@pytest.mark.parametrize(
    ("status", "code"),
    [(400, "PROVIDER_REFUSED"), (401, "PROVIDER_KEY"), (404, "PROVIDER_ENDPOINT")],
)
async def test_a_refusal_fails_it_with_words(
    stage: Stage, runpod: FakeRunPod, status: int, code: str
) -> None:
    runpod.run_answer = JSONResponse({"error": "no"}, status)
    (job_id,) = await stage.ask()
    await submit(stage.context, job_id)
    job = await stage.job(job_id)
    assert (job.state, job.error_code) == ("FAILED", code)
    assert job.error_message


async def test_a_lost_answer_is_waited_for_and_never_sent_again(
    stage: Stage, runpod: FakeRunPod
) -> None:
    runpod.accepts_silently = True
    (job_id,) = await stage.ask()
    await submit(stage.context, job_id)
    await submit(stage.context, job_id)
    job = await stage.job(job_id)
    assert job.state == "SUBMITTING"
    assert len(runpod.accepted) == 1
    (attempt,) = await stage.attempts(job_id)
    assert attempt.ended_at is None
    async with stage.context.work() as work:  # its call-back
        await apply_report(
            work,
            attempt.id,
            Report(ReportState.RUNNING, seq=1, progress=0.1),
            now=stage.context.now(),
            provider_job_id="job-1",
        )
    assert (await stage.job(job_id)).state == "RUNNING"
    (attempt,) = await stage.attempts(job_id)
    assert attempt.provider_job_id == "job-1"


async def test_without_a_local_endpoint_it_says_so(context: Context) -> None:
    settings = context.settings.model_copy(update={"local_endpoint_url": None})
    stage = await set_stage(replace(context, settings=settings))
    (job_id,) = await stage.ask()
    await submit(stage.context, job_id)
    job = await stage.job(job_id)
    assert (job.state, job.error_code) == ("FAILED", "PROVIDER_MISCONFIGURED")
    assert "make up" in (job.error_message or "")


async def test_results_that_could_not_come_back_are_not_asked_for(
    context: Context, runpod: FakeRunPod
) -> None:
    stage = await set_stage(context, source="SETTINGS")
    (job_id,) = await stage.ask(reachable=True)
    await submit(stage.context, job_id)
    job = await stage.job(job_id)
    assert (job.state, job.error_code) == ("FAILED", "UNREACHABLE_RESULTS")
    assert "STORYCANVAS_PUBLIC_URL" in (job.error_message or "")
    assert not runpod.accepted


async def test_a_video_waits_for_its_image_and_starts_from_it(
    stage: Stage, runpod: FakeRunPod
) -> None:
    from workers.collecting import collect
    from workers.following import follow

    image, video = await stage.ask(MediaKind.IMAGE, MediaKind.VIDEO)
    await submit(stage.context, video)
    assert (await stage.job(video)).state == "QUEUED"
    await submit(stage.context, image)
    (attempt,) = await stage.attempts(image)
    runpod.completes("job-1", await stage.upload(image, stage.picture))
    await follow(stage.context, attempt.id)
    await collect(stage.context, attempt.id)
    assert await call(stage) == [video]
    await submit(stage.context, video)
    brief = runpod.accepted["job-2"]["input"]["brief"]
    assert brief["start_image"]["url"].startswith("http://127.0.0.1:8000/media/asset_")
    assert (brief["fps"], brief["frames"]) == ("24", 48)


async def test_cancelled_before_its_turn_it_is_not_sent(stage: Stage, runpod: FakeRunPod) -> None:
    (job_id,) = await stage.ask()
    async with stage.context.work() as work:
        await cancel_job(work, stage.viewer, job_id)
    await submit(stage.context, job_id)
    assert (await stage.job(job_id)).state == "CANCELLED"
    assert not runpod.accepted
    assert await stage.count(Attempt) == 0


async def test_postgres_that_breaks_off_after_the_accept_is_waited_for(
    stage: Stage, runpod: FakeRunPod, monkeypatch: pytest.MonkeyPatch
) -> None:
    failures = 2

    async def breaking(*arguments: object, **named: object) -> None:
        nonlocal failures
        failures -= 1
        if failures >= 0:
            raise ConnectionResetError
        await accept_attempt(*arguments, **named)  # type: ignore[arg-type]

    monkeypatch.setattr("workers.submitting.accept_attempt", breaking)
    (job_id,) = await stage.ask()
    await submit(stage.context, job_id)
    assert (await stage.job(job_id)).state == "WAITING"
    assert len(runpod.accepted) == 1


async def test_the_time_to_live_is_that_of_the_settings(stage: Stage) -> None:
    (job_id,) = await stage.ask()
    await submit(stage.context, job_id)
    (attempt,) = await stage.attempts(job_id)
    assert abs(attempt.ttl_at - attempt.created_at - timedelta(days=1)) < timedelta(seconds=5)


async def test_an_answer_that_is_no_json_may_have_been_accepted(
    stage: Stage, runpod: FakeRunPod
) -> None:
    runpod.run_answer = Response("<html>", 200)
    (job_id,) = await stage.ask()
    await submit(stage.context, job_id)
    assert (await stage.job(job_id)).state == "SUBMITTING"


@pytest.fixture
async def comfy(context: Context) -> AsyncIterator[ComfyStage]:
    async with comfy_stage(context) as stage:
        yield stage


async def lost(comfy: ComfyStage, *, forward: bool) -> tuple[UUID, UUID]:
    """A job and its attempt whose submission was not answered, nor any question about it."""
    begun, order = await comfy.begin()
    comfy.side.meddler.spoil("POST", "/prompt", forward=forward)
    comfy.side.meddler.spoil("GET", "/", times=99)
    await _send(comfy.context, begun, comfy.provider, order)
    comfy.side.meddler.mend()
    assert (await comfy.stage.job(begun.job_id)).state == "SUBMITTING"
    (attempt,) = await comfy.stage.attempts(begun.job_id)
    assert attempt.provider_job_id == str(begun.attempt_id)
    assert attempt.check_at < comfy.context.now() + timedelta(seconds=5)
    return begun.job_id, begun.attempt_id


async def test_a_lost_answer_with_a_name_is_asked_for(comfy: ComfyStage) -> None:
    job_id, attempt_id = await lost(comfy, forward=True)
    await follow(comfy.context, attempt_id)
    assert (await comfy.stage.job(job_id)).state == "WAITING"
    assert comfy.side.accepted() == [str(attempt_id)]


async def test_what_was_never_accepted_is_sent_again_and_says_so(comfy: ComfyStage) -> None:
    job_id, attempt_id = await lost(comfy, forward=False)
    await follow(comfy.context, attempt_id)
    job = await comfy.stage.job(job_id)
    assert (job.state, job.error_code) == ("QUEUED", None)
    assert "never accepted" in (job.message or "")
    assert job.not_before is not None
    (attempt,) = await comfy.stage.attempts(job_id)
    assert (attempt.outcome, attempt.error_code) == ("NOT_ACCEPTED", "NEVER_ACCEPTED")


async def test_what_is_never_accepted_is_not_tried_for_ever(comfy: ComfyStage) -> None:
    job_id, attempt_id = await lost(comfy, forward=False)
    async with comfy.context.work() as work:
        await work.session.execute(update(RenderJob).values(attempt_limit=1))
    await follow(comfy.context, attempt_id)
    job = await comfy.stage.job(job_id)
    assert (job.state, job.error_code) == ("FAILED", "NEVER_ACCEPTED")


@pytest.mark.parametrize("forward", [True, False])
async def test_what_may_have_been_accepted_can_be_cancelled(
    comfy: ComfyStage, forward: bool
) -> None:
    job_id, _ = await lost(comfy, forward=forward)
    async with comfy.context.work() as work:
        await cancel_job(work, comfy.stage.viewer, job_id)
    await cancel(comfy.context, job_id)
    assert (await comfy.stage.job(job_id)).state == "CANCELLED"
    assert comfy.side.accepted() == []


async def test_a_frozen_server_is_waited_for(comfy: ComfyStage) -> None:
    job_id, attempt_id = await lost(comfy, forward=True)
    await comfy.side.meddler.pull_out()
    with pytest.raises(ProviderBusy):
        await follow(comfy.context, attempt_id)
    assert (await comfy.stage.job(job_id)).state == "SUBMITTING"
