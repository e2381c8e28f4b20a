"""The other side of infra.faults: notes what is reached, and kills or waves on."""

from __future__ import annotations

import asyncio
import json
import os
import signal
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any


class FaultInjector:
    """`kills` decides, for each point reached, whether the process that reached it dies there."""

    def __init__(self, kills: Callable[[dict[str, Any]], bool]) -> None:
        self._kills = kills
        self.reached: list[dict[str, Any]] = []
        self.killed: list[dict[str, Any]] = []

    async def meet(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        told = json.loads(await reader.readline())
        self.reached.append(told)
        if self._kills(told):
            self.killed.append(told)
            os.kill(told["pid"], signal.SIGKILL)
        else:
            writer.write(b"\n")
        writer.close()


@asynccontextmanager
async def fault_injector(
    kills: Callable[[dict[str, Any]], bool],
) -> AsyncIterator[tuple[FaultInjector, str]]:
    """The injector and its address, for STORYCANVAS_FAULT_SOCKET."""
    injector = FaultInjector(kills)
    server = await asyncio.start_server(injector.meet, "127.0.0.1", 0)
    host, port = server.sockets[0].getsockname()[:2]
    try:
        yield injector, f"{host}:{port}"
    finally:
        server.close()
