"""What it costs to tell a hundred subscribers of one project about one event."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from statistics import median

import httpx
import websockets
from websockets.asyncio.client import ClientConnection

from tests.bench.measure import Effort, Measured
from tests.bench.processes import own_cpu_seconds
from tests.bench.serving import Served, served
from tests.running import Caller

SUBSCRIBERS = 100
_SUBSCRIPTION = """subscription($id: ID!) { projectEvents(projectId: $id) {
    seq kind at ... on ClipChanged { clip { id name startFrame durationFrames version } } } }"""
_IDLE_SECONDS = 5.0


async def subscription(effort: Effort) -> AsyncIterator[Measured]:
    """CPU of one web process, less that of the mutation, beside a bare WebSocket server."""
    count, subscribers = effort.of(15, 4), effort.of(SUBSCRIBERS, 30)
    silence = effort.of(_IDLE_SECONDS, 1.0)
    async with served(projects=2) as library:
        async with library.api() as (pid, port), httpx.AsyncClient(timeout=30) as http:
            owner = Caller(f"http://127.0.0.1:{port}", library.token, http)
            project = f"project_{library.chosen.project.hex}"
            edit = _Edit(owner, f"clip_{library.chosen.clip.hex}")
            await _spent(pid, edit, [], 2)
            alone, _ = await _spent(pid, edit, [], count)
            async with AsyncExitStack() as stack:
                sockets = [
                    (
                        await stack.enter_async_context(owner.follow(_SUBSCRIPTION, id=project))
                    ).socket
                    for _ in range(subscribers)
                ]
                await asyncio.sleep(1)
                before = own_cpu_seconds(pid)
                await asyncio.sleep(silence)
                idle = (own_cpu_seconds(pid) - before) / silence / subscribers
                used, seconds = await _spent(pid, edit, sockets, count)
        bare_used, bare_seconds = await _bare(library, edit.heard, subscribers, count)
    events = count * subscribers
    of = f"{subscribers} subscribers of one project"
    unit = f"us CPU of the web process per delivered event, {of}"
    yield Measured(
        "subscription_cpu", 1e6 * (used - alone) / events, unit, 1e6 * bare_used / events
    )
    unit = f"ms from the edit until {of} have it, median of {count}, the edit included"
    yield Measured("subscription_time", 1000 * seconds, unit, 1000 * bare_seconds)
    unit = f"us CPU of the web process per second and silent subscriber, {of}"
    yield Measured("subscription_idle", 1e6 * idle, unit)


class _Edit:
    """An edit of one clip, and what a subscriber last heard of one."""

    def __init__(self, owner: Caller, clip: str) -> None:
        self._owner, self._clip = owner, clip
        self._number = 0
        self.heard = ""

    async def __call__(self) -> None:
        self._number += 1
        await self._owner.do("updateClip", "clip { id }", id=self._clip, name=f"N{self._number}")


async def _spent(
    pid: int, edit: _Edit, sockets: list[ClientConnection], count: int
) -> tuple[float, float]:
    """CPU seconds of these edits, told one after the other, and the median seconds of one."""
    used, taken = own_cpu_seconds(pid), []
    for _ in range(count):
        begun = time.perf_counter()
        await edit()
        heard = await asyncio.gather(*(socket.recv() for socket in sockets))
        taken.append(time.perf_counter() - begun)
        if heard:
            edit.heard = str(heard[0])
    return own_cpu_seconds(pid) - used, median(taken)


async def _bare(library: Served, message: str, subscribers: int, count: int) -> tuple[float, float]:
    """The same for a server that sends the same bytes to as many sockets."""
    taken: list[float] = []
    async with library.bare("sockets") as (pid, port), AsyncExitStack() as stack:
        address = f"ws://127.0.0.1:{port}"
        sender, *sockets = [
            await stack.enter_async_context(websockets.connect(address, compression=None))
            for _ in range(subscribers + 1)
        ]
        used = own_cpu_seconds(pid)
        for _ in range(count):
            begun = time.perf_counter()
            await sender.send(message)
            await asyncio.gather(*(socket.recv() for socket in sockets))
            taken.append(time.perf_counter() - begun)
        return own_cpu_seconds(pid) - used, median(taken)
