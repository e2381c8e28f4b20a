"""A film of 300 shots on four kinds of endpoints: quoted, rendered in four batches while processes are
killed with SIGKILL, finished, and paid to the micro-unit."""

from __future__ import annotations

import asyncio
import os
import random
import signal
import time
from typing import Any
from uuid import uuid4

import pytest

from tests.chaos.books import complaints
from tests.chaos.conductor import seed_of_this_run
from tests.chaos.endpoints import Behaviour, Endpoints, endpoints_of
from tests.chaos.evidence import evidence_of
from tests.chaos.run import RENDERER
from tests.chaos.wishes import patiently
from tests.doubles.cable import cable_to
from tests.e2e.studio_process import StudioProcess, studio_process
from tests.schema.graphs import Film, make_film

SHOTS = 75
SIDES = ("runpod", "worker-comfyui", "comfyui", "pull")
PRICE = 30_000
KILLED = ("worker", "worker", "api", "worker", "api", "worker")
WITHIN = 420.0

pytestmark = [pytest.mark.chaos, pytest.mark.timeout(780)]


async def test_a_film_is_quoted_rendered_and_paid_whatever_is_killed() -> None:
    dice = random.Random(seed_of_this_run())
    async with (
        cable_to("127.0.0.1", 0) as outward,
        studio_process(
            STORYCANVAS_JOB_TTL="60",
            STORYCANVAS_PUBLIC_URL=f"http://127.0.0.1:{outward.port}",
            STORYCANVAS_ALLOW_PRIVATE_ENDPOINTS="true",
            STORYCANVAS_ENDPOINT_RENDERER=RENDERER,
        ) as studio,
    ):
        outward.far = ("127.0.0.1", int(studio.owner.url.rpartition(":")[2]))
        behaviour = Behaviour(fails=0.0)
        async with endpoints_of(studio, outward, dice.randrange(2**31), behaviour) as endpoints:
            film = await make_film(studio.owner, scenes=len(SIDES), clips=SHOTS)
            began = time.monotonic()
            quoted, batches = await ask(endpoints, film)
            async with asyncio.timeout(WITHIN):
                async with asyncio.TaskGroup() as group:
                    killing = group.create_task(kill(studio, dice))
                    group.create_task(to_the_end(studio, batches))
            seconds = time.monotonic() - began
            money = await books(studio, film)
            found = complaints(await evidence_of(endpoints, len(SIDES) * SHOTS))
    print(
        f"\n{len(SIDES) * SHOTS} shots, {killing.result()} kills, {seconds:.0f} s; quoted {quoted}, "
        f"spent {money['spent']} in {money['attempts']} attempts, {money['maximum']} of them unheard"
    )
    assert found == []
    assert money["held"] == 0
    assert quoted == len(SIDES) * SHOTS * PRICE
    assert money["spent"] == quoted + money["maximum"] * PRICE


async def ask(endpoints: Endpoints, film: Film) -> tuple[int, list[str]]:
    """Quote and order each scene at its endpoint; what that was told to cost, and the batches."""
    owner, told, batches = endpoints.studio.owner, 0, []
    for scene, side in zip(film.scenes, SIDES, strict=True):
        wish = {"sceneId": scene, "endpointId": endpoints.ids[side]}
        quote = (await owner.do("quote", "quote { id verdict mostCost jobCount }", **wish))["quote"]
        assert (quote["verdict"], quote["jobCount"]) == ("ADMITTED", SHOTS)
        told += int(quote["mostCost"])
        made = await owner.do(
            "generateClips",
            "batch { id }",
            idempotencyKey=scene,
            quoteId=quote["id"],
            maxCost=quote["mostCost"],
            **wish,
        )
        batches.append(made["batch"]["id"])
    return told, batches


async def kill(studio: StudioProcess, dice: random.Random) -> int:
    done = 0
    for service in KILLED:
        await asyncio.sleep(dice.uniform(3, 9))
        pid = studio.pid(service)
        if pid:
            os.kill(pid, signal.SIGKILL)
            done += 1
    return done


async def to_the_end(studio: StudioProcess, batches: list[str]) -> None:
    """Wait for all of it, and try again what came to nothing, as a person would."""
    wanted = "counts { total completed failed waiting running }"

    async def look(batch: str) -> dict[str, Any]:
        async def ask() -> dict[str, Any]:
            query = f"query($id: ID!) {{ batch(id: $id) {{ {wanted} }} }}"
            found = await studio.owner.data(query, id=batch)
            counts: dict[str, Any] = found["batch"]["counts"]
            return counts

        return await patiently(ask)

    while True:
        counts = [await look(batch) for batch in batches]
        if all(one["completed"] == one["total"] for one in counts):
            return
        for batch, one in zip(batches, counts, strict=True):
            if one["failed"] and not one["waiting"] + one["running"]:
                await patiently(
                    lambda batch=batch: studio.owner.do(  # type: ignore[misc]
                        "retryJobs",
                        "count",
                        filter={"batchId": batch},
                        idempotencyKey=uuid4().hex,
                    )
                )
        await asyncio.sleep(1)


async def books(studio: StudioProcess, film: Film) -> dict[str, int]:
    """Held and spent of the project, and its attempts by the ledger."""
    found = await studio.owner.data(
        "query($p: ID!) { spending(projectId: $p) { held spent } }", p=film.project
    )
    async with studio.database() as database:
        attempts = await database.fetchval("SELECT count(*) FROM ledger_entries")
        maximum = await database.fetchval(
            "SELECT count(*) FROM ledger_entries WHERE source = 'MAXIMUM'"
        )
    return {
        **{name: int(value) for name, value in found["spending"].items()},
        "attempts": attempts,
        "maximum": maximum,
    }
