"""What stands between a provider and a server of its protocol, and spoils single requests."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from urllib.parse import urlsplit

from infra.embedded.ports import free_port

DROP = b""


@dataclass
class _Rule:
    method: str
    part: str
    answer: bytes
    forward: bool
    drip: float
    times: int


def http(status: int, body: bytes = b"{}", *headers: str) -> bytes:
    """An answer as it travels."""
    lines = [f"HTTP/1.1 {status} X", f"Content-Length: {len(body)}", "Connection: close", *headers]
    return "\r\n".join([*lines, "", ""]).encode() + body


class Meddler:
    """Passes requests on to the server at `far`, but for those it was told to spoil."""

    def __init__(self, far: str) -> None:
        parts = urlsplit(far)
        self._far = (parts.hostname or "", parts.port or 0)
        self._rules: list[_Rule] = []
        self._writers: set[asyncio.StreamWriter] = set()
        self._server: asyncio.Server | None = None
        self._port = free_port()
        self.seen: list[str] = []

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._port}"

    def spoil(
        self,
        method: str,
        part: str,
        answer: bytes = DROP,
        *,
        forward: bool = False,
        drip: float = 0.0,
        times: int = 1,
    ) -> None:
        """Answer the next requests whose path has `part` like this, byte by byte every `drip`
        seconds; `forward` lets the server see them first."""
        self._rules.append(_Rule(method, part, answer, forward, drip, times))

    def mend(self) -> None:
        self._rules.clear()

    async def plug_in(self) -> None:
        self._server = await asyncio.start_server(self._meet, "127.0.0.1", self._port)

    async def pull_out(self) -> None:
        """Refuse connections, and break off those there are."""
        if self._server is not None:
            self._server.close()
            self._server = None
        for writer in tuple(self._writers):
            writer.transport.abort()
        await asyncio.sleep(0.02)

    async def _meet(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._writers.add(writer)
        try:
            await self._pass(reader, writer)
        except (OSError, asyncio.IncompleteReadError, asyncio.LimitOverrunError):
            pass
        finally:
            writer.close()
            with suppress(OSError):
                await writer.wait_closed()
            self._writers.discard(writer)

    async def _pass(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = await reader.readuntil(b"\r\n\r\n")
        method, path = head.split(b" ", 2)[:2]
        self.seen.append(f"{method.decode()} {path.decode()}")
        rule = self._rule(method.decode(), path.decode())
        if rule is None:
            await self._through(_closing(head), reader, writer)
            return
        told = re.search(rb"(?i)\r\ncontent-length: *(\d+)", head)
        body = await reader.readexactly(int(told[1]) if told else 0)
        if rule.forward:
            far_reader, far_writer = await asyncio.open_connection(*self._far)
            far_writer.write(_closing(head) + body)
            while await far_reader.read(65536):
                pass
            far_writer.close()
            with suppress(OSError):
                await far_writer.wait_closed()
        if rule.drip:
            for byte in rule.answer:
                writer.write(bytes([byte]))
                await writer.drain()
                await asyncio.sleep(rule.drip)
        else:
            writer.write(rule.answer)
            await writer.drain()

    def _rule(self, method: str, path: str) -> _Rule | None:
        for rule in self._rules:
            if rule.method == method and rule.part in path and rule.times:
                rule.times -= 1
                return rule
        return None

    async def _through(
        self, head: bytes, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        far_reader, far_writer = await asyncio.open_connection(*self._far)
        self._writers.add(far_writer)
        far_writer.write(head)
        there = asyncio.create_task(_copy(reader, far_writer))
        await _copy(far_reader, writer)
        there.cancel()
        with suppress(asyncio.CancelledError):
            await there
        far_writer.close()
        with suppress(OSError):
            await far_writer.wait_closed()
        self._writers.discard(far_writer)


def _closing(head: bytes) -> bytes:
    """The head of a request after which the server closes, so that each has its connection."""
    if b"upgrade:" in head.lower():
        return head
    lines = [line for line in head.split(b"\r\n") if not line.lower().startswith(b"connection:")]
    return b"\r\n".join([lines[0], b"Connection: close", *lines[1:]])


async def _copy(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with suppress(OSError):
        while data := await reader.read(65536):
            writer.write(data)
            await writer.drain()


@asynccontextmanager
async def meddler_before(far: str) -> AsyncIterator[Meddler]:
    meddler = Meddler(far)
    await meddler.plug_in()
    try:
        yield meddler
    finally:
        await meddler.pull_out()
        await asyncio.sleep(0.02)
