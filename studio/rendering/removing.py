"""Endpoints that go: what waits for one of them moves to another in the same transaction."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from uuid import UUID

from sqlalchemy import select

from studio.access.queries import find
from studio.access.viewer import Viewer
from studio.kernel.errors import ErrorCode, UserError
from studio.kernel.ids import uuid7
from studio.kernel.work import Work
from studio.recipes.rules import digest_of
from studio.rendering.attempts import TURNS
from studio.rendering.endpoints import announce, lock_endpoints
from studio.rendering.lifecycle import ACTIVE, JobState
from studio.rendering.models import Endpoint, RenderJob
from studio.rendering.routing import Need, object_to
from studio.rendering.service.candidates import candidates_for, need_of
from studio.rendering.service.costs import costs_of
from studio.rendering.service.planning import ONE_AT_A_TIME
from studio.rendering.service.quoting import (
    Paying,
    Quote,
    Quoted,
    Unaffordable,
    admit,
    nothing_to_do,
    price_all,
)
from studio.spending.ledger import held_in
from studio.spending.service import end_prices_of


@dataclass(frozen=True, slots=True)
class Removed:
    """`moved` renders now wait for another endpoint; the quote is of what they may cost there."""

    endpoint_id: UUID
    moved: int
    quote: Quote


async def delete_endpoint(
    work: Work,
    viewer: Viewer,
    endpoint_id: UUID | None,
    paying: Paying,
    *,
    migrate_to: UUID | None = None,
    reachable: bool = False,
) -> Removed:
    """Delete an endpoint that somebody added, and forget its key.

    With `migrate_to` what waits for it moves there, all of it at the prices there or nothing; without,
    nothing may wait. What a provider has already cannot be taken to another one, so nothing may be in
    flight. Raises INVALID_STATE, what routing objects to, or Unaffordable.
    """
    endpoint = await find(work, viewer, Endpoint, endpoint_id, lock=False)
    viewer.demand_administration()
    if migrate_to is not None:
        await lock_endpoints(work, viewer.workspace_id)
    endpoint = await find(work, viewer, Endpoint, endpoint_id)
    if endpoint.source != "USER":
        raise UserError(
            f"{endpoint.name!r} comes with the studio and its settings. Disable it instead.",
            code=ErrorCode.INVALID_STATE,
            field=["id"],
        )
    jobs = await _under_way(work, endpoint)
    quote = nothing_to_do(_digest(endpoint, migrate_to))
    if migrate_to is None:
        _check_none(endpoint, jobs)
    else:
        _check_waiting(endpoint, jobs)
        target = await _target(work, viewer, endpoint, jobs, migrate_to, reachable=reachable)
        quote = await _move(work, viewer, endpoint, jobs, target, paying)
    if paying.consent.quote_only:
        raise Quoted(quote)
    await end_prices_of(work, endpoint.id)
    endpoint.deleted_at, endpoint.deletion_id = datetime.now(UTC), uuid7()
    endpoint.sealed_key, endpoint.options = None, {}
    await announce(work, endpoint)
    return Removed(endpoint.id, len(jobs), quote)


async def _under_way(work: Work, endpoint: Endpoint) -> Sequence[RenderJob]:
    """The endpoint's jobs that are not over; they stay as they are until this work ends."""
    rows = await work.session.scalars(
        select(RenderJob)
        .where(
            RenderJob.workspace_id == endpoint.workspace_id,
            RenderJob.endpoint_id == endpoint.id,
            RenderJob.state.in_([state.value for state in ACTIVE]),
        )
        .order_by(RenderJob.id)
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    )
    return rows.all()


def _check_none(endpoint: Endpoint, jobs: Sequence[RenderJob]) -> None:
    if jobs:
        raise _busy(
            f"{_renders(len(jobs))} under way on {endpoint.name!r}. Wait for them or cancel them "
            "first, or name another endpoint in migrateTo for those that wait."
        )


def _check_waiting(endpoint: Endpoint, jobs: Sequence[RenderJob]) -> None:
    sent = sum(job.state != JobState.QUEUED.value for job in jobs)
    if sent:
        raise _busy(
            f"{_renders(sent)} with {endpoint.name!r} already, and cannot be taken elsewhere. "
            "Pause what waits (pauseJobs) and let them end, or cancel them (cancelJobs)."
        )


async def _target(
    work: Work,
    viewer: Viewer,
    endpoint: Endpoint,
    jobs: Sequence[RenderJob],
    target_id: UUID,
    *,
    reachable: bool,
) -> Endpoint:
    """The endpoint that takes the jobs, which can make each of them."""
    target = await find(work, viewer, Endpoint, target_id, lock=False, field="migrateTo")
    if target.id == endpoint.id:
        raise UserError("Name another endpoint than the one to delete.", field=["migrateTo"])
    for need in sorted({need_of(job) for job in jobs}, key=repr):
        await _check_able(work, target, need, reachable=reachable)
    several = sum(job.count > 1 for job in jobs)
    if several and target.provider in ONE_AT_A_TIME:
        raise UserError(
            f"The endpoint {target.name!r} makes one at a time, and {several} of the renders ask "
            "for several.",
            code=ErrorCode.NO_ENDPOINT,
            field=["migrateTo"],
        )
    return target


async def _move(
    work: Work,
    viewer: Viewer,
    endpoint: Endpoint,
    jobs: Sequence[RenderJob],
    target: Endpoint,
    paying: Paying,
) -> Quote:
    """Have them wait there, admitted like new work in place of what was held for them here."""
    costs = await costs_of(work, viewer.workspace_id, longest=paying.longest)
    freed = await held_in(work, [job.id for job in jobs])
    for job in jobs:
        job.endpoint_id, job.not_before, job.message = target.id, None, None
    priced = await price_all(work, jobs, costs, digest=_digest(endpoint, target.id))
    try:
        quote = await admit(work, viewer, jobs, replace(priced, freed=freed), paying)
    except Unaffordable as error:
        stay = "1 render stays" if len(jobs) == 1 else f"{len(jobs)} renders stay"
        before = f"{stay} with {endpoint.name!r}, which is not deleted. "
        raise Unaffordable(error.quote, error.code, before=before) from None
    for job in jobs:
        work.changed("job", job.id, stream=job.project_id)
    work.stir(viewer.workspace_id)
    work.stir(TURNS)
    return quote


async def _check_able(work: Work, target: Endpoint, need: Need, *, reachable: bool) -> None:
    today = datetime.now(UTC).date()
    candidates = await candidates_for(work, target.workspace_id, need, today=today)
    candidate = next(one for one in candidates if one.id == target.id)
    objection = object_to(candidate, need, reachable=reachable, asked_for=True)
    if objection is not None:
        raise UserError(objection.words, code=objection.code, field=["migrateTo"])


def _digest(endpoint: Endpoint, target_id: UUID | None) -> str:
    return digest_of(["deleteEndpoint", endpoint.id.hex, target_id and target_id.hex])


def _renders(count: int) -> str:
    return "1 render is" if count == 1 else f"{count} renders are"


def _busy(words: str) -> UserError:
    return UserError(words, code=ErrorCode.INVALID_STATE, field=["id"])
