"""CPU of one question about a render, by provider, beside the same request made bare."""

import asyncio
import random
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import replace
from typing import Any
from uuid import uuid4

import httpx

from infra.embedded.ports import free_port
from infra.outbound import guarded_client
from infra.providers.comfyui import ComfyUI
from infra.providers.openai_videos import OpenAIVideos
from infra.providers.runpod import RunPod, open_client
from infra.providers.videos_form import menu_of
from infra.providers.worker_comfyui import WorkerComfyUI
from studio.rendering.ports import InputFile, MediaKind, Order, Provider, UploadSlot
from tests.bench.launching import scratch
from tests.bench.measure import Effort, Measured
from tests.bench.serving import listens
from tests.chaos.endpoints import Double
from tests.doubles.processes.comfyui import CHECKPOINT
from tests.infra.comfyui.graphs import picture

KEY = "key"
_AT_ONCE = 8

_Call = Callable[[], Awaitable[object]]


async def status(effort: Effort) -> AsyncIterator[Measured]:
    """Eight at once, as the sweep asks; what is asked about has ended, so nothing changes."""
    count = effort.of(400, 80)
    async with _providers() as sides:
        for name, (provider, url, headers, client) in sides.items():
            job = (await provider.submit(_order(name))).provider_job_id
            await asyncio.sleep(3)
            ask = _asking(provider, job)
            bare = _bare(client, url.format(job=job), headers)
            await _spent(ask, 16)
            await _spent(bare, 16)
            ours, limit = await _spent(ask, count), await _spent(bare, count)
            unit = f"ms CPU of this process per question to {name}, {_AT_ONCE} at once, beside a"
            yield Measured(f"status_cpu_{name}", ours, f"{unit} bare GET of the same client", limit)


def _asking(provider: Provider, job: str) -> _Call:
    async def ask() -> None:
        await provider.status(job)

    return ask


def _bare(client: httpx.AsyncClient, url: str, headers: dict[str, str]) -> _Call:
    async def ask() -> None:
        (await client.get(url, headers=headers)).json()

    return ask


async def _spent(call: _Call, count: int) -> float:
    """Milliseconds of CPU for each."""
    free = asyncio.Semaphore(_AT_ONCE)

    async def one() -> None:
        async with free:
            await call()

    begun = time.process_time()
    async with asyncio.TaskGroup() as group:
        for _ in range(count):
            group.create_task(one())
    return 1000 * (time.process_time() - begun) / count


_Side = tuple[Provider, str, dict[str, str], httpx.AsyncClient]


@asynccontextmanager
async def _providers() -> AsyncIterator[dict[str, _Side]]:
    async with AsyncExitStack() as stack:
        folder = stack.enter_context(scratch())
        ports = {name: free_port() for name in ("serverless", "comfyui", "videos")}
        for name, port in ports.items():
            double = Double(folder / name, name, "--key", KEY, "--port", str(port))
            await stack.enter_async_context(_kept(double, port))
        urls = {name: f"http://127.0.0.1:{port}" for name, port in ports.items()}
        client = await stack.enter_async_context(open_client())
        outside = await stack.enter_async_context(guarded_client(allow_private=True))
        key = {"Authorization": f"Bearer {KEY}"}
        base = f"{urls['serverless']}/v2"
        given: dict[str, Any] = {"endpoint_id": "ours", "api_key": KEY, "base_url": base}
        v5 = {**given, "endpoint_id": "v5", "open_file": _nothing, "outside": outside}
        yield {
            "runpod": (RunPod(client, **given), f"{base}/ours/status/{{job}}", key, client),
            "worker-comfyui": (
                WorkerComfyUI(client, **v5),
                f"{base}/v5/status/{{job}}",
                key,
                client,
            ),
            "comfyui": (
                ComfyUI(outside, url=urls["comfyui"], client_id="bench", open_file=_nothing),
                f"{urls['comfyui']}/history/{{job}}",
                {},
                outside,
            ),
            "videos": (
                OpenAIVideos(
                    outside,
                    base_url=f"{urls['videos']}/v1",
                    api_key=KEY,
                    model="sora-2",
                    menu=menu_of("sora-2", {}),
                ),
                f"{urls['videos']}/v1/videos/{{job}}",
                key,
                outside,
            ),
        }


@asynccontextmanager
async def _kept(double: Double, port: int) -> AsyncIterator[None]:
    keeping = asyncio.create_task(double.keep(random.Random(0)))
    try:
        async with asyncio.timeout(30):
            while not await listens(port):  # noqa: ASYNC110
                await asyncio.sleep(0.05)
        yield
    finally:
        keeping.cancel()
        await asyncio.gather(keeping, return_exceptions=True)


def _order(side: str) -> Order:
    order = Order(
        attempt=f"attempt_{uuid4().hex}",
        kind=MediaKind.IMAGE,
        brief={"prompt": "a fox", "width": 64, "height": 64, "seed": 1, "count": 1, "model": "m"},
        uploads=(UploadSlot("http://127.0.0.1:9/", {}),),
        report_url="http://127.0.0.1:9/",
        webhook_url=None,
        execution_timeout=60_000,
        ttl=600_000,
    )
    if side == "videos":
        film = {"width": 1280, "height": 720, "fps": "24", "frames": 96}
        return replace(order, kind=MediaKind.VIDEO, brief={**order.brief, **film}, uploads=())
    if side == "runpod":
        return order
    graph = picture(steps=1, prefix=order.attempt)
    graph["1"]["inputs"]["ckpt_name"] = CHECKPOINT
    return replace(order, workflow=graph, output_nodes=("7",), uploads=())


async def _nothing(_: InputFile) -> AsyncIterator[bytes]:
    yield b""
