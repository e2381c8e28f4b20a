"""What was asked for and what came of it: how models did, and the whole of it as a table."""

from collections.abc import Sequence
from dataclasses import astuple, dataclass, fields
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import DateTime, bindparam, text
from sqlalchemy.dialects.postgresql import UUID as PG_UUID
from sqlalchemy.ext.asyncio import AsyncSession

from studio.kernel.tables import csv_of
from studio.kernel.text import as_cell
from studio.spending.money import in_dollars

MOST_MODELS = 500
MOST_ROWS = 10_000


@dataclass(frozen=True, slots=True)
class Within:
    """Asked for from `since` on and before `until`; of one project, if one is named."""

    workspace_id: UUID
    since: datetime | None = None
    until: datetime | None = None
    project_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class ModelUsage:
    """`model` is the one that rendered and, where nothing came, the one that was asked for: None where
    that was left to the endpoint. Seconds are of rendering one job, half of them
    taking longer; `spent` is micro-units."""

    model: str | None
    kind: str
    jobs: int
    completed: int
    failed: int
    cancelled: int
    takes: int
    picked: int
    seconds: float | None
    spent: int

    @property
    def success_rate(self) -> float | None:
        """Of what was done or failed; cancelling is nobody's fault."""
        ended = self.completed + self.failed
        return self.completed / ended if ended else None


@dataclass(frozen=True, slots=True)
class Entry:
    """A render, as a line of the table. `model` is as in ModelUsage; `settings` are JSON, what nobody
    said is left out."""

    job_id: str
    asked_at: str
    finished_at: str
    project: str
    scene: str
    shot: str
    asked_by: str
    kind: str
    state: str
    model: str
    requested_model: str
    endpoint: str
    preset: str
    settings: str
    loras: str
    seed: str
    wanted: int
    takes: int
    seconds: str
    cost_usd: str
    error: str
    prompt: str
    negative_prompt: str


_COST = [field.name for field in fields(Entry)].index("cost_usd")
_WITHIN = """
    job.workspace_id = :workspace
    AND (CAST(:since AS timestamptz) IS NULL OR job.created_at >= :since)
    AND (CAST(:until AS timestamptz) IS NULL OR job.created_at < :until)
    AND (CAST(:project AS uuid) IS NULL OR job.project_id = :project)
"""
_BINDS = (
    bindparam("workspace", type_=PG_UUID()),
    bindparam("project", type_=PG_UUID()),
    bindparam("since", type_=DateTime(timezone=True)),
    bindparam("until", type_=DateTime(timezone=True)),
)
_RENDERED = """coalesce(
    (SELECT nullif(takes.model, 'unknown') FROM takes WHERE takes.job_id = job.id
     ORDER BY takes.created_at DESC, takes.id DESC LIMIT 1),
    (SELECT attempts.model FROM attempts
     WHERE attempts.job_id = job.id AND attempts.model IS NOT NULL
     ORDER BY attempts.created_at DESC, attempts.id DESC LIMIT 1),
    job.model)"""
_STATS = text(f"""
SELECT made.model, job.kind, count(*), count(*) FILTER (WHERE job.state = 'COMPLETED'),
    count(*) FILTER (WHERE job.state = 'FAILED'), count(*) FILTER (WHERE job.state = 'CANCELLED'),
    coalesce(sum(made.takes), 0)::bigint, coalesce(sum(made.picked), 0)::bigint,
    percentile_cont(0.5) WITHIN GROUP (ORDER BY made.seconds),
    coalesce(sum(made.spent), 0)::bigint
FROM render_jobs AS job CROSS JOIN LATERAL (
    SELECT
        {_RENDERED} AS model,
        (SELECT count(*) FROM takes WHERE takes.job_id = job.id) AS takes,
        (SELECT count(*) FROM takes JOIN clips ON clips.id = takes.clip_id
         WHERE takes.job_id = job.id AND clips.selected_take_id = takes.id) AS picked,
        (SELECT sum(coalesce(execution_ms / 1000.0, extract(epoch FROM ended_at - started_at)))
         FROM attempts WHERE attempts.job_id = job.id AND outcome = 'COMPLETED') AS seconds,
        (SELECT sum(actual) FROM ledger_entries WHERE ledger_entries.job_id = job.id) AS spent
    OFFSET 0
) AS made
WHERE {_WITHIN}
GROUP BY made.model, job.kind ORDER BY count(*) DESC, made.model NULLS FIRST, job.kind
LIMIT {MOST_MODELS}
""").bindparams(*_BINDS)  # noqa: S608 (nothing of a request is in it)
_ENTRIES = text(f"""
SELECT 'job_' || replace(job.id::text, '-', ''),
    to_char(job.created_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'),
    coalesce(to_char(job.finished_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'), ''),
    projects.name, scenes.name, coalesce(nullif(clips.number, ''), clips.name), accounts.name,
    job.kind, job.state, coalesce({_RENDERED}, ''), coalesce(job.model, ''), endpoints.name,
    coalesce(job.brief->'sampling'->>'preset', ''), coalesce(job.brief->'sampling'->>'settings', ''),
    coalesce((SELECT string_agg(concat(lora->>'name', ' ', lora->>'strength'), ', ')
        FROM jsonb_array_elements(job.brief->'sampling'->'loras') AS lora), ''),
    job.seed::text, job.count,
    (SELECT count(*) FROM takes WHERE takes.job_id = job.id),
    coalesce((SELECT round(sum(coalesce(execution_ms / 1000.0,
        extract(epoch FROM attempts.ended_at - attempts.started_at))), 3)::text
        FROM attempts WHERE attempts.job_id = job.id AND outcome = 'COMPLETED'), ''),
    coalesce((SELECT sum(actual) FROM ledger_entries WHERE ledger_entries.job_id = job.id), 0),
    coalesce(job.error_code, ''), coalesce(job.brief->>'prompt', ''),
    coalesce(job.brief->>'negative_prompt', '')
FROM render_jobs AS job
JOIN projects ON projects.id = job.project_id
JOIN clips ON clips.id = job.clip_id
JOIN scenes ON scenes.id = clips.scene_id
JOIN accounts ON accounts.id = job.requested_by
JOIN endpoints ON endpoints.id = job.endpoint_id
WHERE {_WITHIN}
ORDER BY job.created_at DESC, job.id DESC LIMIT {MOST_ROWS + 1}
""").bindparams(*_BINDS)  # noqa: S608


async def model_usage(session: AsyncSession, within: Within) -> list[ModelUsage]:
    """The most used first."""
    rows = await session.execute(_STATS, _values(within))
    return [ModelUsage(*row) for row in rows]


async def entries(session: AsyncSession, within: Within) -> tuple[list[Entry], bool]:
    """The newest first, and whether there are more than are told."""
    rows = (await session.execute(_ENTRIES, _values(within))).all()
    found = [_entry(list(row)) for row in rows[:MOST_ROWS]]
    return found, len(rows) > MOST_ROWS


def as_csv(found: Sequence[Entry]) -> str:
    """RFC 4180; nothing in it that a spreadsheet would compute."""
    rows = (
        [as_cell(value) if isinstance(value, str) else value for value in astuple(one)]
        for one in found
    )
    return csv_of([field.name for field in fields(Entry)], rows)


def _entry(row: list[Any]) -> Entry:
    row[_COST] = in_dollars(int(row[_COST]))
    return Entry(*row)


def _values(within: Within) -> dict[str, object]:
    return {
        "workspace": within.workspace_id,
        "since": within.since,
        "until": within.until,
        "project": within.project_id,
    }
