"""What looking after 10,000 renders in flight costs, with 100,000 that are over in the tables.

The baselines are the shortest statements that touch the same rows: they say what Postgres itself
takes for reading them, with nothing decided and nothing written.
"""

import os
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import UTC, datetime
from functools import partial
from statistics import median
from typing import Any

import asyncpg  # type: ignore[import-untyped]

from infra.bus import Bus
from infra.database import open_database, sessions_of
from studio import registry as registry
from studio.kernel.work import Work, unit_of_work
from studio.rendering.sweeping import due_attempts
from studio.rendering.turns import call_turns
from tests.bench.measure import Effort, Measured
from tests.bench.processes import cpu_seconds, own_cpu_seconds, tree
from tests.bench.serving import Served, served

JOBS = """
INSERT INTO render_jobs (id, workspace_id, project_id, clip_id, endpoint_id, requested_by, kind,
    state, count, seed, brief, attempt_limit, attempt_count, priority, rank, progress, finished_at)
SELECT bench_id($1 || n), $2, $3, $4, bench_id('endpoint'), $5, 'IMAGE', $1, 1, n,
    '{"width": 1280, "height": 720}', 8, 1, n % 4, n, CASE $1 WHEN 'COMPLETED' THEN 1 ELSE 0 END,
    CASE $1 WHEN 'COMPLETED' THEN now() - n * interval '1 second' END
FROM generate_series(1, $6) AS n
"""
ATTEMPTS = """
INSERT INTO attempts (id, project_id, job_id, endpoint_id, number, secret_digest, provider_job_id,
    accepted_at, ttl_at, check_at, outputs, ended_at, outcome)
SELECT bench_id('attempt' || id::text), project_id, id, endpoint_id, 1, sha256(id::text::bytea),
    id::text, now(), now() + interval '1 day', now() + (rank % 60 - 1) * interval '1 second',
    CASE state WHEN 'COMPLETED' THEN '[]'::jsonb END, finished_at,
    CASE state WHEN 'COMPLETED' THEN 'COMPLETED' END
FROM render_jobs WHERE state <> 'QUEUED'
"""


async def flying(effort: Effort) -> AsyncIterator[Measured]:
    """Choosing whose turn it is, and which silent attempts to ask about."""
    count, over = effort.of(10_000, 1_000), effort.of(100_000, 5_000)
    async with served(projects=1) as library:
        connection = await asyncpg.connect(library.database)
        try:
            await _fill(connection, library, count, over)
            async for measured in _measure(library, connection, effort, count):
                yield measured
        finally:
            await connection.close()


async def _fill(connection: Any, library: Served, count: int, over: int) -> None:
    row = await connection.fetchrow(
        "SELECT workspace_id, account_id FROM members ORDER BY workspace_id LIMIT 1"
    )
    clip = await connection.fetchrow("SELECT id, project_id FROM clips LIMIT 1")
    await connection.execute(
        "INSERT INTO endpoints (id, workspace_id, provider, source, name, remote_id, concurrency)"
        " VALUES (bench_id('endpoint'), $1, 'RUNPOD', 'USER', 'Bench', 'x', 10000)",
        row["workspace_id"],
    )
    for state, jobs in (("QUEUED", count), ("RUNNING", count), ("COMPLETED", over)):
        await connection.execute(
            JOBS,
            state,
            row["workspace_id"],
            clip["project_id"],
            clip["id"],
            row["account_id"],
            jobs,
        )
    await connection.execute(ATTEMPTS)
    await connection.execute("ANALYZE render_jobs")
    await connection.execute("ANALYZE attempts")
    await connection.execute("UPDATE endpoints SET concurrency = least(10000, $1 + 8)", count)


async def _measure(
    library: Served, connection: Any, effort: Effort, count: int
) -> AsyncIterator[Measured]:
    assert library.settings.database_url is not None
    assert library.settings.redis_url is not None
    engine = open_database(library.settings.database_url, application="bench")
    bus = Bus(library.settings.redis_url)
    sessions = sessions_of(engine)
    try:
        for name, act, bare in (
            (
                "turns",
                call_turns,
                "SELECT id FROM render_jobs WHERE state = 'QUEUED' ORDER BY priority DESC, rank",
            ),
            (
                "sweep",
                _due,
                "SELECT id FROM attempts WHERE ended_at IS NULL ORDER BY check_at LIMIT 40",
            ),
        ):
            ours: list[tuple[float, float]] = []
            limit: list[tuple[float, float]] = []
            for _ in range(effort.of(20, 5)):
                ours.append(await _timed(library, partial(_once, sessions, bus, act)))
                limit.append(await _timed(library, partial(connection.fetch, bare)))
            told = f"ms for {count} in flight and as many queued"
            for what, place in (("cpu", 0), ("time", 1)):
                yield Measured(
                    f"{name}_{what}",
                    median(one[place] for one in ours),
                    f"{told}, {what} with Postgres'" if what == "cpu" else told,
                    median(one[place] for one in limit),
                )
    finally:
        await bus.close()
        await engine.dispose()


async def _due(work: Work, now: datetime) -> object:
    return await due_attempts(work, now, limit=40)


async def _once(
    sessions: Any, bus: Bus, act: Callable[[Work, datetime], Awaitable[object]]
) -> None:
    async with unit_of_work(sessions, bus) as work:
        await act(work, datetime.now(UTC))


async def _timed(library: Served, act: Callable[[], Awaitable[object]]) -> tuple[float, float]:
    """CPU of this process and of Postgres, and time, in milliseconds."""
    pids = tree(library.postgres)
    used, there, begun = own_cpu_seconds(os.getpid()), cpu_seconds(pids), time.perf_counter()
    await act()
    taken = time.perf_counter() - begun
    used = own_cpu_seconds(os.getpid()) - used + cpu_seconds(pids) - there
    return 1000 * used, 1000 * taken
