"""One queue process that looks after 10,000 renders in flight: its memory and its steady CPU."""

import asyncio
import os
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import asyncpg  # type: ignore[import-untyped]

from infra.embedded.ports import free_port
from infra.secrets import open_secrets
from tests.bench.commits import Connection
from tests.bench.flying import ATTEMPTS, JOBS
from tests.bench.measure import Effort, Measured
from tests.bench.processes import cpu_seconds, memory_mb, tree
from tests.bench.serving import Served, environment, listens, served
from tests.e2e.studio_process import ROOT, children_of

_WARM_UP = 15.0


async def aloft(effort: Effort) -> AsyncIterator[Measured]:
    """Beside the same process with nothing in flight. Jobs are at an endpoint that answers at once."""
    count, over = effort.of(10_000, 1_000), effort.of(100_000, 5_000)
    seconds, port = effort.of(60.0, 15.0), free_port()
    async with served(projects=1) as library, _process("tests.bench.answering", str(port)):
        while not await listens(port):  # noqa: ASYNC110
            await asyncio.sleep(0.05)
        connection = await asyncpg.connect(library.database)
        try:
            await _add_endpoint(connection, library, port)
            async with _worker(library) as pid:
                idle = await _spent(pid, library.postgres, seconds)
            await _fill(connection, library, count, over)
            async with _worker(library) as pid:
                calls = await _calls(connection)
                busy = await _spent(pid, library.postgres, seconds)
                calls = (await _calls(connection) - calls) / seconds
        finally:
            await connection.close()
    of = f"with {count} in flight and {over} over, beside none"
    yield Measured("aloft_memory_pss", busy[0], f"MB (2^20 bytes) PSS of the process {of}", idle[0])
    yield Measured("aloft_cpu", busy[1], f"% of a core, the process {of}", idle[1])
    yield Measured("aloft_cpu_postgres", busy[2], f"% of a core, Postgres {of}", idle[2])
    yield Measured("aloft_calls", calls, f"status calls a second {of.partition(',')[0]}")


async def _spent(pid: int, postgres: int, seconds: float) -> tuple[float, float, float]:
    """PSS in MB, and per cent of a core that the process and Postgres take."""
    await asyncio.sleep(_WARM_UP)
    own, there = cpu_seconds([pid]), cpu_seconds(tree(postgres))
    await asyncio.sleep(seconds)
    own, there = cpu_seconds([pid]) - own, cpu_seconds(tree(postgres)) - there
    return memory_mb([pid])[1], 100 * own / seconds, 100 * there / seconds


async def _calls(connection: Connection) -> float:
    """How many looks have been taken: each puts the next one off, and off for longer."""
    told = await connection.fetchval(
        "SELECT sum(round(ln(silence / 2.0) / ln(1.5))) FROM attempts WHERE ended_at IS NULL"
    )
    return float(told or 0)


async def _add_endpoint(connection: Connection, library: Served, port: int) -> None:
    key = open_secrets(library.settings).seal("key")
    await connection.execute(
        "INSERT INTO endpoints (id, workspace_id, provider, source, name, remote_id, url,"
        " sealed_key, concurrency) SELECT bench_id('endpoint'), id, 'RUNPOD', 'USER', 'Bench', 'x',"
        " $1, $2, 10000 FROM workspaces LIMIT 1",
        f"http://127.0.0.1:{port}/v2",
        key,
    )


async def _fill(connection: Connection, library: Served, count: int, over: int) -> None:
    row = await connection.fetchrow("SELECT workspace_id, account_id FROM members LIMIT 1")
    clip = await connection.fetchrow("SELECT id, project_id FROM clips LIMIT 1")
    owner = row["workspace_id"], clip["project_id"], clip["id"], row["account_id"]
    for state, jobs in (("RUNNING", count), ("COMPLETED", over)):
        await connection.execute(JOBS, state, *owner, jobs)
    await connection.execute(ATTEMPTS)
    await connection.execute("ANALYZE")


@asynccontextmanager
async def _worker(library: Served) -> AsyncIterator[int]:
    """Dramatiq's worker process, in which everything runs."""
    told = environment(library.settings, library.token, STORYCANVAS_ALLOW_PRIVATE_ENDPOINTS="true")
    async with _process("workers", env=told) as master:
        async with asyncio.timeout(60):
            while not (children := children_of(master)):  # noqa: ASYNC110
                await asyncio.sleep(0.05)
        yield children[0]


@asynccontextmanager
async def _process(
    module: str, *arguments: str, env: dict[str, str] | None = None
) -> AsyncIterator[int]:
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", module, *arguments),
        cwd=ROOT,
        env=env or dict(os.environ),
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        yield process.pid
    finally:
        if process.returncode is None:
            process.terminate()
        await process.wait()
