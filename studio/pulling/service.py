"""Machines behind a NAT take work, report on it and give it up: each step one guarded statement.

Durations of leases are generous beside a machine's pings, which come every ten seconds: a job is
given to another machine only when its own has been silent for six of them.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, delete, exists, func, or_, select, text, update
from sqlalchemy.dialects.postgresql import insert

from studio.kernel.work import Work
from studio.pulling.models import PullJob, PullMachine
from studio.rendering.models import Attempt, Endpoint

LEASE = timedelta(seconds=60)
PRESENT = timedelta(seconds=90)
"""A machine that was not heard of for longer is away."""
MOST_TAKES = 3
"""Machines that may be lost over a job, before it is thought to be its fault."""
_STOPS_FOR = timedelta(minutes=10)
_KEPT_FOR = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Taken:
    """Work for a machine: the attempt it belongs to, and the SDK's `input`."""

    attempt_id: UUID
    input: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Standing:
    """How a job is. `late` and `expired` say that its time to run, or to be taken, has run out;
    `exhausted`, that it was lost too often to be given to another machine."""

    state: str
    progress: Any | None
    result: Any | None
    machine: str | None
    taken_at: datetime | None
    ended_at: datetime | None
    late: bool
    expired: bool
    exhausted: bool


@dataclass(frozen=True, slots=True)
class Crew:
    """Who fetches work for an endpoint now, and how much there is."""

    machines: int
    queued: int
    running: int


async def offer_job(
    work: Work,
    attempt_id: UUID,
    endpoint_id: UUID,
    given: dict[str, Any],
    *,
    execution_timeout: int,
    expires_at: datetime,
) -> None:
    """Lay the job out to be fetched. `execution_timeout` is in milliseconds. Twice is once."""
    await work.session.execute(
        insert(PullJob)
        .values(
            id=attempt_id,
            endpoint_id=endpoint_id,
            input=given,
            state="QUEUED",
            execution_timeout=execution_timeout,
            expires_at=expires_at,
        )
        .on_conflict_do_nothing()
    )


async def take_jobs(
    work: Work, endpoint_id: UUID, machine: str, count: int, *, now: datetime
) -> list[Taken]:
    """The jobs the machine has from now on: those that wait the longest, and those whose machine
    was lost. None while the endpoint is disabled, and none whose attempt is over."""
    lost = (PullJob.state == "TAKEN") & (PullJob.lease_until < now) & (PullJob.takes < MOST_TAKES)
    waiting = (
        select(PullJob.id)
        .join(Endpoint, Endpoint.id == PullJob.endpoint_id)
        .join(Attempt, Attempt.id == PullJob.id)
        .where(
            PullJob.endpoint_id == endpoint_id,
            Endpoint.enabled,
            Attempt.ended_at.is_(None),
            or_(PullJob.state == "QUEUED", lost),
            PullJob.state.in_(["QUEUED", "TAKEN"]),
            PullJob.expires_at > now,
        )
        .order_by(PullJob.created_at, PullJob.id)
        .limit(count)
        .with_for_update(of=PullJob, skip_locked=True)
    )
    ids = (await work.session.scalars(waiting)).all()
    if not ids:
        return []
    rows = await work.session.execute(
        update(PullJob)
        .where(PullJob.id.in_(ids))
        .values(
            state="TAKEN",
            machine=machine,
            takes=PullJob.takes + 1,
            taken_at=now,
            lease_until=now + LEASE,
            run_until=now + PullJob.execution_timeout * text("interval '1 millisecond'"),
            progress=None,
        )
        .returning(PullJob.id, PullJob.input, PullJob.created_at)
        .execution_options(synchronize_session=False)
    )
    return [Taken(row[0], row[1]) for row in sorted(rows, key=lambda row: (row[2], row[0]))]


async def see_machine(
    work: Work,
    endpoint_id: UUID,
    machine: str,
    *,
    jobs: Sequence[UUID],
    version: str | None,
    now: datetime,
) -> None:
    """The machine is there and says that it works on these."""
    seen = insert(PullMachine).values(
        endpoint_id=endpoint_id, name=machine, version=version, seen_at=now
    )
    await work.session.execute(
        seen.on_conflict_do_update(
            index_elements=["endpoint_id", "name"],
            set_={
                "seen_at": seen.excluded.seen_at,
                "version": func.coalesce(seen.excluded.version, PullMachine.version),
            },
        )
    )
    if jobs:
        await work.session.execute(
            update(PullJob)
            .where(PullJob.id.in_(jobs), *_held(endpoint_id, machine))
            .values(lease_until=now + LEASE)
            .execution_options(synchronize_session=False)
        )


async def jobs_to_stop(work: Work, endpoint_id: UUID, machine: str, *, now: datetime) -> list[UUID]:
    """What the machine had and is to leave: it was cancelled, has run for too long, or its attempt
    was over before the machine, which still works on it, was heard of again."""
    in_vain = (PullJob.lease_until > now) & _over(Attempt.ended_at <= now)
    late = (PullJob.state == "TAKEN") & or_(PullJob.run_until < now, in_vain)
    cancelled = (PullJob.state == "CANCELLED") & (PullJob.ended_at > now - _STOPS_FOR)
    rows = await work.session.scalars(
        select(PullJob.id).where(
            PullJob.endpoint_id == endpoint_id, PullJob.machine == machine, late | cancelled
        )
    )
    return list(rows)


async def note_progress(
    work: Work, endpoint_id: UUID, machine: str, attempt_id: UUID, tick: Any, *, now: datetime
) -> bool:
    """Keep the tick; False where the machine does not have the job (any more)."""
    rows = await work.session.execute(
        update(PullJob)
        .where(PullJob.id == attempt_id, *_held(endpoint_id, machine))
        .values(progress=tick, lease_until=now + LEASE)
        .returning(PullJob.id)
        .execution_options(synchronize_session=False)
    )
    return rows.first() is not None


async def finish_job(
    work: Work, endpoint_id: UUID, machine: str, attempt_id: UUID, result: Any, *, now: datetime
) -> bool:
    """The machine's answer; False, and nothing changed, where it does not have the job."""
    rows = await work.session.execute(
        update(PullJob)
        .where(PullJob.id == attempt_id, *_held(endpoint_id, machine))
        .values(state="DONE", result=result, ended_at=now, input={})
        .returning(PullJob.id)
        .execution_options(synchronize_session=False)
    )
    if rows.first() is None:
        return False
    work.dispatch("follow_attempt", str(attempt_id))
    return True


async def withdraw_job(work: Work, attempt_id: UUID, *, now: datetime) -> None:
    """Nobody is to make it any more; a machine that has it is told when it asks."""
    await work.session.execute(
        update(PullJob)
        .where(PullJob.id == attempt_id, PullJob.state.in_(["QUEUED", "TAKEN"]))
        .values(state="CANCELLED", ended_at=now, input={})
        .execution_options(synchronize_session=False)
    )


async def job_standing(work: Work, attempt_id: UUID, *, now: datetime) -> Standing | None:
    job = await work.session.get(PullJob, attempt_id)
    if job is None:
        return None
    taken = job.state == "TAKEN"
    lost = taken and job.lease_until is not None and job.lease_until < now
    return Standing(
        state=job.state,
        progress=job.progress,
        result=job.result,
        machine=job.machine,
        taken_at=job.taken_at,
        ended_at=job.ended_at,
        late=taken and job.run_until is not None and job.run_until < now,
        expired=(lost or job.state == "QUEUED") and job.expires_at <= now,
        exhausted=lost and job.takes >= MOST_TAKES,
    )


async def crew_of(work: Work, endpoint_id: UUID, *, now: datetime) -> Crew:
    machines = await work.session.scalar(
        select(func.count()).where(
            PullMachine.endpoint_id == endpoint_id, PullMachine.seen_at > now - PRESENT
        )
    )
    waiting, taken = (
        await work.session.execute(
            select(
                func.count().filter(PullJob.state == "QUEUED"),
                func.count().filter(PullJob.state == "TAKEN"),
            ).where(
                PullJob.endpoint_id == endpoint_id,
                PullJob.state.in_(["QUEUED", "TAKEN"]),
                ~_over(Attempt.ended_at.is_not(None)),
            )
        )
    ).one()
    return Crew(machines or 0, waiting, taken)


async def forget_ended(work: Work, *, now: datetime) -> None:
    """Drop what has been over for a day, and machines nobody has seen for one."""
    before = now - _KEPT_FOR
    over = or_(PullJob.ended_at < before, _over(Attempt.ended_at < before))
    await work.session.execute(
        delete(PullJob).where(over).execution_options(synchronize_session=False)
    )
    await work.session.execute(delete(PullMachine).where(PullMachine.seen_at < before))


def _over(ended: ColumnElement[bool]) -> ColumnElement[bool]:
    """Whether the attempt is over, also where no machine has said so."""
    return exists().where(Attempt.id == PullJob.id, ended)


def _held(endpoint_id: UUID, machine: str) -> tuple[Any, ...]:
    return (
        PullJob.endpoint_id == endpoint_id,
        PullJob.machine == machine,
        PullJob.state == "TAKEN",
    )
