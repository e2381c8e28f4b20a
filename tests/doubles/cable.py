"""A TCP connection to a real server that can be pulled out and plugged in again, or fall silent."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

from infra.embedded.ports import free_port


class Cable:
    """Passes bytes between `127.0.0.1:port` and the server while it is plugged in.

    Silent, it lets nothing through in either direction, and nobody is told. Deaf, it lets the server
    hear what is asked, and throws its answers away. Told to `lose`, it does so with one answer.
    """

    def __init__(self, host: str, port: int) -> None:
        self.far = (host, port)
        self._writers: set[asyncio.StreamWriter] = set()
        self._meetings: set[asyncio.Task[None]] = set()
        self._server: asyncio.Server | None = None
        self._open = asyncio.Event()
        self._open.set()
        self._deaf = False
        self._lost: list[bytes] = []
        # None that a client gets by itself: one that dials while this is pulled out met itself there.
        self.port = free_port()

    async def plug_in(self) -> None:
        if self._server is None:
            self._server = await asyncio.start_server(self._meet, "127.0.0.1", self.port)

    async def pull_out(self) -> None:
        if self._server is not None:
            self._server.close()
            self._server = None
        self._break()
        await asyncio.sleep(0)

    def fall_silent(self) -> None:
        self._open.clear()

    def fall_deaf(self) -> None:
        self._deaf = True

    def lose(self, asked: bytes) -> None:
        """The next request with this in its first line is heard and done, and its answer is lost."""
        self._lost.append(asked)

    async def mend(self) -> None:
        """As it was before; what was said to deaf ears is lost, and its connection with it."""
        if self._deaf:
            self._deaf = False
            self._break()
        self._open.set()
        await self.plug_in()

    def _break(self) -> None:
        for writer in tuple(self._writers):
            writer.transport.abort()

    async def end(self) -> None:
        """Pull it out for good, and leave nothing open."""
        self._open.set()
        await self.pull_out()
        meetings = tuple(self._meetings)
        for meeting in meetings:
            meeting.cancel()
        await asyncio.gather(*meetings, return_exceptions=True)
        await asyncio.sleep(0.05)

    async def _meet(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        meeting = asyncio.current_task()
        assert meeting is not None
        self._meetings.add(meeting)
        self._writers.add(writer)
        try:
            far_reader, far_writer = await asyncio.open_connection(*self.far)
            self._writers.add(far_writer)
            try:
                doomed = asyncio.Event()
                await asyncio.gather(
                    self._ask(reader, far_writer, doomed), self._answer(far_reader, writer, doomed)
                )
            finally:
                self._writers.discard(far_writer)
                far_writer.transport.abort()
        except (OSError, asyncio.CancelledError):
            pass
        finally:
            self._writers.discard(writer)
            self._meetings.discard(meeting)
            writer.transport.abort()

    async def _ask(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, doomed: asyncio.Event
    ) -> None:
        with suppress(OSError):
            while data := await reader.read(65536):
                await self._open.wait()
                line = data[:2000].partition(b"\r\n")[0]
                found = next((asked for asked in self._lost if asked in line), None)
                if found is not None:
                    self._lost.remove(found)
                    doomed.set()
                writer.write(data)
                await writer.drain()
        await _close(writer)

    async def _answer(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, doomed: asyncio.Event
    ) -> None:
        with suppress(OSError):
            while data := await reader.read(65536):
                await self._open.wait()
                if doomed.is_set():
                    writer.transport.abort()
                    return
                if not self._deaf:
                    writer.write(data)
                    await writer.drain()
        if not self._deaf:
            await _close(writer)


async def _close(writer: asyncio.StreamWriter) -> None:
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
        await cable.end()
