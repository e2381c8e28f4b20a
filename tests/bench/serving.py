"""One API process, and its bare twins, on servers of the bench's own."""

import asyncio
import os
import secrets
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from infra.embedded.ports import free_port
from infra.embedded.studio import servers
from infra.settings import Settings
from tests.bench.launching import scratch
from tests.bench.library import Chosen, fill
from tests.bench.processes import leaders
from tests.e2e.studio_process import ROOT


@dataclass(frozen=True)
class Served:
    """A filled library, the servers it is on, and how a process is told of them."""

    settings: Settings
    token: str
    chosen: Chosen
    postgres: int

    @property
    def database(self) -> str:
        """Postgres' address as asyncpg takes it."""
        return (self.settings.database_url or "").replace("+asyncpg", "")

    @asynccontextmanager
    async def api(self) -> AsyncIterator[tuple[int, int]]:
        """The web process: its pid and its port."""
        port = free_port()
        async with self._process(port, "api.serve", STORYCANVAS_PORT=str(port)) as pid:
            yield pid, port

    @asynccontextmanager
    async def bare(self, kind: str) -> AsyncIterator[tuple[int, int]]:
        """The twin of this kind: its pid and its port."""
        port = free_port()
        async with self._process(port, "tests.bench.bare", kind, str(port)) as pid:
            yield pid, port

    @asynccontextmanager
    async def _process(
        self, port: int, module: str, *arguments: str, **more: str
    ) -> AsyncIterator[int]:
        log = self.settings.data.parent / f"{module}.log"
        with log.open("ab") as out:
            process = await asyncio.create_subprocess_exec(
                *(sys.executable, "-m", module, *arguments),
                cwd=ROOT,
                env=environment(self.settings, self.token, **more),
                stdout=out,
                stderr=out,
            )
        try:
            async with asyncio.timeout(60):
                while not await listens(port):
                    assert process.returncode is None, log.read_text()[-2000:]
                    await asyncio.sleep(0.05)
            yield process.pid
        finally:
            if process.returncode is None:
                process.terminate()
            await process.wait()


@asynccontextmanager
async def served(*, projects: int) -> AsyncIterator[Served]:
    """Postgres and Valkey as `up` runs them, migrated, with this many projects in them."""
    token = secrets.token_urlsafe(16)
    with scratch() as folder:
        async with servers(folder / "data") as (database_url, redis_url):
            settings = Settings(
                database_url=database_url, redis_url=redis_url, data=folder / "data"
            )
            prepared = await asyncio.create_subprocess_exec(
                *(sys.executable, "-m", "api.prepare"),
                cwd=ROOT,
                env=environment(settings, token),
            )
            assert await prepared.wait() == 0, "api.prepare failed"
            chosen = await fill(database_url.replace("+asyncpg", ""), projects=projects)
            postgres = leaders(folder / "data")["postgres"]
            yield Served(settings, token, chosen, postgres)


def environment(settings: Settings, token: str, **more: str) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if "STORYCANVAS" not in name}
    return {
        **kept,
        "DATABASE_URL": settings.database_url or "",
        "REDIS_URL": settings.redis_url or "",
        "STORYCANVAS_DATA": str(settings.data),
        "STORYCANVAS_LOCAL_TOKEN": token,
        **more,
    }


async def listens(port: int) -> bool:
    try:
        _, writer = await asyncio.open_connection("127.0.0.1", port)
    except OSError:
        return False
    writer.close()
    await writer.wait_closed()
    return True
