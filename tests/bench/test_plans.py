"""With 100,000 renders that are over in the tables, nothing that is asked often reads them all."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import event, text

from infra.settings import Settings
from studio.pulling.service import crew_of, take_jobs
from studio.rendering.paces import is_unmeasured, measure_paces
from studio.rendering.sweeping import due_attempts, remember_forgotten, unanswered
from studio.rendering.turns import call_turns
from tests.running import Studio
from tests.schema.graphs import fill, make_film
from workers.context import Context, open_context
from workers.listening import _endpoints_to_hear

pytestmark = [pytest.mark.slow, pytest.mark.timeout(180)]

OVER = 100_000
CLIPS = 500
LISTS: tuple[dict[str, Any], ...] = (
    {},
    {"active": True},
    {"active": False},
    {"states": ["QUEUED"]},
    {"states": ["SAVING", "RUNNING", "STARTING", "CANCELLING", "WAITING", "SUBMITTING"]},
    {"states": ["FAILED"]},
)
LARGE = frozenset({"render_jobs", "attempts", "takes", "pull_jobs"})
_FILL = """
INSERT INTO render_jobs (id, workspace_id, project_id, clip_id, endpoint_id, requested_by, kind,
    state, count, seed, brief, attempt_limit, attempt_count, rank, progress, error_code,
    created_at, updated_at, finished_at)
SELECT md5(:state || n)::uuid, :workspace, :project, (CAST(:clips AS uuid[]))[1 + n % :many],
    :endpoint, :account, 'IMAGE', :state, 1, n, '{"width": 640, "height": 360, "prompt": "p"}',
    8, 1, n, CASE :state WHEN 'COMPLETED' THEN 1 ELSE 0 END,
    CASE :state WHEN 'FAILED' THEN 'RENDER_FAILED' END,
    now() - n * interval '1 minute', now() - n * interval '1 minute',
    CASE WHEN :state IN ('COMPLETED', 'FAILED') THEN now() - n * interval '1 minute' END
FROM generate_series(1, :jobs) AS n
"""
_ATTEMPTS = """
INSERT INTO attempts (id, project_id, job_id, endpoint_id, number, secret_digest, provider_job_id,
    accepted_at, started_at, ttl_at, check_at, outputs, ended_at, outcome)
SELECT md5('attempt' || id::text)::uuid, project_id, id, endpoint_id, 1,
    sha256(id::text::bytea), id::text, created_at, created_at, created_at + interval '1 day',
    created_at, CASE state WHEN 'COMPLETED' THEN '[]'::jsonb END, finished_at,
    CASE WHEN finished_at IS NOT NULL THEN state END
FROM render_jobs WHERE state <> 'QUEUED'
"""
_TAKES = """
INSERT INTO takes (id, workspace_id, project_id, clip_id, job_id, attempt_id, output_index, asset_id,
    kind, seed, model, prompt, parameters, created_at)
SELECT md5('take' || id::text)::uuid, workspace_id, project_id, clip_id, id,
    md5('attempt' || id::text)::uuid, 0, id, 'IMAGE', 1, 'm', 'p', '{}', created_at
FROM render_jobs WHERE state = 'COMPLETED'
"""
_PULLED = """
INSERT INTO pull_jobs (id, endpoint_id, input, state, execution_timeout, expires_at, ended_at)
SELECT id, endpoint_id, '{}', 'DONE', 1, now(), ended_at FROM attempts WHERE ended_at IS NOT NULL
"""
_COUNT = "query($filter: RenderJobFilter) { jobs(first: 100, filter: $filter) { totalCount } }"
_JOBS = """query($filter: RenderJobFilter) { jobs(first: 50, filter: $filter) { nodes {
  id state queuePosition etaSeconds etaLatestSeconds canRetry clip { id number } endpoint { name }
  takes { id } attempts { number outcome } } } }"""
_ENDPOINTS = "{ endpoints { nodes { id queueDepth activeJobCount } } }"
_CLIP = """query($id: ID!) { node(id: $id) { ... on Clip { galleryCount gallery { id }
  selectedTake { id } } } }"""


@dataclass
class Plans:
    """The statements that were executed while it listened, and how Postgres would run them."""

    asked: list[tuple[str, Any]] = field(default_factory=list)

    def note(self, _c: Any, _cursor: Any, statement: str, parameters: Any, *_: Any) -> None:
        if statement.split(None, 1)[0].upper() in {"SELECT", "UPDATE", "DELETE", "INSERT", "WITH"}:
            self.asked.append((statement, parameters))


@asynccontextmanager
async def listening(*engines: Any) -> AsyncIterator[Plans]:
    plans = Plans()
    for engine in engines:
        event.listen(engine.sync_engine, "before_cursor_execute", plans.note)
    try:
        yield plans
    finally:
        for engine in engines:
            event.remove(engine.sync_engine, "before_cursor_execute", plans.note)


async def whole_reads(studio: Studio, plans: Plans) -> dict[str, str]:
    """The statements that read a large table from end to end, and which."""
    found: dict[str, str] = {}
    for statement, parameters in plans.asked:
        async with studio.runtime.engine.connect() as connection:
            rows = await connection.exec_driver_sql(
                f"EXPLAIN (FORMAT JSON) {statement}", tuple(parameters or ())
            )
            told = rows.scalar_one()
            plan = json.loads(told) if isinstance(told, str) else told
            await connection.rollback()
        read = {
            node["Relation Name"]
            for node in nodes(plan[0]["Plan"])
            if node["Node Type"] == "Seq Scan" and node["Relation Name"] in LARGE
        }
        if read:
            found[" ".join(statement.split())[:300]] = ", ".join(sorted(read))
    return found


def nodes(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield plan
    for child in plan.get("Plans", ()):
        yield from nodes(child)


@dataclass(frozen=True)
class Crowded:
    studio: Studio
    context: Context
    project: str
    clip: str
    endpoint: Any


@pytest.fixture
async def crowded(
    studio: Studio, database_url: str, redis_url: str, tmp_path: Any
) -> AsyncIterator[Crowded]:
    film = await make_film(studio.owner, scenes=1, clips=0)
    filled = await fill(studio, film.scenes[0], CLIPS)
    settings = Settings(database_url=database_url, redis_url=redis_url, data=tmp_path)
    context = open_context(settings)
    async with studio.sessions() as session, session.begin():
        endpoint = await session.scalar(text("SELECT id FROM endpoints LIMIT 1"))
        account = await session.scalar(text("SELECT account_id FROM members LIMIT 1"))
        await session.execute(text("SET LOCAL session_replication_role = replica"))
        clips = [clip.removeprefix("clip_") for clip in filled]
        given = {
            "workspace": studio.workspace_id,
            "project": film.project.removeprefix("project_"),
            "clips": clips,
            "many": len(clips),
            "endpoint": endpoint,
            "account": account,
        }
        for state, jobs in (
            ("COMPLETED", OVER),
            ("FAILED", 500),
            ("QUEUED", 200),
            ("RUNNING", 100),
            ("SAVING", 10),
        ):
            await session.execute(text(_FILL), {**given, "state": state, "jobs": jobs})
        for statement in (_ATTEMPTS, _TAKES, _PULLED):
            await session.execute(text(statement))
    async with studio.sessions() as session, session.begin():
        await session.execute(text("ANALYZE"))
    yield Crowded(studio, context, film.project, filled[0], endpoint)
    await context.close()


async def test_nothing_that_is_asked_often_reads_a_large_table_whole(crowded: Crowded) -> None:
    async with listening(crowded.context.engine, crowded.studio.runtime.engine) as plans:
        await ask_as_the_loops_do(crowded)
        await ask_as_people_do(crowded)
    assert len(plans.asked) > 40
    assert await whole_reads(crowded.studio, plans) == {}


async def ask_as_the_loops_do(crowded: Crowded) -> None:
    now = datetime.now(UTC)
    async with crowded.studio.sessions() as session, session.begin():
        await session.execute(text("UPDATE endpoints SET concurrency = 200"))
    async with crowded.context.work() as work:
        assert await call_turns(work, now)
    async with crowded.context.work() as work:
        assert len(await due_attempts(work, now, limit=40)) == 40
        await unanswered(work, now, limit=40)
        await remember_forgotten(work, now)
        await _endpoints_to_hear(work)
        await is_unmeasured(work, since=now - timedelta(seconds=65))
        await measure_paces(work, now, since=now - timedelta(seconds=65))
        await crew_of(work, crowded.endpoint, now=now)
        await take_jobs(work, crowded.endpoint, "m", 4, now=now)


async def ask_as_people_do(crowded: Crowded) -> None:
    owner, clip, project = crowded.studio.owner, crowded.clip, crowded.project
    made = await owner.do("generateClip", "jobs { id }", clipId=clip, idempotencyKey="k")
    job = made["jobs"][0]["id"]
    for place in ({}, {"projectId": project}):
        await owner.data(_COUNT, filter={"active": True, **place})
        for wanted in LISTS:
            await owner.data(_JOBS, filter={**wanted, **place})
    await owner.data(_ENDPOINTS)
    await owner.data(_CLIP, id=clip)
    await owner.do("prioritizeJobs", "count", jobIds=[job], priority="RUSH")
    await owner.do("pauseJobs", "count", filter={"projectId": project})
    await owner.do("resumeJobs", "count", filter={"projectId": project})
    await owner.do("cancelJob", "job { state }", jobId=job)
    await owner.do("retryJob", "job { state }", jobId=job, idempotencyKey="r")
    await owner.do("cancelJobs", "jobs { id }", filter={"projectId": project})
