"""Whose turn it is: jobs are called to their endpoints as these get free.

First by priority; inside one, account by account: the n-th job of an account has turn n, counted
on from what the account has under way there, and of two with the same turn the one goes first
whose account was called longer ago. So who has nothing under way waits for one render of each
other account at most, however much these have queued.

An endpoint that is disabled or not well calls nobody: what waits for it goes on waiting. Machines
that fetch their work find what was laid out for them when they come back.
"""

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import text

from studio.kernel.work import Work
from studio.rendering.attempts import end_without_image
from studio.rendering.lifecycle import JobState
from studio.rendering.models import RenderJob

CALLED_FOR = timedelta(seconds=20)
"""A called job that has not begun by then is called again."""

_CALL = text("""
WITH busy AS (
    SELECT endpoint_id, requested_by, count(*) AS jobs FROM render_jobs
    WHERE state IN ('SUBMITTING', 'WAITING', 'STARTING', 'RUNNING', 'CANCELLING')
       OR (state = 'QUEUED' AND called_at > :stale)
    GROUP BY endpoint_id, requested_by
), room AS (
    SELECT endpoints.id, endpoints.concurrency - coalesce(sum(busy.jobs), 0) AS free
    FROM endpoints LEFT JOIN busy ON busy.endpoint_id = endpoints.id
    WHERE EXISTS (SELECT FROM render_jobs WHERE endpoint_id = endpoints.id AND state = 'QUEUED')
      AND (endpoints.deleted_at IS NOT NULL OR endpoints.enabled
          AND (endpoints.source = 'USER' OR endpoints.remote_id IS NOT NULL)
          AND (endpoints.provider = 'PULL' OR coalesce(endpoints.health, 'ONLINE') = 'ONLINE'))
    GROUP BY endpoints.id
    HAVING endpoints.concurrency > coalesce(sum(busy.jobs), 0)
), ready AS (
    SELECT job.id, job.endpoint_id, job.requested_by, job.priority, job.rank, room.free,
        coalesce(busy.jobs, 0) + row_number() OVER (
            PARTITION BY job.endpoint_id, job.priority, job.requested_by ORDER BY job.rank, job.id
        ) AS turn
    FROM render_jobs AS job
    JOIN room ON room.id = job.endpoint_id
    LEFT JOIN busy ON busy.endpoint_id = job.endpoint_id AND busy.requested_by = job.requested_by
    LEFT JOIN render_jobs AS first ON first.id = job.depends_on_id
    WHERE job.state = 'QUEUED' AND job.paused_at IS NULL
      AND (job.called_at IS NULL OR job.called_at <= :stale AND NOT EXISTS (
          SELECT FROM outbox WHERE actor = 'submit_render' AND arguments->>0 = job.id::text
      ))
      AND (job.not_before IS NULL OR job.not_before <= :now)
      AND (first.id IS NULL OR first.state = 'COMPLETED')
), placed AS (
    SELECT id, free, row_number() OVER (
        PARTITION BY ready.endpoint_id
        ORDER BY priority DESC, turn, called.called_at NULLS FIRST, requested_by
    ) AS place
    FROM ready LEFT JOIN render_turns AS called
        ON called.endpoint_id = ready.endpoint_id AND called.account_id = ready.requested_by
), chosen AS (
    SELECT job.id, job.endpoint_id, job.requested_by FROM render_jobs AS job JOIN placed USING (id)
    WHERE placed.place <= placed.free AND job.state = 'QUEUED'
    ORDER BY job.id LIMIT :most FOR NO KEY UPDATE OF job SKIP LOCKED
), noted AS (
    INSERT INTO render_turns (endpoint_id, account_id, called_at)
    SELECT DISTINCT endpoint_id, requested_by, CAST(:now AS timestamptz) FROM chosen
    ON CONFLICT (endpoint_id, account_id) DO UPDATE SET called_at = excluded.called_at
)
UPDATE render_jobs SET called_at = :now FROM chosen WHERE render_jobs.id = chosen.id
RETURNING render_jobs.id
""")

_IN_VAIN = text("""
SELECT job.id, first.state FROM render_jobs AS job
JOIN render_jobs AS first ON first.id = job.depends_on_id
WHERE job.state = 'QUEUED' AND first.state IN ('FAILED', 'CANCELLED')
ORDER BY job.id LIMIT :most FOR NO KEY UPDATE OF job SKIP LOCKED
""")

MOST_AT_ONCE = 500


async def call_turns(work: Work, now: datetime) -> list[UUID]:
    """Have the jobs sent whose turn it is, as many as their endpoints have room for.

    Those whose turn can never come end. To be run by one process at a time.
    """
    await _end_in_vain(work, now)
    rows = await work.session.execute(
        _CALL, {"now": now, "stale": now - CALLED_FOR, "most": MOST_AT_ONCE}
    )
    called = list(rows.scalars())
    for job_id in called:
        work.dispatch("submit_render", str(job_id))
    return called


async def _end_in_vain(work: Work, now: datetime) -> None:
    """End what waits for an image that failed or was cancelled: it needs no endpoint for that."""
    rows = (await work.session.execute(_IN_VAIN, {"most": MOST_AT_ONCE})).all()
    for row in rows:
        job = await work.session.get_one(RenderJob, row.id)
        await end_without_image(work, job, JobState(row.state), now=now)
