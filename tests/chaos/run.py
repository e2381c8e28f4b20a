"""One run: renders over all endpoints at once while everything is killed, frozen and cut off."""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field

from tests.chaos.books import ENDED, UNKNOWN, Evidence, complaints
from tests.chaos.disturbing import Disturber
from tests.chaos.endpoints import Behaviour, Endpoints, endpoints_of
from tests.chaos.evidence import evidence_of
from tests.chaos.schedule import Fault, Pace, schedule
from tests.chaos.telling import Run, line, table
from tests.chaos.wishes import People, Wish, draw_wishes, patiently
from tests.doubles.cable import cable_to
from tests.e2e.studio_process import StudioProcess, studio_process

RENDERER = "tests.doubles.processes.painting:Painter"
_RETRY_EVERY = 3.0
_REST = 20.0


@dataclass(frozen=True)
class Plan:
    """`ttl` and `timeout`, of each submission, and `patience`, until all has ended, are seconds.

    `whom` faults may happen to; `cancelled` and `retried` are shares; `to_the_end` says that what is
    still SUBMIT_UNKNOWN when all is quiet is retried once more, and waited for.
    """

    renders: int
    asking: float
    pace: Pace
    whom: tuple[str, ...]
    ttl: int
    timeout: int
    patience: float
    cancelled: float = 0.06
    retried: float = 0.6
    to_the_end: bool = False
    behaviour: Behaviour = field(default_factory=Behaviour)


async def run(plan: Plan, seed: int) -> list[str]:
    """Carry it out, print how it went, and answer what was not as it has to be."""
    dice = random.Random(seed)
    faults = schedule(dice, plan.pace, plan.whom)
    wishes = draw_wishes(dice, plan.renders, plan.asking, plan.cancelled)
    async with cable_to("127.0.0.1", 0) as outward, _studio(plan, outward.port) as studio:
        outward.far = ("127.0.0.1", _port(studio))
        async with endpoints_of(studio, outward, seed, plan.behaviour) as endpoints:
            begun = time.monotonic()
            people, disturber = (
                People(endpoints, random.Random(dice.random())),
                Disturber(endpoints),
            )
            await people.settle_in(plan.renders)
            await _storm(plan, people, disturber, wishes, faults)
            settled = await _settle(plan, people)
            evidence = await _at_rest(endpoints, people)
            told = Run(
                seed=seed,
                seconds=time.monotonic() - begun,
                faults=disturber.done,
                missed=disturber.missed,
                cancelled=people.cancelled,
                retried=people.retried,
            )
            found = [*([] if settled else ["not all ended in time"]), *complaints(evidence)]
            print(f"\n{table(told, evidence)}\n{line(told, evidence, len(found))}", flush=True)
            if found:
                print("\n".join(["complaints:", *found]), studio.last_words(40), sep="\n")
    return found


async def _storm(
    plan: Plan,
    people: People,
    disturber: Disturber,
    wishes: Sequence[Wish],
    faults: Sequence[Fault],
) -> None:
    """While people ask, cancel and retry, everything goes wrong."""
    retrying = asyncio.create_task(_retry(people, plan.retried))
    try:
        async with asyncio.TaskGroup() as group:
            group.create_task(people.wish(wishes))
            group.create_task(disturber.follow(faults))
    finally:
        retrying.cancel()
        await asyncio.gather(retrying, return_exceptions=True)


async def _retry(people: People, share: float) -> None:
    while True:
        await asyncio.sleep(_RETRY_EVERY)
        await people.retry(share)


async def _settle(plan: Plan, people: People) -> bool:
    """Whether all came to an end in time; what nobody knew about is retried, if that is planned."""
    if not await _ended(people, plan.patience):
        return False
    if plan.to_the_end:
        await people.retry(1.0, only=UNKNOWN)
    return await _ended(people, plan.patience)


async def _ended(people: People, patience: float) -> bool:
    until = time.monotonic() + patience
    while time.monotonic() < until:
        standing = await people.standing()
        if standing and standing.keys() <= ENDED and sum(standing.values()) >= people.asked:
            return True
        await asyncio.sleep(0.5)
    print(f"after {patience:.0f} s: {await people.standing()}")
    return False


async def _at_rest(endpoints: Endpoints, people: People) -> Evidence:
    """What there is to see once nothing moves any more, or after a while."""
    until = time.monotonic() + _REST
    while True:
        evidence = await patiently(lambda: evidence_of(endpoints, people.asked))
        moving = any(one.ended_at is None for one in evidence.accepted)
        if time.monotonic() > until or not (moving or evidence.faults):
            return evidence
        await asyncio.sleep(1)


def _studio(plan: Plan, outward: int) -> AbstractAsyncContextManager[StudioProcess]:
    return studio_process(
        STORYCANVAS_JOB_TTL=str(plan.ttl),
        STORYCANVAS_JOB_TIMEOUT=str(plan.timeout),
        STORYCANVAS_PUBLIC_URL=f"http://127.0.0.1:{outward}",
        STORYCANVAS_ALLOW_PRIVATE_ENDPOINTS="true",
        STORYCANVAS_ENDPOINT_RENDERER=RENDERER,
    )


def _port(studio: StudioProcess) -> int:
    return int(studio.owner.url.rpartition(":")[2])
