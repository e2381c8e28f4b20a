"""Exports in tests: asked for over HTTP, made by the queue process's own code, held at a gate."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import func, select

from studio.kernel.events import OutboxMessage
from studio.kernel.ids import untyped
from tests.doubles.waiting import until
from tests.running import Caller
from tests.schema.graphs import Film
from tests.workers.lab import Lab
from workers.exporting import make

SEEN = """query($id: ID!) { export(id: $id) { id state progress format name size url expiresAt
    finishedAt manifest error { code message } project { id } } }"""


async def asked(caller: Caller, film: Film, form: str = "OTIO", **given: Any) -> str:
    wanted = {"projectId": film.project, "format": form, **given}
    payload = await caller.do("requestExport", "export { id state }", **wanted)
    assert payload["export"]["state"] == "QUEUED"
    found: str = payload["export"]["id"]
    return found


async def refused(caller: Caller, mutation: str, wanted: str, **given: Any) -> tuple[str, Any]:
    payload = await caller.attempt(mutation, wanted, **given)
    (error,) = payload["userErrors"]
    return error["code"], error["field"]


async def seen(caller: Caller, export: str) -> Any:
    return (await caller.data(SEEN, id=export))["export"]


async def made(lab: Lab, export: str) -> Any:
    await make(lab.context, row_id(export))
    return await seen(lab.studio.owner, export)


def row_id(export: str) -> UUID:
    found = untyped("export", export)
    assert found is not None
    return found


async def count(lab: Lab, table: Any) -> int:
    async with lab.context.sessions() as session:
        return await session.scalar(select(func.count()).select_from(table)) or 0


async def messages(lab: Lab) -> int:
    """How many wait for an actor to make an export."""
    async with lab.context.sessions() as session:
        which = select(func.count()).where(OutboxMessage.actor == "make_export")
        return await session.scalar(which) or 0


def kept(lab: Lab) -> list[Path]:
    """The files in the object store."""
    root = lab.context.settings.data / "media" / "blobs"
    return [file for file in root.rglob("*") if file.is_file()]


@dataclass
class Gate:
    """Where the processes that make exports wait, until it is opened."""

    opened: asyncio.Event = field(default_factory=asyncio.Event)
    reached: list[int] = field(default_factory=list)

    async def meet(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        told = json.loads(await reader.readline())
        if told["point"] == "export.begun":
            self.reached.append(told["pid"])
            await self.opened.wait()
        writer.write(b"\n")
        writer.close()

    async def first(self) -> int:
        """The process that came first, once one has."""
        return await self.come(1)

    async def come(self, count: int) -> int:
        """The last one of so many processes, once they have come."""
        await until(lambda: len(self.reached) >= count)
        return self.reached[count - 1]


@asynccontextmanager
async def open_gate() -> AsyncIterator[tuple[Gate, str]]:
    """The gate and its address, for STORYCANVAS_FAULT_SOCKET."""
    gate = Gate()
    server = await asyncio.start_server(gate.meet, "127.0.0.1", 0)
    host, port = server.sockets[0].getsockname()[:2]
    try:
        yield gate, f"{host}:{port}"
    finally:
        gate.opened.set()
        server.close()


@asynccontextmanager
async def under_way(lab: Lab, export: str) -> AsyncIterator[asyncio.Task[None]]:
    task = asyncio.create_task(make(lab.context, row_id(export)))
    try:
        yield task
    finally:
        task.cancel()
        await asyncio.wait([task])


def alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().split()[2] != "Z"
    except FileNotFoundError:
        return False
