"""What people do with the queue itself: whose turn is when, what waits, what is out of sight."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, select, text, update

from studio.access.viewer import Viewer
from studio.kernel.errors import ErrorCode, UserError
from studio.kernel.rows import any_of
from studio.kernel.work import Work
from studio.rendering.attempts import TURNS
from studio.rendering.lifecycle import TERMINAL, JobState, Priority
from studio.rendering.models import RenderJob
from studio.rendering.service.selecting import Touched, Where, named, selected, touched

Which = Where | Sequence[UUID]

_WAITING = RenderJob.state == JobState.QUEUED.value
_OVER = RenderJob.state.in_([state.value for state in TERMINAL])

_RANK = text("""
UPDATE render_jobs SET rank = fresh.rank
FROM unnest(CAST(:ids AS uuid[]), CAST(:ranks AS bigint[])) AS fresh(id, rank)
WHERE render_jobs.id = fresh.id
""")


async def set_priority(work: Work, viewer: Viewer, which: Which, priority: Priority) -> Touched:
    """Of those that wait; the others are on their way already."""
    return await _change(work, viewer, which, _WAITING, priority=priority.level)


async def pause_jobs(work: Work, viewer: Viewer, which: Which) -> Touched:
    """Have those that wait go on waiting until they are resumed."""
    still = _WAITING & RenderJob.paused_at.is_(None)
    return await _change(work, viewer, which, still, paused_at=datetime.now(UTC), called_at=None)


async def resume_jobs(work: Work, viewer: Viewer, which: Which) -> Touched:
    return await _change(
        work, viewer, which, _WAITING & RenderJob.paused_at.is_not(None), paused_at=None
    )


async def clear_jobs(work: Work, viewer: Viewer, which: Which) -> Touched:
    """Take those that are over out of the queue's lists. Their takes and attempts stay."""
    over = _OVER & RenderJob.cleared_at.is_(None)
    return await _change(work, viewer, which, over, cleared_at=datetime.now(UTC))


async def move_jobs(
    work: Work, viewer: Viewer, job_ids: Sequence[UUID], *, before: UUID | None
) -> Touched:
    """Have these waiting jobs rendered in this order, directly before that one, or last.

    An order is one of jobs of the same account, priority and endpoint: between those turns and
    priorities decide. The whole line is counted anew, so that each place is a place.
    """
    await named(work, viewer, [*job_ids, *([] if before is None else [before])])
    viewer.demand_edit()
    first = await work.session.get(RenderJob, job_ids[0])
    assert first is not None
    rows = (
        await work.session.execute(
            select(
                RenderJob.id,
                RenderJob.rank,
                RenderJob.project_id,
                RenderJob.created_at,
            )
            .where(
                _WAITING,
                RenderJob.endpoint_id == first.endpoint_id,
                RenderJob.requested_by == first.requested_by,
                RenderJob.priority == first.priority,
            )
            .order_by(RenderJob.id)
            .with_for_update(key_share=True)
        )
    ).all()
    line = [row.id for row in sorted(rows, key=lambda row: (row.rank, row.id))]
    order = _moved(line, list(job_ids), before)
    base = min(row.rank for row in rows)
    ranks = {job_id: base + place for place, job_id in enumerate(order)}
    moved = [row for row in rows if ranks[row.id] != row.rank]
    await work.session.execute(
        _RANK, {"ids": [row.id for row in moved], "ranks": [ranks[row.id] for row in moved]}
    )
    for row in moved:
        work.changed("job", row.id, stream=row.project_id)
    work.stir(viewer.workspace_id)
    return touched([row for row in rows if row.id in set(job_ids)])


def _moved(line: Sequence[UUID], ids: list[UUID], before: UUID | None) -> list[UUID]:
    """The line with those in their new place. Raises INVALID_STATE for what is not in it."""
    if not set(ids) <= set(line) or not (before is None or before in set(line)):
        raise UserError(
            "Only renders that wait in one line can be put in order: those of one account, one "
            "priority and one endpoint.",
            code=ErrorCode.INVALID_STATE,
            field=["jobIds"],
        )
    if before in ids:
        raise UserError("A render cannot be put before itself.", field=["beforeId"])
    rest = [job_id for job_id in line if job_id not in set(ids)]
    at = len(rest) if before is None else rest.index(before)
    return [*rest[:at], *ids, *rest[at:]]


async def _change(
    work: Work, viewer: Viewer, which: Which, state: ColumnElement[bool], **values: Any
) -> Touched:
    """Change all of these that are in this state, in two statements."""
    found = await selected(work, viewer, which)
    viewer.demand_edit()
    rows = (
        await work.session.execute(
            select(RenderJob.id, RenderJob.project_id, RenderJob.created_at)
            .where(found, state)
            .order_by(RenderJob.id)
            .with_for_update(key_share=True)
        )
    ).all()
    if rows:
        await work.session.execute(
            update(RenderJob)
            .where(RenderJob.id == any_of([row.id for row in rows]))
            .values(**values)
            .execution_options(synchronize_session=False)
        )
    for row in rows:
        work.changed("job", row.id, stream=row.project_id)
    work.stir(viewer.workspace_id)
    work.stir(TURNS)
    return touched(rows)
