"""Renders that wait for an endpoint which cannot take them, where nobody has named that endpoint."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from itertools import groupby
from uuid import UUID

from sqlalchemy import ColumnElement, or_, select, update

from studio.kernel.rows import any_of
from studio.kernel.work import Work
from studio.rendering.attempts import TURNS
from studio.rendering.charging import order_of, place_of, price_there, stamp_limit, worst_case
from studio.rendering.lifecycle import JobState
from studio.rendering.models import Endpoint, RenderJob
from studio.rendering.queries import is_open
from studio.rendering.routing import Candidate, Need, better_than
from studio.rendering.service.candidates import candidates_for, need_of
from studio.rendering.service.costs import Costs, costs_of
from studio.rendering.service.planning import ONE_AT_A_TIME
from studio.spending.ledger import held_for, reprice
from studio.spending.money import OWN_MACHINE, Price
from studio.spending.pricebook import Place

MOST_AT_ONCE = 1_000

_WAITS: ColumnElement[bool] = (RenderJob.state == JobState.QUEUED.value) & ~RenderJob.pinned


async def reroute(work: Work, now: datetime, *, reachable: bool, longest: int) -> int:
    """Take what waits in vain to endpoints that can make it; how many renders that were.

    None goes where it may cost more than is held for it. `reachable` says whether a worker outside
    this machine can deliver, `longest` after how many seconds a render is stopped. To be run by one
    process at a time.
    """
    stuck = await _stuck(work)
    moved = 0
    for workspace_id, jobs in groupby(stuck, key=lambda job: job.workspace_id):
        moved += await _reroute_in(
            work, workspace_id, list(jobs), now, reachable=reachable, longest=longest
        )
    if moved:
        work.stir(TURNS)
    return moved


async def _stuck(work: Work) -> Sequence[RenderJob]:
    cannot = ~is_open(Endpoint.__table__) | (Endpoint.health != "ONLINE")
    rows = await work.session.scalars(
        select(RenderJob)
        .join(Endpoint, Endpoint.id == RenderJob.endpoint_id)
        .where(_WAITS, cannot, or_(Endpoint.provider != "PULL", ~is_open(Endpoint.__table__)))
        .order_by(RenderJob.workspace_id, RenderJob.rank, RenderJob.id)
        .limit(MOST_AT_ONCE)
    )
    return rows.all()


async def _reroute_in(
    work: Work,
    workspace_id: UUID,
    jobs: Sequence[RenderJob],
    now: datetime,
    *,
    reachable: bool,
    longest: int,
) -> int:
    costs = await costs_of(work, workspace_id, longest=longest)
    known: dict[Need, list[Candidate]] = {}
    chosen: dict[tuple[UUID, UUID], list[UUID]] = {}
    for job in jobs:
        need = need_of(job)
        if need not in known:
            known[need] = await candidates_for(work, workspace_id, need, today=now.date())
        # A worker that has gone is no cheaper for having been warm.
        candidates = costs.priced(known[need], [replace(order_of(job), takes=1)], cold=True)
        there = next((one for one in candidates if one.id == job.endpoint_id), None)
        if there is None:
            continue
        others = [one for one in candidates if job.count == 1 or one.provider not in ONE_AT_A_TIME]
        better = better_than(there, others, need, reachable=reachable)
        if better is not None:
            chosen.setdefault((there.id, better.id), []).append(job.id)
    return sum([await _take(work, ids, *way, costs) for way, ids in sorted(chosen.items())])


async def _take(
    work: Work,
    ids: Sequence[UUID],
    there: UUID,
    better: UUID,
    costs: Costs,
) -> int:
    """Have them wait there instead, if they still wait where they did and their money suffices."""
    found = (
        await work.session.scalars(
            select(RenderJob)
            .where(RenderJob.id == any_of(ids), _WAITS, RenderJob.endpoint_id == there)
            .order_by(RenderJob.id)
            .with_for_update(key_share=True, skip_locked=True)
        )
    ).all()
    place = place_of(await work.session.get_one(Endpoint, better))
    held = await held_for(work, [job.id for job in found])
    rows = []
    for job in found:
        price = _price_there(costs, place, job, most=held.get(job.id))
        if price is not None:
            await reprice(work, [job.id], price)
            stamp_limit(job, price)
            rows.append(job)
    await work.session.execute(
        update(RenderJob)
        .where(RenderJob.id == any_of([row.id for row in rows]))
        .values(endpoint_id=better, message=None, not_before=None, called_at=None)
        .execution_options(synchronize_session=False)
    )
    for row in rows:
        work.changed("job", row.id, stream=row.project_id)
        work.stir(row.workspace_id)
    return len(rows)


def _price_there(costs: Costs, place: Place, job: RenderJob, *, most: int | None) -> Price | None:
    """What the job costs at this place; None where that is unknown or more than is held for it.

    For one from before anything was held, nothing is asked.
    """
    if most is None:
        return OWN_MACHINE
    order = order_of(job)
    price = price_there(costs.book, place, order)
    if price is None or worst_case(price, order, costs.longest).most > most:
        return None
    return price
