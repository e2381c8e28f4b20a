"""What each protocol costs: the CPU of a question, of a whole render, and the time between two."""

import asyncio
import json
import time
from collections.abc import AsyncIterator
from pathlib import Path
from statistics import median, quantiles
from typing import Any
from uuid import uuid4

import httpx

from tests.bench.launching import launched, scratch
from tests.bench.measure import Effort, Measured
from tests.bench.processes import cpu_seconds, tree
from tests.bench.renders import make_clips
from tests.chaos.endpoints import Behaviour, Endpoints, endpoints_of
from tests.doubles.cable import cable_to
from tests.doubles.journal import read_journal
from tests.e2e.studio_process import StudioProcess

SIDES = ("runpod", "worker-comfyui", "comfyui", "videos", "pull")
_JOURNALS = {
    "runpod": ("serverless",),
    "worker-comfyui": ("serverless",),
    "comfyui": ("comfyui",),
    "videos": ("videos",),
    "pull": ("machine-1", "machine-2"),
}
_EXCHANGES = 3
"""What no protocol can do with less: send it, hear that it is done, have what was made."""
_RENDERER = "tests.doubles.processes.painting:Painter"


async def providers(effort: Effort) -> AsyncIterator[Measured]:
    """Renders of 64 x 64 on each kind of endpoint, one kind after the other, one at a time there."""
    with scratch() as folder:
        async with cable_to("127.0.0.1", 0) as outward:
            told = {
                "STORYCANVAS_PUBLIC_URL": f"http://127.0.0.1:{outward.port}",
                "STORYCANVAS_ALLOW_PRIVATE_ENDPOINTS": "true",
                "STORYCANVAS_ENDPOINT_RENDERER": _RENDERER,
            }
            async with launched(folder, **told) as (studio, _):
                outward.far = ("127.0.0.1", int(studio.owner.url.rpartition(":")[2]))
                async with endpoints_of(studio, outward, 1, Behaviour(fails=0)) as endpoints:
                    async for measured in _each(studio, endpoints, effort):
                        yield measured


async def _each(
    studio: StudioProcess, endpoints: Endpoints, effort: Effort
) -> AsyncIterator[Measured]:
    count = effort.of(40, 8)
    _, clips = await make_clips(studio.owner, 1)
    port = endpoints.cables["to serverless"].port
    bare_cpu, bare_time = await _bare(f"http://127.0.0.1:{port}/v2/ours/health", count)
    for side in SIDES:
        given = {"id": endpoints.ids[side], "concurrency": 1}
        await studio.owner.do("updateEndpoint", "endpoint { id }", **given)
        await _render(studio, endpoints.ids[side], side, clips[0], 2)
        idle = await _idle(studio)
        before, begun = cpu_seconds(_ours(studio)), time.perf_counter()
        at = time.time()
        await _render(studio, endpoints.ids[side], side, clips[0], count)
        seconds = time.perf_counter() - begun
        used = (cpu_seconds(_ours(studio)) - before - idle * seconds) / count
        of = f"{side}, of {count} renders one after another"
        unit = f"CPU s of web and queue process per render, {of}, beside 3 bare HTTP calls"
        yield Measured(f"provider_cpu_{side}", used, unit, _EXCHANGES * bare_cpu)
        gaps = _gaps([endpoints.doubles[name].folder for name in _JOURNALS[side]], at)
        unit = f"s from the end of a render there to the next one's arrival, {of}, beside 1 call"
        yield Measured(f"freed_p50_{side}", median(gaps), f"{unit}, median", bare_time)
        yield Measured(f"freed_p95_{side}", quantiles(gaps, n=20)[-1], f"{unit}, p95", bare_time)


def _ours(studio: StudioProcess) -> set[int]:
    return {*tree(studio.pid("api") or 0), *tree(studio.pid("worker") or 0)}


async def _idle(studio: StudioProcess) -> float:
    """CPU seconds a second of both with nothing to do."""
    before, begun = cpu_seconds(_ours(studio)), time.perf_counter()
    await asyncio.sleep(5)
    return (cpu_seconds(_ours(studio)) - before) / (time.perf_counter() - begun)


async def _render(studio: StudioProcess, endpoint: str, side: str, clip: str, count: int) -> None:
    given: dict[str, Any] = {"kinds": ["VIDEO" if side == "videos" else "IMAGE"]}
    if side in {"comfyui", "worker-comfyui"}:
        given |= {"family": "sdxl", "settings": {"steps": 2, "width": 64, "height": 64}}
    elif side != "videos":
        given |= {"settings": {"width": 64, "height": 64}}
    for _ in range(count):
        await studio.owner.do(
            "generateClip",
            "jobs { id }",
            clipId=clip,
            endpointId=endpoint,
            idempotencyKey=uuid4().hex,
            **given,
        )
    query = "SELECT count(*) FROM render_jobs WHERE finished_at IS NULL"
    async with studio.database() as connection, asyncio.timeout(30 + 5 * count):
        while await connection.fetchval(query):  # noqa: ASYNC110
            await asyncio.sleep(0.5)
        failed = "SELECT count(*) FROM render_jobs WHERE state <> 'COMPLETED'"
        assert await connection.fetchval(failed) == 0


async def _bare(url: str, count: int) -> tuple[float, float]:
    """CPU seconds of this process, and seconds, of one call with the client that we use."""
    async with httpx.AsyncClient(trust_env=False) as http:
        await http.get(url)
        cpu, begun = time.process_time(), time.perf_counter()
        for _ in range(count):
            json.loads((await http.get(url)).content)
        return (time.process_time() - cpu) / count, (time.perf_counter() - begun) / count


def _gaps(folders: list[Path], since: float) -> list[float]:
    told = [line for folder in folders for line in read_journal(folder / "journal.jsonl")]
    lines = sorted((one for one in told if one["at"] > since), key=lambda one: one["at"])
    gaps, ended = [], None
    for line in lines:
        if line["event"] == "ended":
            ended = line["at"]
        elif line["event"] == "accepted" and ended is not None:
            gaps.append(line["at"] - ended)
            ended = None
    return gaps
