"""Where a render stands in line, and how long it will take: SQL over a row of render_jobs.

The line of a workspace is made once in a statement, however many of its jobs are read: of one
look at its jobs, joined with nothing of their number. A join with them would be made job by job
where the statistics say that there are none, as when they were last taken of an empty queue.
"""

from typing import Any

from sqlalchemy import (
    ColumnElement,
    Double,
    FromClause,
    Integer,
    Text,
    and_,
    case,
    func,
    literal_column,
    null,
    select,
    text,
)
from sqlalchemy import cast as sql_cast
from sqlalchemy.dialects.postgresql import JSONB

from studio.rendering.models import Attempt, Pace

_attempts = Attempt.__table__
_paces = Pace.__table__
_ZERO: ColumnElement[Any] = literal_column("0")
_ONE: ColumnElement[Any] = literal_column("1")

_LINE = (
    text("""
    WITH active AS (
        SELECT id, endpoint_id, requested_by, state, priority, created_at, kind,
            coalesce(model, '') AS model,
            concat(brief->>'width', 'x', brief->>'height') AS size,
            count * CASE kind WHEN 'VIDEO' THEN (brief->>'frames')::int ELSE 1 END AS units,
            count(*) FILTER (WHERE state IN ('SUBMITTING', 'WAITING')) OVER of_endpoint AS there,
            count(*) FILTER (WHERE state IN ('STARTING', 'RUNNING')) OVER of_endpoint AS running,
            avg(coalesce(extract(epoch FROM clock_timestamp() - started_at), 0))
                FILTER (WHERE state IN ('STARTING', 'RUNNING')) OVER of_endpoint AS spent,
            count(*) FILTER (WHERE state <> 'QUEUED') OVER (PARTITION BY endpoint_id, requested_by)
                + row_number() OVER (
                    PARTITION BY endpoint_id, requested_by, state = 'QUEUED', priority
                    ORDER BY rank, id
                ) AS turn
        FROM render_jobs
        WHERE workspace_id = :viewer_workspace AND (
            state IN ('SUBMITTING', 'WAITING', 'STARTING', 'RUNNING', 'CANCELLING')
            OR state = 'QUEUED' AND paused_at IS NULL
        )
        WINDOW of_endpoint AS (PARTITION BY endpoint_id)
    ), placed AS MATERIALIZED (
        SELECT *, row_number() OVER (PARTITION BY endpoint_id ORDER BY created_at, id) AS place
        FROM active WHERE state IN ('SUBMITTING', 'WAITING')
        UNION ALL
        SELECT active.*, there + row_number() OVER (
            PARTITION BY active.endpoint_id
            ORDER BY priority DESC, turn, called.called_at NULLS FIRST, requested_by
        )
        FROM active
        LEFT JOIN render_turns AS called
            ON called.endpoint_id = active.endpoint_id
            AND called.account_id = active.requested_by
        WHERE state = 'QUEUED'
    ), paced AS (
        SELECT placed.id, place, pace.p50 * units AS p50, pace.p90 * units AS p90,
            coalesce(pace.gap_p50, 0) AS gap, coalesce(spent, 0) AS spent,
            floor((place - 1 + running)::double precision / least(
                endpoint.concurrency,
                coalesce((endpoint.options->>'workers')::int,
                         CASE WHEN pace.lanes > 0 THEN greatest(pace.lanes, running) END)
            )) AS rounds
        FROM placed
        JOIN endpoints AS endpoint ON endpoint.id = placed.endpoint_id
        LEFT JOIN render_paces AS pace USING (endpoint_id, kind, model, size)
    )
    SELECT jsonb_object_agg(id, jsonb_build_object(
        'place', place,
        'p50', (p50 + gap) * (rounds + 1) - CASE WHEN rounds > 0 THEN least(p50, spent) ELSE 0 END,
        'p90', (p90 + gap) * (rounds + 1) - CASE WHEN rounds > 0 THEN least(p90, spent) ELSE 0 END
    )) AS of_job FROM paced
    """)
    .columns(of_job=JSONB)
    .cte("line")
)
"""What waits: its place and its seconds, by job.

The order is that of `studio.rendering.turns`; what the endpoint has taken comes first. Seconds are
rounds on the lanes of the endpoint, less what has gone by of the round that goes on now.
"""


def _is(row: FromClause, *states: str) -> ColumnElement[bool]:
    return row.c.state.in_([literal_column(f"'{state}'") for state in states])


def _in_line(job: FromClause, what: str) -> ColumnElement[Any]:
    line: ColumnElement[Any] = select(_LINE.c.of_job).scalar_subquery()
    known = line.op("->")(sql_cast(job.c.id, Text)).op("->>")(literal_column(f"'{what}'"))
    return case((_is(job, "QUEUED", "SUBMITTING", "WAITING"), known), else_=null())


def queue_position(job: FromClause) -> ColumnElement[Any]:
    """1 is next. What the endpoint has taken already comes before what waits with us."""
    return sql_cast(_in_line(job, "place"), Integer)


def eta_seconds(job: FromClause, share: str) -> ColumnElement[Any]:
    """Seconds until it is done, as measured there for its model and size: `share` is p50 or p90.

    Once it runs, its own pace is the better witness. Null where nothing was measured.
    """
    pace, attempt = _paces.alias(), _attempts.alias()
    units = job.c.count * case(
        (
            job.c.kind == literal_column("'VIDEO'"),
            sql_cast(job.c.brief.op("->>")("frames"), Integer),
        ),
        else_=_ONE,
    )
    of_it = and_(
        pace.c.endpoint_id == job.c.endpoint_id,
        pace.c.kind == job.c.kind,
        pace.c.model == func.coalesce(job.c.model, literal_column("''")),
        pace.c.size
        == func.concat(
            job.c.brief.op("->>")("width"), literal_column("'x'"), job.c.brief.op("->>")("height")
        ),
    )
    own = select(pace.c[share] * units).where(of_it).correlate(job).scalar_subquery()
    start = (
        select(func.coalesce(pace.c.cold_p50, _ZERO)).where(of_it).correlate(job).scalar_subquery()
    )
    begun = (
        select(func.max(attempt.c.starting_at))
        .where(attempt.c.job_id == job.c.id, attempt.c.ended_at.is_(None))
        .correlate(job)
        .scalar_subquery()
    )
    starting = func.greatest(_ZERO, start - _since(begun))
    left = case(
        (_is(job, "RUNNING"), _running(job, own)),
        (_is(job, "STARTING"), starting + own),
        else_=sql_cast(_in_line(job, share), Double),
    )
    known = select(left.label("left")).correlate(job).subquery("known").lateral()
    seconds = case((known.c.left < _ZERO, _ZERO), else_=func.ceil(known.c.left))
    return select(sql_cast(seconds, Integer)).correlate(job).scalar_subquery()


def _running(job: FromClause, own: ColumnElement[Any]) -> ColumnElement[Any]:
    """By its own pace up to the last progress that was written, less the time since then."""
    spent = func.extract("epoch", job.c.updated_at - job.c.started_at)
    by_itself = spent * (_ONE - job.c.progress) / job.c.progress - _since(job.c.updated_at)
    known = (job.c.progress > literal_column("0.02")) & (spent > _ONE)
    return case((known, by_itself), else_=own - _since(job.c.started_at))


def _since(moment: ColumnElement[Any]) -> ColumnElement[Any]:
    return func.extract("epoch", func.clock_timestamp() - moment)
