"""Beside 10,000 rows of others in each table, no list of a workspace reads theirs."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from schema.scalars import moment_text
from tests.bench.test_plans import Plans, listening, nodes
from tests.running import Studio
from tests.schema.casting.setting import cast, film, take

pytestmark = [pytest.mark.slow, pytest.mark.timeout(180)]

THEIRS = 10_000
MOST_READ = THEIRS // 10
"""Of one table by one statement; the workspace has less than that of each."""
WORKSPACE = UUID(int=7)
NAMES = frozenset({"name", "folded", "file_name", "key", "digest", "builtin"})
PAGES = (
    *("projects", "takes", "jobs", "batches", "ledger", "budgets", "prices", "endpoints", "models"),
    *("presets", "workflows", "promptTemplates", "characters", "locations", "styles", "castings"),
)
SEARCHED = ("models", "presets", "promptTemplates", "characters", "locations", "styles")
_PAGE = "{ %s(first: 50) { totalCount nodes { id } } }"
_JOBS = "query($filter: RenderJobFilter) { jobs(filter: $filter) { totalCount nodes { id } } }"
_REST = (
    "{ modelUsage { model jobCount } }",
    "{ history { rowCount } }",
    "{ spending { spent held } }",
    "{ batches(active: true) { nodes { id } } }",
    *(f'{{ {page}(filter: {{ search: "a" }}) {{ totalCount }} }}' for page in SEARCHED),
    *(f"{{ projects(sort: {sort}) {{ nodes {{ id }} }} }}" for sort in ("NAME", "CREATED")),
    "{ takes(filter: { kind: IMAGE }) { totalCount nodes { id isSelected url } } }",
    *(
        f"{{ spendingReport(by: {by}) {{ spent }} }}"
        for by in ("DAY", "PROJECT", "MODEL", "ACCOUNT")
    ),
)
_COLUMNS = """
SELECT attname, typname, (
    SELECT there.relname FROM pg_constraint
    JOIN pg_class there ON there.oid = confrelid
    JOIN pg_attribute key ON key.attrelid = confrelid
      AND key.attnum = confkey[array_position(conkey, pg_attribute.attnum)]
    WHERE conrelid = pg_class.oid AND contype = 'f' AND key.attname = 'id'
    LIMIT 1
) AS target, EXISTS (
    SELECT FROM pg_index WHERE indrelid = pg_class.oid AND indisunique AND attnum = ANY(indkey)
) AS told_apart
FROM pg_class JOIN pg_attribute ON attrelid = pg_class.oid JOIN pg_type ON pg_type.oid = atttypid
WHERE pg_class.oid = CAST(:name AS regclass) AND attnum > 0 AND NOT attisdropped AND attgenerated = ''
"""
_TABLES = """
SELECT tablename FROM pg_tables WHERE schemaname = 'public'
  AND tablename NOT IN ('alembic_version', 'workspaces', 'access_tokens', 'blobs', 'leases', 'outbox')
"""


async def copy_for_others(session: AsyncSession) -> dict[str, int]:
    """Rows of another workspace like those that there are, and of how many of each table. The nth rows
    of all tables belong together; what is dated is later than ours."""
    copied: dict[str, int] = {}
    for (table,) in (await session.execute(text(_TABLES))).all():
        many = await session.scalar(text(f"SELECT count(*) FROM {table}"))
        if not many:
            continue
        columns = (await session.execute(text(_COLUMNS), {"name": table})).all()
        values = ", ".join(_theirs(table, *column) for column in columns)
        names = ", ".join(column[0] for column in columns)
        await session.execute(
            text(
                f"INSERT INTO {table} ({names}) SELECT {values} FROM generate_series(1, {THEIRS}) AS n"
                f" JOIN (SELECT *, row_number() OVER () AS nth FROM {table}) AS own"
                f" ON nth = 1 + n % {many}"
            )
        )
        copied[table] = many
    return copied


def _theirs(table: str, name: str, kind: str, target: str | None, told_apart: bool) -> str:
    if name == "workspace_id":
        return f"'{WORKSPACE}'::uuid"
    if kind == "uuid":
        key = table if name == "id" else target or name
        return f"CASE WHEN own.{name} IS NOT NULL THEN md5('{key}' || n)::uuid END"
    if name == "created_at":
        return "own.created_at + n * interval '1 second'"
    if told_apart and name in NAMES:
        return f"own.{name} || n"
    if told_apart and kind == "bytea":
        return "sha256(n::text::bytea)"
    return f"own.{name}"


@pytest.fixture
async def beside(studio: Studio) -> Studio:
    await work_a_little(studio)
    async with studio.sessions() as session, session.begin():
        await session.execute(text("SET LOCAL session_replication_role = replica"))
        await finish_a_render(session)
        copied = await copy_for_others(session)
    assert {"takes", "attempts", "render_jobs", "ledger_entries", "castings", "locations"} < set(
        copied
    )
    assert max(copied.values()) < MOST_READ
    async with studio.sessions() as session, session.begin():
        await session.execute(text("ANALYZE"))
    return studio


async def work_a_little(studio: Studio) -> None:
    do = studio.owner.do
    story = await film(studio.owner)
    style = (await do("createStyle", "style { id }", name="Ink", artStyle="ink"))["style"]["id"]
    await do("createLocation", "location { id }", projectId=story.id, name="Hall", look="dusty")
    await cast(studio.owner, {"placeIds": [story.id], "styleId": style})
    await do("createTemplate", "template { id }", name="Night", category="LIGHT", prompt="night")
    await do("createPreset", "preset { id }", name="Ink", settings={"steps": 20})
    await do("setBudget", "budget { id }", scope="WORKSPACE", period="DAY", hardLimit="10")
    (there,) = (await studio.owner.data("{ endpoints { nodes { id } } }"))["endpoints"]["nodes"]
    await do("createPrice", "price { id }", unit="TAKE", amount="0", endpointId=there["id"])
    await do("recordBill", "entry { id }", amount="1", at=moment_text(datetime.now(UTC)))
    for clip in story.clips[0]:
        await take(studio, clip)
    await do("generateClips", "jobs { id }", projectId=story.id, idempotencyKey="k")


async def finish_a_render(session: AsyncSession) -> None:
    for statement in (
        """INSERT INTO models (id, workspace_id, kind, source, name, file_name)
        SELECT gen_random_uuid(), id, 'CHECKPOINT', 'USER', 'a', 'a.ckpt' FROM workspaces""",
        """UPDATE render_jobs SET state = 'COMPLETED', progress = 1, attempt_count = 1,
            finished_at = now() WHERE id = (SELECT min(id::text)::uuid FROM render_jobs)""",
        """INSERT INTO attempts (id, project_id, job_id, endpoint_id, number, secret_digest,
            provider_job_id, accepted_at, started_at, ttl_at, check_at, outputs, ended_at, outcome)
        SELECT gen_random_uuid(), project_id, id, endpoint_id, 1, sha256('ours'), 'a', now(), now(), now(), now(),
            '[]', now(), 'COMPLETED' FROM render_jobs WHERE state = 'COMPLETED'""",
        """UPDATE takes SET job_id = job.id, attempt_id = attempts.id, output_index = 0
        FROM render_jobs AS job JOIN attempts ON attempts.job_id = job.id
        WHERE takes.clip_id = job.clip_id""",
        """UPDATE clips SET selected_take_id = takes.id FROM takes WHERE takes.clip_id = clips.id""",
    ):
        await session.execute(text(statement))


async def test_no_list_reads_the_rows_of_others(beside: Studio) -> None:
    ask = beside.owner.data
    async with listening(beside.runtime.engine) as plans:
        for page in PAGES:
            found = (await ask(_PAGE % page))[page]
            assert found["totalCount"] == len(found["nodes"]), page
            assert found["nodes"] or page == "workflows", page
        for wanted in ({}, {"active": True}, {"active": False}, {"states": ["COMPLETED"]}):
            assert (await ask(_JOBS, filter=wanted))["jobs"]["nodes"]
        for document in _REST:
            await ask(document)
    assert len(plans.asked) > len(PAGES)
    assert await read_of_others(beside, plans) == {}


async def read_of_others(studio: Studio, plans: Plans) -> dict[str, list[str]]:
    """The statements that read more of a table than the workspace has, and how much of which."""
    found: dict[str, list[str]] = {}
    for statement, parameters in plans.asked:
        async with studio.runtime.engine.connect() as connection:
            rows = await connection.exec_driver_sql(
                f"EXPLAIN (ANALYZE, TIMING OFF, FORMAT JSON) {statement}", tuple(parameters or ())
            )
            told = rows.scalar_one()
            plan = json.loads(told) if isinstance(told, str) else told
            await connection.rollback()
        much = [f"{name}: {read}" for name, read in _reads(plan[0]["Plan"]) if read > MOST_READ]
        if much:
            found[" ".join(statement.split())[-300:]] = much
    return found


def _reads(plan: dict[str, Any]) -> list[tuple[str, int]]:
    return [
        (
            f"{node['Node Type']} of {node.get('Index Name') or node['Relation Name']}",
            round(
                node["Actual Loops"]
                * (
                    node["Actual Rows"]
                    + node.get("Rows Removed by Filter", 0)
                    + node.get("Rows Removed by Index Recheck", 0)
                )
            ),
        )
        for node in nodes(plan)
        if "Scan" in node["Node Type"] and ("Relation Name" in node or "Index Name" in node)
    ]
