"""A whole studio whose processes are killed with SIGKILL in the middle of renders."""

import asyncio
import os
import random
import signal
import time
from collections import Counter
from datetime import datetime
from typing import Any

import pytest

from infra.faults import (
    COLLECT_BEFORE_COMMIT,
    REPORT_IN_PROGRESS,
    SUBMIT_AFTER_ACCEPT,
    SUBMIT_BEFORE_ATTEMPT,
    SUBMIT_BEFORE_CALL,
)
from tests.chaos.conductor import conducting, seed_of_this_run
from tests.doubles.waiting import until
from tests.e2e.renders import ask_for_renders, check_each_was_made_once
from tests.e2e.studio_process import StudioProcess, loads_code_of, parent_of, studio_process

pytestmark = pytest.mark.slow

MANY, FEWER = 30, 10
TTL = 25  # seconds: longer than a dead worker's leases and messages are kept from others
HANDLER = ("site-packages/runpod/serverless/worker.py", "workers/endpoint/handler.py")
ALIVE = "asyncio/base_events.py"


def deaths(seed: int, renders: int) -> dict[str, set[int]]:
    """At which job, counted in the order in which they come to a point, it is deadly."""
    dice = random.Random(seed)
    early = range(1, renders * 8 // 10 + 1)
    # A dead worker's leases and messages are free after 15 s: the sooner, the more renders meanwhile.
    return {
        SUBMIT_BEFORE_ATTEMPT: {dice.randrange(1, 9)},
        SUBMIT_AFTER_ACCEPT: {dice.randrange(1, 9)},
        REPORT_IN_PROGRESS: set(dice.sample(early, renders // 10)),
        COLLECT_BEFORE_COMMIT: {dice.randrange(1, 5)},
    }


def lasted(attempt: dict[str, Any]) -> float:
    """Seconds from its beginning to its end."""
    begun, ended = (datetime.fromisoformat(attempt[key]) for key in ("createdAt", "endedAt"))
    return (ended - begun).total_seconds()


@pytest.mark.timeout(300)
@pytest.mark.parametrize("count", [FEWER, pytest.param(MANY, marks=pytest.mark.chaos)])
async def test_renders_survive_kills_at_every_point_each_done_once(count: int) -> None:
    planned = deaths(seed_of_this_run(), count)
    async with (
        conducting(planned) as conductor,
        studio_process(STORYCANVAS_FAULT_SOCKET=conductor.address) as studio,
    ):
        conductor.renderer = studio.renderer
        async with conductor.stillness():
            renders = await ask_for_renders(studio, count)
        begun = time.monotonic()
        async with asyncio.timeout(180):
            await renders.ended(count)
        seconds = time.monotonic() - begun
        await check_each_was_made_once(renders)
        assert {len(job["attempts"]) for job in await renders.jobs()} == {1}
        given_back = [told for told in studio.journal("given_back") if told["died"]]
    died = Counter(point for point, _ in conductor.killed)
    assert died == {point: len(ordinals) for point, ordinals in planned.items()}
    assert len(given_back) == died[REPORT_IN_PROGRESS]
    print(f"{count} renders in {seconds:.0f} s; killed at {dict(died)}, planned {planned}")


@pytest.mark.timeout(300)
async def test_killed_between_commit_and_call_it_is_never_sent_and_a_retry_completes_it() -> None:
    async with (
        conducting({SUBMIT_BEFORE_CALL: {2}}) as conductor,
        studio_process(
            STORYCANVAS_FAULT_SOCKET=conductor.address, STORYCANVAS_JOB_TTL=str(TTL)
        ) as studio,
    ):
        renders = await ask_for_renders(studio, 1)
        async with asyncio.timeout(90):
            await renders.ended(1)
        (sent,) = studio.journal("accepted")
        lost = await renders.ask(renders.film.clips[0][0], key="again")
        async with asyncio.timeout(TTL):
            await until(lambda: conductor.killed, seconds=TTL)
            await renders.send_again(lost)  # as the queue does with what a dead worker had
            await until(lambda: conductor.reached[SUBMIT_BEFORE_ATTEMPT] > 2, seconds=TTL)
        assert (await renders.job(lost))["state"] == "SUBMITTING"
        async with asyncio.timeout(TTL + 30):
            await renders.ended(2)
        job = await renders.job(lost)
        (attempt,) = job["attempts"]
        assert (job["state"], job["error"]["code"]) == ("FAILED", "SUBMIT_UNKNOWN")
        assert (attempt["outcome"], attempt["providerJobId"]) == ("UNKNOWN", None)
        assert TTL <= lasted(attempt) < TTL + 30
        assert studio.journal("accepted") == [sent]
        await studio.owner.do("retryJob", "job { state }", jobId=lost, idempotencyKey="retry")
        async with asyncio.timeout(60):
            await renders.ended(2)
        job = await renders.job(lost)
        assert (job["state"], len(job["takes"])) == ("COMPLETED", 1)
        assert [each["outcome"] for each in job["attempts"]] == ["UNKNOWN", "COMPLETED"]
        assert len(studio.journal("accepted")) == 2
    assert [point for point, _ in conductor.killed] == [SUBMIT_BEFORE_CALL]


async def kill(studio: StudioProcess, service: str) -> None:
    """Kill it, and wait until it is started again."""
    pid = studio.pid(service)
    assert pid
    os.kill(pid, signal.SIGKILL)
    while studio.pid(service) in {pid, None}:  # noqa: ASYNC110
        await asyncio.sleep(0.05)


@pytest.mark.chaos
@pytest.mark.timeout(300)
async def test_every_process_may_be_killed_in_the_middle_of_renders() -> None:
    dice = random.Random(seed_of_this_run())
    order = dice.sample(["postgres", "valkey", "api", "endpoint"], 4)
    async with (
        conducting() as conductor,
        studio_process(STORYCANVAS_FAULT_SOCKET=conductor.address) as studio,
    ):
        begun = time.monotonic()
        renders = await ask_for_renders(studio, FEWER, width=640, height=360)
        async with asyncio.timeout(120):
            for turn, service in enumerate(order):
                await renders.rendered(turn * 2 + dice.randrange(1, 3))
                async with conductor.stillness():
                    await kill(studio, service)
                for _ in range(2 if service == "api" else 0):
                    await kill(studio, service)  # away for some seconds: uploads wait for it
            await renders.ended(FEWER)
        seconds = time.monotonic() - begun
        await check_each_was_made_once(renders)
        said = (studio.folder / "launcher.log").read_text()
    assert all(f"{service} ended (SIGKILL)" in said for service in order)
    print(f"{FEWER} renders in {seconds:.0f} s; killed in turn: {', '.join(order)}")


@pytest.mark.timeout(300)
async def test_the_handler_runs_in_the_endpoints_child_alone_and_survives_its_death() -> None:
    async with studio_process() as studio:
        renders = await ask_for_renders(studio, 1, width=1280, height=720)
        async with asyncio.timeout(120):
            await renders.ended(1)
        child = studio.renderer()
        assert child
        assert parent_of(child) == studio.pid("endpoint")
        assert loads_code_of(child, *HANDLER) == sorted(HANDLER)
        ours = [studio.pid("api"), studio.pid("worker"), studio.queue_worker()]
        for pid in [*ours, studio.pid("endpoint"), studio.launcher.pid]:
            assert pid
            assert loads_code_of(pid, *HANDLER, ALIVE) == [ALIVE]
        job_id = await renders.ask(renders.film.clips[0][0], key="again")
        query = "subscription($id: ID!) { jobProgress(jobId: $id) { job { state } } }"
        async with studio.owner.follow(query, id=job_id) as live:
            await live.until(lambda data: data["jobProgress"]["job"]["state"] == "RUNNING", 90)
            os.kill(child, signal.SIGKILL)
        async with asyncio.timeout(120):
            await renders.ended(2)
        job = await renders.job(job_id)
        assert (job["state"], len(job["takes"]), len(job["attempts"])) == ("COMPLETED", 1, 1)
        assert [told["died"] for told in studio.journal("given_back")] == [True]
        assert len(studio.journal("accepted")) == 2
        assert studio.renderer() not in {None, child}
