"""The takes of a whole workspace, beside those of others and without them."""

from collections.abc import AsyncIterator
from statistics import median

import asyncpg  # type: ignore[import-untyped]

from tests.bench.load import Target
from tests.bench.measure import Effort, Measured
from tests.bench.serving import served

_DOCUMENT = "{ takes(first: 20) { totalCount nodes { id kind model createdAt } } }"
_OTHERS = """
INSERT INTO workspaces (id, name) VALUES (bench_id('other'), 'Elsewhere');
INSERT INTO projects (id, workspace_id, name, fps_numerator, fps_denominator, width, height)
VALUES (bench_id('other'), bench_id('other'), 'Other', 24, 1, 1280, 720);
INSERT INTO takes (id, workspace_id, project_id, clip_id, asset_id, kind, model, prompt, parameters,
                   created_at)
SELECT bench_id('other' || n), bench_id('other'), bench_id('other'), bench_id('other'),
       bench_id('other'), 'IMAGE', 'rehearsal', 'A room', '{}', now() + n * interval '1 second'
FROM generate_series(1, $takes) AS n
"""


async def tenants(effort: Effort) -> AsyncIterator[Measured]:
    """A page of them and how many there are, where the newest of all takes are of others."""
    others = effort.of(200_000, 50_000)
    async with served(projects=2) as library, library.api() as (_, port):
        page = Target.post(
            port, "/graphql", {"query": _DOCUMENT}, Authorization=f"Bearer {library.token}"
        )
        seconds = effort.of(2.0, 0.5)
        alone, answer = await _milliseconds(page, seconds), await page.answer()
        await _bring_others(library.database, others)
        beside = await _milliseconds(page, seconds)
        assert await page.answer() == answer
    unit = f"ms per page of a workspace's 960 takes, beside {others} of others and without"
    yield Measured("tenants_takes", beside, unit, alone)


async def _bring_others(database: str, takes: int) -> None:
    connection = await asyncpg.connect(database)
    try:
        await connection.execute("SET session_replication_role = replica")
        await connection.execute(_OTHERS.replace("$takes", str(takes)))
        await connection.execute("VACUUM ANALYZE")
    finally:
        await connection.close()


async def _milliseconds(page: Target, seconds: float) -> float:
    await page.repeat(seconds / 2, connections=1)
    return 1000 * median(await page.repeat(seconds, connections=1))
