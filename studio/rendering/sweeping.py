"""What has to be looked after: silent attempts, forgotten jobs, the progress of those running."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import Text, cast, exists, or_, select, text, update

from studio.kernel.events import OutboxMessage
from studio.kernel.work import Work
from studio.rendering.attempts import LONGEST_SILENCE, fail_attempt, lock_attempt
from studio.rendering.lifecycle import GIVE_UP_AFTER, JobState, Known
from studio.rendering.models import Attempt, RenderJob

FORGOTTEN_AFTER = timedelta(seconds=20)
"""A job that waits for a message of the queue longer than this gets another one."""

_ACTORS = {
    JobState.SAVING: "collect_render",
    JobState.CANCELLING: "cancel_render",
}
_PROGRESS = text("""
UPDATE render_jobs SET progress = least(1, greatest(0, fresh.progress)), message = fresh.message,
    updated_at = clock_timestamp()
FROM unnest(CAST(:ids AS uuid[]), CAST(:progress AS float8[]), CAST(:messages AS text[]))
     AS fresh(id, progress, message)
WHERE render_jobs.id = fresh.id AND render_jobs.state IN ('STARTING', 'RUNNING')
  AND render_jobs.progress IS DISTINCT FROM fresh.progress
""")

_NOTHING_NEW = text("""
UPDATE attempts SET silence = least(:longest, silence * 1.5),
    check_at = CAST(:now AS timestamptz)
        + make_interval(secs => greatest(told.asked, least(:longest, silence * 1.5)))
FROM (
    SELECT open.id, told.asked
    FROM unnest(CAST(:ids AS uuid[]), CAST(:asked AS float8[])) AS told(id, asked)
    JOIN attempts AS open ON open.id = told.id
    WHERE open.ended_at IS NULL FOR NO KEY UPDATE OF open SKIP LOCKED
) AS told
WHERE attempts.id = told.id
""")


@dataclass(frozen=True, slots=True)
class Due:
    """An attempt to ask its provider about, and what is known of it so far."""

    attempt_id: UUID
    number: int
    job_id: UUID
    project_id: UUID
    endpoint_id: UUID
    provider_job_id: str
    ttl_at: datetime
    known: Known


async def due_attempts(
    work: Work, now: datetime, *, limit: int, besides: Collection[UUID] = ()
) -> list[Due]:
    """The attempts that were silent longer than their back-off, the longest silent first, but for
    those at the endpoints `besides`."""
    rows = await work.session.execute(
        select(
            Attempt.id,
            Attempt.number,
            Attempt.job_id,
            Attempt.project_id,
            Attempt.endpoint_id,
            Attempt.provider_job_id,
            Attempt.ttl_at,
            RenderJob.state,
            RenderJob.message,
            Attempt.last_seq,
            Attempt.delay_ms,
            Attempt.execution_ms,
        )
        .join(RenderJob, RenderJob.id == Attempt.job_id)
        .where(
            Attempt.ended_at.is_(None),
            Attempt.outputs.is_(None),
            Attempt.provider_job_id.is_not(None),
            Attempt.check_at <= now,
            Attempt.endpoint_id.not_in(besides),
        )
        .order_by(Attempt.check_at, Attempt.id)
        .limit(limit)
    )
    return [
        Due(
            attempt_id=row.id,
            number=row.number,
            job_id=row.job_id,
            project_id=row.project_id,
            endpoint_id=row.endpoint_id,
            provider_job_id=row.provider_job_id or "",
            ttl_at=row.ttl_at,
            known=Known(
                JobState(row.state), row.message, row.last_seq, row.delay_ms, row.execution_ms
            ),
        )
        for row in rows
    ]


async def unanswered(work: Work, now: datetime, *, limit: int) -> list[UUID]:
    """Attempts nobody ever heard of, at the end of their time to live."""
    rows = await work.session.scalars(
        select(Attempt.id)
        .where(
            Attempt.ended_at.is_(None),
            Attempt.provider_job_id.is_(None),
            Attempt.ttl_at <= now,
            Attempt.check_at <= now,
        )
        .order_by(Attempt.check_at, Attempt.id)
        .limit(limit)
    )
    return list(rows)


async def hear_nothing_new(work: Work, told: Sequence[tuple[UUID, float]], now: datetime) -> None:
    """Ask these later, and later each time; not before so many seconds as the endpoint asked for."""
    await work.session.execute(
        _NOTHING_NEW,
        {
            "ids": [attempt_id for attempt_id, _ in told],
            "asked": [seconds for _, seconds in told],
            "longest": LONGEST_SILENCE,
            "now": now,
        },
    )


async def postpone(work: Work, attempt_ids: Sequence[UUID], until: datetime) -> None:
    """Ask these later: their endpoint did not answer."""
    await work.session.execute(
        update(Attempt).where(Attempt.id.in_(attempt_ids)).values(check_at=until)
    )


async def give_up(work: Work, attempt_id: UUID, *, now: datetime) -> None:
    """End an attempt that is long past its time to live and has not come to an end by itself."""
    found = await lock_attempt(work, attempt_id)
    if found is None:
        return
    attempt = found[1]
    if attempt.outputs is None and attempt.ttl_at + GIVE_UP_AFTER < now:
        await fail_attempt(
            work,
            attempt_id,
            code="EXPIRED",
            message="The endpoint did not finish this until long after its time to live. Retry.",
            now=now,
        )


async def remember_forgotten(work: Work, now: datetime, *, limit: int = 200) -> int:
    """Dispatch anew for jobs whose message the queue has lost; returns how many there were."""
    before = await _waiting_jobs(work, now, limit=limit)
    for job in before:
        state = JobState(job.state)
        argument: UUID | None = job.id
        if state is JobState.SAVING:
            argument = await work.session.scalar(
                select(Attempt.id).where(Attempt.job_id == job.id, Attempt.ended_at.is_(None))
            )
        if argument is not None:
            work.dispatch(_ACTORS[state], str(argument))
        job.updated_at = now
    return len(before)


async def _waiting_jobs(work: Work, now: datetime, *, limit: int) -> Sequence[RenderJob]:
    argument = OutboxMessage.arguments[0].astext
    pending = or_(
        exists().where(argument == cast(RenderJob.id, Text)),
        exists().where(
            argument == cast(Attempt.id, Text),
            Attempt.job_id == RenderJob.id,
            Attempt.ended_at.is_(None),
        ),
    )
    rows = await work.session.scalars(
        select(RenderJob)
        .where(
            RenderJob.state.in_([state.value for state in _ACTORS]),
            RenderJob.updated_at < now - FORGOTTEN_AFTER,
            ~pending,
        )
        .order_by(RenderJob.id)
        .limit(limit)
        .with_for_update(skip_locked=True, key_share=True)
    )
    return rows.all()


async def save_progress(work: Work, latest: Mapping[UUID, tuple[float, str | None]]) -> None:
    """Write the newest progress of running jobs, so that queries need no Redis. No events."""
    if latest:
        await work.session.execute(
            _PROGRESS,
            {
                "ids": list(latest),
                "progress": [progress for progress, _ in latest.values()],
                "messages": [message for _, message in latest.values()],
            },
        )
