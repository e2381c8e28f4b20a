"""Minutes of a studio that renders over all its endpoints while anything may die: `make chaos`."""

from __future__ import annotations

import asyncio
import time

import pytest

from tests.chaos.conductor import seed_of_this_run
from tests.chaos.disturbing import stop_for
from tests.chaos.run import Plan, run
from tests.chaos.schedule import CABLES, MACHINES, SERVERS, SERVICES, Pace
from tests.e2e.renders import ask_for_renders, check_each_was_made_once
from tests.e2e.studio_process import studio_process

pytestmark = [pytest.mark.chaos, pytest.mark.timeout(780)]

PLAN = Plan(
    renders=500,
    asking=170,
    pace=Pace(whole=240, apart=(1, 6), lasting=(1, 7)),
    whom=(*SERVICES, *SERVERS, *CABLES, *MACHINES),
    ttl=120,
    timeout=100,
    patience=200,
    to_the_end=True,
)
STOPPED_FOR = 20.0


async def test_all_end_and_none_is_made_twice_whatever_dies() -> None:
    assert await run(PLAN, seed_of_this_run()) == []


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
