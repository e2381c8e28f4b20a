"""A TCP connection to a real server that can be pulled out and plugged in again."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress


class Cable:
    """Passes bytes between `127.0.0.1:port` and the server while it is plugged in."""

    def __init__(self, host: str, port: int) -> None:
        self._far = (host, port)
        self._writers: set[asyncio.StreamWriter] = set()
        self._server: asyncio.Server | None = None
        self.port = 0

    async def plug_in(self) -> None:
        self._server = await asyncio.start_server(self._meet, "127.0.0.1", self.port)
        self.port = self._server.sockets[0].getsockname()[1]

    async def pull_out(self) -> None:
        assert self._server is not None
        self._server.close()
        for writer in tuple(self._writers):
            writer.transport.abort()
        await asyncio.sleep(0)

    async def _meet(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            far_reader, far_writer = await asyncio.open_connection(*self._far)
        except OSError:
            writer.close()
            return
        pair = {writer, far_writer}
        self._writers |= pair
        await asyncio.gather(_pass(reader, far_writer), _pass(far_reader, writer))
        self._writers -= pair


async def _pass(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with suppress(OSError):
        while data := await reader.read(65536):
            writer.write(data)
            await writer.drain()
    writer.close()
    with suppress(OSError):
        await writer.wait_closed()


@asynccontextmanager
async def cable_to(host: str, port: int) -> AsyncIterator[Cable]:
    cable = Cable(host, port)
    await cable.plug_in()
    try:
        yield cable
    finally:
        await cable.pull_out()
        await asyncio.sleep(0.05)
