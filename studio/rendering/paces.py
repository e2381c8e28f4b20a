"""How long renders take, measured: what an expected time is made from."""

from datetime import datetime

from sqlalchemy import text

from studio.kernel.work import Work

SAMPLES = 200
"""The newest so many of an endpoint, a kind, a model and a size are measured."""
LOOKED_AT = 2_000
"""So many of an endpoint's newest attempts are looked at."""

_MEASURE = text("""
WITH fresh AS (
    SELECT DISTINCT attempts.endpoint_id FROM attempts
    WHERE outcome = 'COMPLETED' AND ended_at > :since
), samples AS (
    SELECT attempt.endpoint_id, job.kind, coalesce(job.model, '') AS model,
        (job.brief->>'width') || 'x' || (job.brief->>'height') AS size,
        coalesce(attempt.execution_ms / 1000.0,
                 extract(epoch FROM attempt.ended_at - attempt.started_at))::double precision
            / (job.count * CASE job.kind WHEN 'VIDEO' THEN (job.brief->>'frames')::int ELSE 1 END)
            AS seconds,
        extract(epoch FROM attempt.started_at - attempt.starting_at)::double precision AS cold,
        row_number() OVER (
            PARTITION BY attempt.endpoint_id, job.kind, job.model, job.brief->>'width',
                job.brief->>'height'
            ORDER BY attempt.ended_at DESC
        ) AS age
    FROM fresh CROSS JOIN LATERAL (
        SELECT * FROM attempts
        WHERE attempts.endpoint_id = fresh.endpoint_id AND outcome = 'COMPLETED'
        ORDER BY ended_at DESC LIMIT :looked_at
    ) AS attempt
    JOIN render_jobs AS job ON job.id = attempt.job_id
    WHERE attempt.started_at IS NOT NULL
)
INSERT INTO render_paces
    (endpoint_id, kind, model, size, samples, p50, p90, cold_p50, measured_at)
SELECT endpoint_id, kind, model, size, count(*),
    percentile_cont(0.5) WITHIN GROUP (ORDER BY seconds),
    percentile_cont(0.9) WITHIN GROUP (ORDER BY seconds),
    percentile_cont(0.5) WITHIN GROUP (ORDER BY cold) FILTER (WHERE cold >= 0), :now
FROM samples WHERE age <= :most AND seconds > 0
GROUP BY endpoint_id, kind, model, size
ON CONFLICT (endpoint_id, kind, model, size) DO UPDATE SET
    samples = excluded.samples, p50 = excluded.p50, p90 = excluded.p90,
    cold_p50 = excluded.cold_p50, measured_at = excluded.measured_at
""")


async def measure_paces(work: Work, now: datetime, *, since: datetime) -> None:
    """Measure anew the endpoints that have completed a render after `since`."""
    await work.session.execute(
        _MEASURE, {"now": now, "since": since, "looked_at": LOOKED_AT, "most": SAMPLES}
    )
