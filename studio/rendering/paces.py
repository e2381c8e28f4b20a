"""How long renders take, measured: what an expected time is made from."""

from datetime import datetime, timedelta

from sqlalchemy import text

from studio.kernel.work import Work

SAMPLES = 200
"""The newest so many of an endpoint, a kind, a model and a size are measured."""
LOOKED_AT = 2_000
"""So many of an endpoint's newest attempts are looked at."""
LATELY = timedelta(hours=1)
"""Of what ended in this time it is counted how many ran side by side."""

_MEASURE = text("""
WITH fresh AS (
    SELECT DISTINCT attempts.endpoint_id FROM attempts
    WHERE outcome = 'COMPLETED' AND ended_at > :since
), done AS (
    SELECT fresh.endpoint_id, (endpoints.options->>'workers')::int AS workers, attempt.job_id,
        attempt.accepted_at, attempt.starting_at, attempt.ended_at,
        coalesce(attempt.started_at,
                 attempt.ended_at - make_interval(secs => attempt.execution_ms / 1000.0))
            AS started_at,
        nullif(jsonb_array_length(attempt.outputs), 0) AS made,
        coalesce(attempt.execution_ms / 1000.0,
                 extract(epoch FROM attempt.ended_at - attempt.started_at))::double precision
            AS seconds,
        row_number() OVER (
            PARTITION BY fresh.endpoint_id ORDER BY attempt.ended_at DESC
        ) AS age
    FROM fresh JOIN endpoints ON endpoints.id = fresh.endpoint_id
    CROSS JOIN LATERAL (
        SELECT * FROM attempts
        WHERE attempts.endpoint_id = fresh.endpoint_id AND outcome = 'COMPLETED'
        ORDER BY ended_at DESC LIMIT :looked_at
    ) AS attempt
), late AS (
    SELECT endpoint_id, started_at, started_at + make_interval(secs => seconds) AS until
    FROM done
    WHERE workers IS NULL AND seconds IS NOT NULL AND age <= :most AND ended_at > :lately
), beside AS (
    SELECT one.endpoint_id, (
        SELECT count(*) FROM late AS other
        WHERE other.endpoint_id = one.endpoint_id
          AND one.started_at + (one.until - one.started_at) / 2
              BETWEEN other.started_at AND other.until
    ) AS renders
    FROM late AS one
), wide AS (
    SELECT endpoint_id, coalesce(
        max(workers),
        (SELECT max(renders) FROM beside WHERE beside.endpoint_id = done.endpoint_id),
        1
    )::int AS lanes
    FROM done GROUP BY endpoint_id
), samples AS (
    SELECT done.endpoint_id, done.seconds IS NULL AS bound,
        CASE WHEN done.seconds IS NOT NULL THEN lanes END AS lanes, job.kind, coalesce(job.model, '') AS model,
        concat(job.brief->>'width', 'x', job.brief->>'height') AS size,
        coalesce(done.seconds, extract(epoch FROM done.ended_at - CASE
                WHEN workers IS NULL THEN accepted_at ELSE greatest(accepted_at, before)
            END)::double precision)
            / (least(made, job.count)
               * CASE job.kind WHEN 'VIDEO' THEN (job.brief->>'frames')::int ELSE 1 END)
            AS seconds,
        extract(epoch FROM done.started_at - starting_at)::double precision AS cold,
        CASE WHEN done.accepted_at <= before AND done.seconds IS NOT NULL THEN
            greatest(0, extract(epoch FROM done.ended_at - before)::double precision - done.seconds)
        END AS gap,
        row_number() OVER (
            PARTITION BY done.endpoint_id, job.kind, job.model, job.brief->>'width',
                job.brief->>'height'
            ORDER BY done.seconds IS NULL, done.ended_at DESC
        ) AS age,
        bool_and(done.seconds IS NULL) OVER (
            PARTITION BY done.endpoint_id, job.kind, job.model, job.brief->>'width',
                job.brief->>'height'
        ) AS upper_bound
    FROM (
        SELECT done.*, lanes,
            lag(ended_at, lanes) OVER (PARTITION BY done.endpoint_id ORDER BY ended_at) AS before
        FROM done JOIN wide USING (endpoint_id)
    ) AS done
    CROSS JOIN LATERAL (
        SELECT kind, model, count, brief FROM render_jobs WHERE id = done.job_id OFFSET 0
    ) AS job
)
INSERT INTO render_paces
    (endpoint_id, kind, model, size, samples, p50, p90, cold_p50, gap_p50, lanes, upper_bound,
     measured_at)
SELECT endpoint_id, kind, model, size, count(*),
    percentile_cont(0.5) WITHIN GROUP (ORDER BY seconds),
    percentile_cont(0.9) WITHIN GROUP (ORDER BY seconds),
    percentile_cont(0.5) WITHIN GROUP (ORDER BY cold) FILTER (WHERE cold >= 0),
    percentile_cont(0.5) WITHIN GROUP (ORDER BY gap), max(lanes),
    bool_and(bound), :now
FROM samples WHERE age <= :most AND seconds > 0 AND bound = upper_bound
GROUP BY endpoint_id, kind, model, size
ON CONFLICT (endpoint_id, kind, model, size) DO UPDATE SET
    samples = excluded.samples, p50 = excluded.p50, p90 = excluded.p90,
    cold_p50 = excluded.cold_p50, gap_p50 = excluded.gap_p50, lanes = excluded.lanes,
    upper_bound = excluded.upper_bound, measured_at = excluded.measured_at
""")
"""What a render took is what the endpoint tells, or else the time from when it was seen to run.
Where there is neither, as with one that was over at the next look, the time from its acceptance (or
from when the place that it took was free, where it is known how many there are) is an upper bound:
counted only where nothing better is known.

`made` is what this attempt made: of a job that had some takes already, those that were missing.
`gap` is what lay between the end of the render whose place it took and its own, but for the time it
ran: only of those that had been waiting for that place."""

_UNMEASURED = text("""
SELECT EXISTS (
    SELECT FROM endpoints
    JOIN attempts ON attempts.endpoint_id = endpoints.id
        AND outcome = 'COMPLETED' AND ended_at > :since
    JOIN render_jobs AS job ON job.id = attempts.job_id
    WHERE NOT EXISTS (
        SELECT FROM render_paces AS pace
        WHERE pace.endpoint_id = endpoints.id AND pace.kind = job.kind
          AND pace.model = coalesce(job.model, '')
          AND pace.size = concat(job.brief->>'width', 'x', job.brief->>'height')
    )
)
""")


async def is_unmeasured(work: Work, *, since: datetime) -> bool:
    """Whether a render was completed after `since` of a model and size that nothing is known of
    there."""
    return bool(await work.session.scalar(_UNMEASURED, {"since": since}))


async def measure_paces(work: Work, now: datetime, *, since: datetime) -> None:
    """Measure anew the endpoints that have completed a render after `since`."""
    await work.session.execute(
        _MEASURE,
        {
            "now": now,
            "since": since,
            "lately": now - LATELY,
            "looked_at": LOOKED_AT,
            "most": SAMPLES,
        },
    )
