"""`python -m tests.bench.bare http|sockets PORT`: the same answers without a graph, as a limit.

`http` is an ASGI application over asyncpg that answers POST /q1 … /q4 with what one statement
gives. `sockets` sends each message that it gets to everybody else.
"""

import asyncio
import sys
from typing import Any
from uuid import UUID

import asyncpg  # type: ignore[import-untyped]
import orjson
import uvicorn
from websockets.asyncio.server import ServerConnection, serve

from infra.secrets import open_secrets
from infra.settings import load_settings
from schema.context import MediaKey
from studio.kernel.clock import SystemClock
from tests.bench.queries import READS


class Answers:
    """The whole application: parse the variables, run the statement, send its text."""

    def __init__(self) -> None:
        settings = load_settings()
        self._address = (settings.database_url or "").replace("+asyncpg", "")
        self._media = MediaKey(open_secrets(settings).media_key)
        self._reads = {f"/{read.name}": (read.sql, read.parameters) for read in READS}
        self._pool: Any = None
        self._workspace: UUID | None = None

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] == "lifespan":
            await self._live(receive, send)
            return
        if self._workspace is None:
            self._workspace = await self._pool.fetchval("SELECT id FROM workspaces")
        body = orjson.loads((await receive())["body"])
        sql, count = self._reads[scope["path"]]
        media = self._media.binds(SystemClock().now())
        given = (self._workspace, UUID(body["id"]), *media.values())
        text = await self._pool.fetchval(sql, *given[:count])
        content = text.encode()
        headers = [
            (b"content-type", b"application/json"),
            (b"content-length", str(len(content)).encode()),
        ]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": content})

    async def _live(self, receive: Any, send: Any) -> None:
        await receive()
        self._pool = await asyncpg.create_pool(
            self._address, min_size=4, max_size=10, server_settings={"jit": "off"}
        )
        await send({"type": "lifespan.startup.complete"})
        await receive()
        await self._pool.close()
        await send({"type": "lifespan.shutdown.complete"})


async def repeat(port: int) -> None:
    """Every message goes to all other sockets, one after the other."""
    others: set[ServerConnection] = set()

    async def meet(socket: ServerConnection) -> None:
        others.add(socket)
        async for message in socket:
            for other in others - {socket}:
                await other.send(message, text=True)
        others.discard(socket)

    async with serve(meet, "127.0.0.1", port, compression=None):
        await asyncio.Event().wait()


def main() -> None:
    kind, port = sys.argv[1], int(sys.argv[2])
    if kind == "http":
        uvicorn.run(Answers(), host="127.0.0.1", port=port, access_log=False, log_level="warning")
    else:
        asyncio.run(repeat(port))


if __name__ == "__main__":
    main()
