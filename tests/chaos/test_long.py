"""Ten minutes at most of a studio whose processes are killed and stopped at random: `make chaos`."""

from __future__ import annotations

import asyncio
import os
import random
import signal
import time
from collections import Counter
from collections.abc import Callable
from contextlib import suppress

import pytest

from tests.chaos.conductor import seed_of_this_run
from tests.e2e.renders import Renders, ask_for_renders, check_each_was_made_once, check_the_books
from tests.e2e.studio_process import StudioProcess, children_of, studio_process

pytestmark = [pytest.mark.chaos, pytest.mark.timeout(600)]

RENDERS = 150
TTL = 210  # seconds: longer than all renders and outages take, so that none expires unseen
STOPPED_FOR = 20.0
SERVICES = ("postgres", "valkey", "api", "endpoint", "worker", "queue worker", "renderer")


def pid_of(studio: StudioProcess, name: str) -> int | None:
    found: dict[str, Callable[[], int | None]] = {
        "queue worker": studio.queue_worker,
        "renderer": studio.renderer,
    }
    return found.get(name, lambda: studio.pid(name))()


async def stop_for(pid: int, seconds: float) -> None:
    """Freeze a process and its children, as a machine that is out of breath does."""
    frozen = [pid, *children_of(pid)]
    for each in frozen:
        with suppress(ProcessLookupError):
            os.kill(each, signal.SIGSTOP)
    try:
        await asyncio.sleep(seconds)
    finally:
        for each in reversed(frozen):
            with suppress(ProcessLookupError):
                os.kill(each, signal.SIGCONT)


async def disturb(studio: StudioProcess, renders: Renders, dice: random.Random) -> Counter[str]:
    """Kill or freeze one process after another until nearly all renders have ended."""
    done: Counter[str] = Counter()
    while len(studio.journal("done")) < RENDERS * 0.9 or done.total() < 2 * len(SERVICES):
        rounds = done.total()
        name = SERVICES[rounds] if rounds < len(SERVICES) else dice.choice(SERVICES)
        pid = pid_of(studio, name)
        if pid is not None:
            kills = dice.random() < 0.7
            done[f"{'killed' if kills else 'froze'} {name}"] += 1
            with suppress(ProcessLookupError):
                if kills:
                    os.kill(pid, signal.SIGKILL)
                else:
                    await stop_for(pid, dice.uniform(1, 6))
        await asyncio.sleep(dice.uniform(0.5, 8))
    return done


async def test_nothing_is_lost_or_made_twice_whatever_dies() -> None:
    dice = random.Random(seed_of_this_run())
    begun = time.monotonic()
    async with studio_process(STORYCANVAS_JOB_TTL=str(TTL)) as studio:
        renders = await ask_for_renders(studio, RENDERS)
        async with asyncio.timeout(300):
            done = await disturb(studio, renders, dice)
        async with asyncio.timeout(TTL + 60):
            await renders.ended(RENDERS)
        lost = await check_only_unknown_failed(renders)
        for job in lost:
            await studio.owner.do("retryJob", "job { id }", jobId=job, idempotencyKey=job)
        async with asyncio.timeout(60):
            await renders.ended(RENDERS)
        await check_each_was_made_once(renders)
        attempts = Counter(a["outcome"] for job in await renders.jobs() for a in job["attempts"])
        given_back = Counter(told["died"] for told in studio.journal("given_back"))
    print(
        f"\n{RENDERS} renders in {time.monotonic() - begun:.0f} s; {dict(done)}; "
        f"attempts {dict(attempts)}; given back by dead workers {given_back[True]}, "
        f"after restarts {given_back[False]}"
    )


async def check_only_unknown_failed(renders: Renders) -> list[str]:
    """The jobs whose submission was cut off between its commit and the endpoint's answer."""
    jobs = await renders.jobs()
    ends = Counter((job["error"] or {}).get("code") for job in jobs)
    assert ends.keys() <= {None, "SUBMIT_UNKNOWN"}, ends
    taken = [a["providerJobId"] for job in jobs for a in job["attempts"] if a["providerJobId"]]
    assert sorted(told["id"] for told in renders.studio.journal("accepted")) == sorted(taken)
    await check_the_books(renders)
    return [job["id"] for job in jobs if job["error"]]


@pytest.mark.parametrize("service", ["postgres", "valkey"])
async def test_a_server_that_is_stopped_for_long_is_waited_for(service: str) -> None:
    async with studio_process() as studio:
        begun = time.monotonic()
        renders = await ask_for_renders(studio, 20, width=640, height=360)
        async with asyncio.timeout(150):
            await renders.rendered(4)
            pid = studio.pid(service)
            assert pid
            await stop_for(pid, STOPPED_FOR)
            await renders.ended(20)
        seconds = time.monotonic() - begun
        await check_each_was_made_once(renders)
    print(f"\n20 renders in {seconds:.0f} s with {service} stopped for {STOPPED_FOR:.0f} s")
