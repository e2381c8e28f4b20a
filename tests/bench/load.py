"""Requests over kept-alive connections, by a client that costs little itself."""

import asyncio
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import orjson


@dataclass(frozen=True, slots=True)
class Target:
    """One request, ready to be sent again and again."""

    port: int
    request: bytes

    @classmethod
    def post(cls, port: int, path: str, body: Mapping[str, Any], **headers: str) -> "Target":
        content = orjson.dumps(body)
        lines = [
            f"POST {path} HTTP/1.1",
            f"Host: 127.0.0.1:{port}",
            "Content-Type: application/json",
            f"Content-Length: {len(content)}",
            *(f"{name}: {value}" for name, value in headers.items()),
        ]
        return cls(port, "\r\n".join(lines).encode() + b"\r\n\r\n" + content)

    async def answer(self) -> Any:
        """The decoded body of one answer."""
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        try:
            return orjson.loads(await self._ask(reader, writer))
        finally:
            writer.close()
            await writer.wait_closed()

    async def repeat(self, seconds: float, *, connections: int) -> list[float]:
        """The seconds that each request took, as many as fit in."""
        end = time.perf_counter() + seconds
        taken: list[float] = []
        await asyncio.gather(*(self._repeat(end, taken) for _ in range(connections)))
        return taken

    async def _repeat(self, end: float, taken: list[float]) -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port, limit=2**22)
        try:
            while (begun := time.perf_counter()) < end:
                await self._ask(reader, writer)
                taken.append(time.perf_counter() - begun)
        finally:
            writer.close()
            await writer.wait_closed()

    async def _ask(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bytes:
        writer.write(self.request)
        head = (await reader.readuntil(b"\r\n\r\n")).lower()
        assert head.startswith(b"http/1.1 200"), head
        length = int(head.split(b"content-length:")[1].split(b"\r\n")[0])
        return await reader.readexactly(length)
